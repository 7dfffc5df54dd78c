"""Signed credentials, their status indices and public codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import status
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.claims import ClaimRow, LocatorRow
from creditbank.adapters.db.ledger import EntryRow
from creditbank.adapters.db.paging import newest
from creditbank.adapters.db.types import InstantType
from creditbank.core.claims import Purpose
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import NotFoundError
from creditbank.core.paging import Cursor
from creditbank.core.people import Role
from creditbank.core.ports import Chance
from creditbank.core.transcripts.life import Act, Reason
from creditbank.core.transcripts.status_lists import ENTRIES, OPEN_UNTIL
from creditbank.core.values import sha256

TRIES_MAX = 64  # a list is at most half full, so 64 misses in a row do not happen


@append_only
class CredentialRow(Row):
    """A signed document, byte for byte; ``inner`` states one line, ``outer`` many."""

    __tablename__ = "credentials"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))  # inner | outer
    sequence: Mapped[int | None]  # of the entry, for an inner one
    number: Mapped[int | None]  # of the line
    salt: Mapped[str] = mapped_column(String(64))  # of its hashed identity; "" outside
    list_number: Mapped[int]
    status_index: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime] = mapped_column(InstantType)
    scope: Mapped[str] = mapped_column(
        String(100), default="", server_default=""
    )  # of an outer one

    @property
    def signed(self) -> bytes:
        """Give the document as it was signed; what is no longer that is damage."""
        content = self.document.encode()
        if sha256(content) != self.digest:
            raise BooksDamagedError("credential")
        return content


@append_only
class MemberRow(Row):
    """Which inner credentials a transcript holds, in their order."""

    __tablename__ = "transcript_members"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
        ),
        ForeignKeyConstraint(
            ["learner_id", "credential_id"],
            ["credentials.learner_id", "credentials.id"],
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    transcript_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(36), index=True)


@append_only
class StatusIndexRow(Row):
    """An index drawn; never used again (law 7)."""

    __tablename__ = "status_indices"

    list_number: Mapped[int] = mapped_column(primary_key=True)
    status_index: Mapped[int] = mapped_column(primary_key=True)


@append_only
class PublicCodeRow(Row):
    """The code on a transcript, by which anyone finds its status."""

    __tablename__ = "public_codes"

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    learner_id: Mapped[str] = mapped_column(String(36))
    transcript_id: Mapped[str] = mapped_column(String(36), unique=True)


def draw_index(session: Session, chance: Chance) -> tuple[int, int]:
    """Draw a status index at random, and take it for ever.

    At random, so that neither recency nor neighbours can be read from the position
    (Bitstring Status List 1.0, section 6.1); a new list opens when one is half full.
    """
    taken = StatusIndexRow.list_number
    newest = session.scalar(select(func.max(taken))) or 1
    count = select(func.count()).select_from(StatusIndexRow).where(taken == newest)
    if (session.scalar(count) or 0) >= OPEN_UNTIL:
        newest += 1
    for _ in range(TRIES_MAX):
        index = chance.below(ENTRIES)
        try:
            with session.begin_nested():
                session.add(StatusIndexRow(list_number=newest, status_index=index))
        except IntegrityError:
            continue
        return newest, index
    raise NotFoundError  # pragma: no cover - see TRIES_MAX


def keep(session: Session, row: CredentialRow, *, by: str = "") -> None:
    """Keep a signed credential and the way to find it; its life begins."""
    session.add(row)
    session.add(
        LocatorRow(public_id=row.id, kind="credential", learner_id=row.learner_id)
    )
    role = Role.REVIEWER if row.kind == "inner" else Role.LEARNER
    who = status.By(by, role.value, at=row.issued_at)
    status.happen(session, row, Act.ISSUE, who)


def credential(session: Session, learner_id: str, credential_id: str) -> CredentialRow:
    row = session.get(CredentialRow, (learner_id, credential_id))
    if row is None:
        raise NotFoundError
    return row


def inner(session: Session, learner_id: str) -> list[CredentialRow]:
    """List the learner's inner credentials, by line."""
    rows = session.scalars(
        select(CredentialRow)
        .where(CredentialRow.learner_id == learner_id, CredentialRow.kind == "inner")
        .order_by(CredentialRow.sequence, CredentialRow.number)
    )
    return list(rows)


