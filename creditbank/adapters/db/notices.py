"""Public notices, objections to them, and what was ruled: rows that only grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.claims import ClaimRow, LocatorRow, StepRow, located
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.canonical import JSON
from creditbank.core.claims import IN_REVIEW, Claim
from creditbank.core.errors import NotFoundError
from creditbank.core.notices import (
    UNDER_WAY,
    AlreadyObjectedError,
    Notice,
    Objection,
    Ruling,
)
from creditbank.core.values import Period

KIND = "notice"


@append_only
class NoticeRow(Row):
    """What was announced; the ``number``th notice of its claim's step."""

    __tablename__ = "notices"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "claim_id"], ["claims.learner_id", "claims.id"]
        ),
        UniqueConstraint("learner_id", "claim_id", "step", "number"),
        Index("ix_notices_running", "institution", "ends_on", "id"),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36))
    step: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    institution: Mapped[str] = mapped_column(String(40))
    purpose: Mapped[str] = mapped_column(String(100))
    policy: Mapped[str] = mapped_column(String(80))
    policy_version: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    lines: Mapped[list[Mapping[str, JSON]]] = mapped_column(CanonicalType)
    at: Mapped[datetime] = mapped_column(InstantType)

    def value(self) -> Notice:
        return Notice(
            id=self.id,
            learner_id=self.learner_id,
            claim_id=self.claim_id,
            step=self.step,
            institution=self.institution,
            purpose=self.purpose,
            policy=self.policy,
            policy_version=self.policy_version,
            period=Period(self.starts_on, self.ends_on),
            lines=self.lines,
        )


@append_only
class ObjectionRow(Row):
    """One person's objection to a notice: once each, says the constraint."""

    __tablename__ = "objections"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "notice_id"], ["notices.learner_id", "notices.id"]
        ),
        UniqueConstraint("learner_id", "notice_id", "by"),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[str] = mapped_column(String(36))
    ground: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


@append_only
class ObjectionRulingRow(Row):
    """What became of an objection: once, says the key."""

    __tablename__ = "objection_rulings"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "claim_id", "number"],
            ["objections.learner_id", "objections.claim_id", "objections.number"],
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    ruling: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


def announce(session: Session, notice: Notice, *, at: datetime) -> None:
    """Keep what is announced, under an id that tells nothing of the learner."""
    query = select(func.count()).where(
        NoticeRow.learner_id == notice.learner_id,
        NoticeRow.claim_id == notice.claim_id,
        NoticeRow.step == notice.step,
    )
    fields = {name: one for name, one in vars(notice).items() if name != "period"}
    session.add(
        NoticeRow(
            **fields,
            number=(session.scalar(query) or 0) + 1,
            starts_on=notice.period.starts_on,
            ends_on=notice.period.ends_on,
            at=at,
        )
    )
    session.add(
        LocatorRow(public_id=notice.id, kind=KIND, learner_id=notice.learner_id)
    )


def notice(session: Session, notice_id: str) -> Notice:
    """Give one notice by its public id."""
    row = session.get(NoticeRow, (located(session, notice_id, KIND), notice_id))
    if row is None:
        raise NotFoundError
    return row.value()


def of_claim(session: Session, learner_id: str, claim_id: str) -> dict[str, Notice]:
    """Give the latest notice of each step of a claim."""
    rows = session.scalars(
        select(NoticeRow)
        .where(NoticeRow.learner_id == learner_id, NoticeRow.claim_id == claim_id)
        .order_by(NoticeRow.number)
    )
    return {row.step: row.value() for row in rows}


def running(
    session: Session,
    on: Mapping[str, date],
    *,
    limit: int,
    after: tuple[date, str] | None = None,
) -> list[Notice]:
    """List the notices of institutions under way, by their last days.

    ``on`` tells which day it is at each. One whose step was decided, whose claim left
    the review or that a later notice took the place of runs no longer.
    """
    later = aliased(NoticeRow)
    step = (NoticeRow.learner_id, NoticeRow.claim_id, NoticeRow.step)
    query = select(NoticeRow).where(
        _lasts(on),
        exists().where(
            ClaimRow.learner_id == NoticeRow.learner_id,
            ClaimRow.id == NoticeRow.claim_id,
            ClaimRow.status.in_([one.value for one in IN_REVIEW]),
        ),
        ~exists().where(
            tuple_(StepRow.learner_id, StepRow.claim_id, StepRow.step) == tuple_(*step),
            StepRow.verdict.not_in(UNDER_WAY),
        ),
        ~exists().where(
            tuple_(later.learner_id, later.claim_id, later.step) == tuple_(*step),
            later.number > NoticeRow.number,
        ),
    )
    if after is not None:
        query = query.where(tuple_(NoticeRow.ends_on, NoticeRow.id) > after)
    rows = session.scalars(query.order_by(NoticeRow.ends_on, NoticeRow.id).limit(limit))
    return [row.value() for row in rows]


def _lasts(on: Mapping[str, date]) -> ColumnElement[bool]:
    """Today is among a notice's days; most institutions share a calendar date."""
    places = defaultdict(list)
    for institution, day in on.items():
        places[day].append(institution)
    return or_(
        false(),
        *(
            and_(
                NoticeRow.institution.in_(codes),
                NoticeRow.starts_on <= day,
                NoticeRow.ends_on >= day,
            )
            for day, codes in places.items()
        ),
    )


def objections(session: Session, learner_id: str, claim_id: str) -> list[Objection]:
    """List the objections to a claim's notices with their rulings, first to last."""
    rulings = {
        row.number: row
        for row in session.scalars(
            select(ObjectionRulingRow).where(
                ObjectionRulingRow.learner_id == learner_id,
                ObjectionRulingRow.claim_id == claim_id,
            )
        )
    }
    rows = session.scalars(
        select(ObjectionRow)
        .where(ObjectionRow.learner_id == learner_id, ObjectionRow.claim_id == claim_id)
        .order_by(ObjectionRow.number)
    )
    return [_objection(row, rulings.get(row.number)) for row in rows]


def _objection(row: ObjectionRow, ruled: ObjectionRulingRow | None) -> Objection:
    made = (row.number, row.notice_id, row.ground, row.by, row.at)
    if ruled is None:
        return Objection(*made)
    return Objection(*made, Ruling(ruled.ruling), ruled.note)


def object_(
    session: Session, notice: Notice, ground: str, *, by: str, at: datetime
) -> Objection:
    """Keep an objection; AlreadyObjectedError where the person has made one."""
    made = objections(session, notice.learner_id, notice.claim_id)
    if any((one.notice_id, one.by) == (notice.id, by) for one in made):
        raise AlreadyObjectedError
    row = ObjectionRow(
        learner_id=notice.learner_id,
        claim_id=notice.claim_id,
        number=len(made) + 1,
        notice_id=notice.id,
        ground=ground,
        by=by,
        at=at,
    )
    session.add(row)
    session.flush()
    return _objection(row, None)


def keep_ruling(
    session: Session,
    claim: Claim,
    objection: Objection,
    ruling: Ruling,
    note: str,
    *,
    by: str,
    at: datetime,
) -> None:
    """Keep what was ruled on an objection."""
    session.add(
        ObjectionRulingRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=objection.number,
            ruling=ruling.value,
            note=note,
            by=by,
            at=at,
        )
    )
    session.flush()
