"""What happened to credentials, and the signed lists that tell strangers of it.

Decision: a status list is signed when somebody asks for it and something happened to
one of its credentials since, when the key that signs lists changed, or when it is old;
then it is kept, and everyone is given the same bytes until the next change. A deed
signs no list, so it waits for no list either; and reading one signs nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import (
    Index,
    String,
    Text,
    bindparam,
    case,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import log
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.core import damage
from creditbank.core.log import Kind
from creditbank.core.transcripts.life import ACTS_OF, Act, Life, StatusEvent


class Credential(Protocol):
    """What of a credential's row its status needs."""

    @property
    def learner_id(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def list_number(self) -> int: ...
    @property
    def status_index(self) -> int: ...
    @property
    def digest(self) -> str: ...


@append_only
class StatusEventRow(Row):
    """One thing that happened to a credential: who, when, why."""

    __tablename__ = "status_events"
    __table_args__ = (Index("ix_status_events_list", "list_number", "act"),)

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    act: Mapped[str] = mapped_column(String(20))
    hold: Mapped[str] = mapped_column(String(36))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))  # "" for the bank itself
    by_role: Mapped[str] = mapped_column(String(20))
    list_number: Mapped[int]
    status_index: Mapped[int]
    at: Mapped[datetime] = mapped_column(InstantType)

    @damage.kept("life")
    def value(self) -> StatusEvent:
        return StatusEvent(Act(self.act), self.at, self.reason, self.hold)


class StatusListRow(Row):
    """A list as it was signed; one whose period is over is not kept."""

    __tablename__ = "status_lists"

    list_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purpose: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    events: Mapped[int]  # of the list's credentials, told in it
    key: Mapped[str] = mapped_column(String(300))  # the verification method
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    signed_at: Mapped[datetime] = mapped_column(InstantType)
    valid_until: Mapped[datetime] = mapped_column(InstantType)


@dataclass(frozen=True)
class By:
    """Who does something to credentials, when, and why."""

    user_id: str
    role: str
    at: datetime
    reason: str = ""
    note: str = ""

    def because(self, reason: str) -> By:
        return replace(self, reason=reason)


def happened(
    session: Session, learner_id: str, credential_id: str
) -> list[StatusEventRow]:
    """List what happened to a credential, first to last."""
    return list(
        session.scalars(
            select(StatusEventRow)
            .where(
                StatusEventRow.learner_id == learner_id,
                StatusEventRow.credential_id == credential_id,
            )
            .order_by(StatusEventRow.number)
        )
    )


def life(session: Session, learner_id: str, credential_id: str) -> Life:
    """Tell how a credential stands."""
    events = happened(session, learner_id, credential_id)
    return Life.of(event.value() for event in events)


def lives(session: Session, learner_id: str) -> dict[str, Life]:
    """Tell how each of the learner's credentials stands."""
    rows = session.scalars(
        select(StatusEventRow)
        .where(StatusEventRow.learner_id == learner_id)
        .order_by(StatusEventRow.credential_id, StatusEventRow.number)
    )
    found: dict[str, Life] = defaultdict(Life)
    for row in rows:
        found[row.credential_id] = found[row.credential_id].after(row.value())
    return found


def happen(
    session: Session, credential: Credential, act: Act, by: By, *, hold: str = ""
) -> Life:
    """Write what happens to a credential, and tell the public log of it.

    Raises CredentialMoveError for what cannot happen to it. The log is told when a
    stranger would see a difference: not of a second hold, nor of one of two lifted.
    """
    events = happened(session, credential.learner_id, credential.id)
    before = Life.of(event.value() for event in events)
    after = before.after(StatusEvent(act, by.at, by.reason, hold))
    session.add(
        StatusEventRow(
            learner_id=credential.learner_id,
            credential_id=credential.id,
            number=len(events) + 1,
            act=act.value,
            hold=hold,
            reason=by.reason,
            note=by.note,
            by=by.user_id,
            by_role=by.role,
            list_number=credential.list_number,
            status_index=credential.status_index,
            at=by.at,
        )
    )
    if act is Act.ISSUE or after.bits != before.bits:
        log.append(session, Kind(act.value), credential.digest, at=by.at)
    session.flush()
    return after


def told(session: Session, list_number: int, purpose: str) -> int:
    """Count what happened to a list's credentials that the list must tell of."""
    query = select(func.count()).where(
        StatusEventRow.list_number == list_number,
        StatusEventRow.act.in_(ACTS_OF[purpose]),
    )
    return session.scalar(query) or 0


def indices(session: Session, list_number: int, purpose: str) -> list[int]:
    """Name the indices whose bit is set in the list of a purpose.

    A bit is set as often as it was set and not lifted: the holds of a suspension are
    counted, revocation and supersession are for good.
    """
    up = case((StatusEventRow.act == Act.REINSTATE.value, -1), else_=1)
    rows = session.scalars(
        select(StatusEventRow.status_index)
        .where(
            StatusEventRow.list_number == list_number,
            StatusEventRow.act.in_(ACTS_OF[purpose]),
        )
        .group_by(StatusEventRow.status_index)
        .having(func.sum(up) > 0)
        .order_by(StatusEventRow.status_index)
    )
    return list(rows)


def set_at(
    session: Session, list_number: int, places: Collection[int]
) -> dict[str, list[int]]:
    """Name, by purpose, which of these indices of a list have their bit set.

    What `indices` tells of whole lists, asked of a document's few places: a list may
    hold tens of thousands of others.
    """
    asked = {"list_number": list_number, "places": list(places)}
    sums = {purpose: Counter[int]() for purpose in ACTS_OF}
    for act, index, count in session.connection().execute(_HAPPENED_AT, asked):
        sums[_PURPOSE_OF[act]][index] += -count if act == Act.REINSTATE else count
    return {
        purpose: [index for index, count in counted.items() if count > 0]
        for purpose, counted in sums.items()
    }


_PURPOSE_OF = {act.value: purpose for purpose, acts in ACTS_OF.items() for act in acts}
_AT = StatusEventRow.__table__.c
_HAPPENED_AT = (
    select(_AT.act, _AT.status_index, func.count())
    .where(
        _AT.list_number == bindparam("list_number"),
        _AT.act.in_(_PURPOSE_OF),
        _AT.status_index.in_(bindparam("places", expanding=True)),
    )
    .group_by(_AT.act, _AT.status_index)
)


def kept(session: Session, list_number: int, purpose: str) -> StatusListRow | None:
    """Give the newest list that was signed for a purpose, if one was."""
    return session.scalars(
        select(StatusListRow)
        .where(
            StatusListRow.list_number == list_number, StatusListRow.purpose == purpose
        )
        .order_by(StatusListRow.version.desc())
        .limit(1)
    ).first()


def every_kept(session: Session) -> Iterator[StatusListRow]:
    """List the newest kept lists, by number and purpose."""
    newest = (
        select(
            StatusListRow.list_number,
            StatusListRow.purpose,
            func.max(StatusListRow.version),
        )
        .group_by(StatusListRow.list_number, StatusListRow.purpose)
        .order_by(StatusListRow.list_number, StatusListRow.purpose)
    )
    for number, purpose, version in session.execute(newest).all():
        yield session.get_one(StatusListRow, (number, purpose, version))


def keep_list(session: Session, row: StatusListRow) -> None:
    """Keep a newly signed list, and none whose period is over."""
    session.execute(
        delete(StatusListRow).where(
            StatusListRow.list_number == row.list_number,
            StatusListRow.purpose == row.purpose,
            StatusListRow.valid_until < row.signed_at,
        )
    )
    session.add(row)