def purposes(session: Session, learner_id: str) -> dict[int, str]:
    """Tell for which purpose each of the learner's entries was recognized."""
    rows = session.execute(
        select(EntryRow.sequence, ClaimRow.purpose)
        .join(
            ClaimRow,
            (ClaimRow.learner_id == EntryRow.learner_id)
            & (ClaimRow.id == EntryRow.claim_id),
        )
        .where(EntryRow.learner_id == learner_id)
    )
    with kept("claim"):
        return {row.sequence: str(Purpose.of(row.purpose)) for row in rows}


def live_inner(session: Session, learner_id: str) -> list[CredentialRow]:
    """List the inner credentials a transcript may state: neither revoked nor held."""
    lives = status.lives(session, learner_id)
    return [row for row in inner(session, learner_id) if lives[row.id].is_valid]


def transcripts(
    session: Session,
    learner_id: str,
    *,
    limit: int | None = None,
    after: Cursor | None = None,
) -> list[tuple[CredentialRow, str]]:
    """List the learner's transcripts, newest first, each with its public code."""
    query = (
        select(CredentialRow, PublicCodeRow.code)
        .join(PublicCodeRow, PublicCodeRow.transcript_id == CredentialRow.id)
        .where(CredentialRow.learner_id == learner_id, CredentialRow.kind == "outer")
    )
    rows = session.execute(
        newest(query, CredentialRow.issued_at, CredentialRow.id, limit, after)
    )
    return [(row, code) for row, code in rows]


def stating(session: Session, row: CredentialRow) -> list[CredentialRow]:
    """List the transcripts that hold an inner credential."""
    ids = session.scalars(
        select(MemberRow.transcript_id)
        .where(
            MemberRow.learner_id == row.learner_id, MemberRow.credential_id == row.id
        )
        .order_by(MemberRow.transcript_id)
    )
    return [credential(session, row.learner_id, one) for one in ids]


def of_lines(
    session: Session, learner_id: str, lines: Iterable[tuple[int, int]]
) -> list[CredentialRow]:
    """Give the inner credentials of lines named as (sequence, number)."""
    wanted = set(lines)
    return [
        row
        for row in inner(session, learner_id)
        if (row.sequence, row.number) in wanted
    ]


def revoke_lines(
    session: Session,
    learner_id: str,
    lines: Iterable[tuple[int, int]],
    *,
    reason: str,
    at: datetime,
    by: str = "",
) -> list[str]:
    """Revoke the inner credentials of ``lines``, named as (sequence, number).

    Every transcript that holds one of them goes with it (law 11). Gives the ids
    newly revoked.
    """
    gone: list[str] = []
    who = status.By(by, Role.REVIEWER.value, at=at, reason=reason)
    for one in of_lines(session, learner_id, lines):
        for row in (one, *stating(session, one)):
            if not status.life(session, learner_id, row.id).is_revoked:
                status.happen(session, row, Act.REVOKE, who)
                gone.append(row.id)
    return gone


def suspend(session: Session, row: CredentialRow, by: status.By, *, hold: str) -> None:
    """Suspend a credential; the transcripts that hold it are held by it."""
    status.happen(session, row, Act.SUSPEND, by, hold=hold)
    held = by.because(Reason.LINE_SUSPENDED.value)
    for one in stating(session, row):
        life = status.life(session, row.learner_id, one.id)
        if not life.is_revoked and row.id not in life.holds:
            status.happen(session, one, Act.SUSPEND, held, hold=row.id)


def reinstate(
    session: Session, row: CredentialRow, by: status.By, *, hold: str
) -> None:
    """Lift one hold; with the last, the transcripts it held are let go too."""
    if status.happen(session, row, Act.REINSTATE, by, hold=hold).holds:
        return
    lifted = by.because(Reason.LINE_REINSTATED.value)
    for one in stating(session, row):
        life = status.life(session, row.learner_id, one.id)
        if not life.is_revoked and row.id in life.holds:
            status.happen(session, one, Act.REINSTATE, lifted, hold=row.id)


def has_list(session: Session, list_number: int) -> bool:
    """Tell whether a list is open; the first always is."""
    if list_number == 1:
        return True
    query = select(StatusIndexRow.status_index).where(
        StatusIndexRow.list_number == list_number
    )
    return session.scalars(query.limit(1)).first() is not None


def members(session: Session, learner_id: str, transcript_id: str) -> list[str]:
    rows = session.scalars(
        select(MemberRow.credential_id)
        .where(
            MemberRow.learner_id == learner_id,
            MemberRow.transcript_id == transcript_id,
        )
        .order_by(MemberRow.position)
    )
    return list(rows)
