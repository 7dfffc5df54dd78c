"""Signed credentials, their status indices and public codes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, Text, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import log
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.claims import LocatorRow
from creditbank.adapters.db.types import InstantType
from creditbank.core.errors import NotFoundError
from creditbank.core.log import Kind
from creditbank.core.ports import Chance
from creditbank.core.transcripts.status_lists import ENTRIES, OPEN_UNTIL

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
class RevocationRow(Row):
    """A credential revoked, for a reason, for good."""

    __tablename__ = "revocations"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    credential_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    list_number: Mapped[int]
    status_index: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(InstantType)


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


def keep(session: Session, row: CredentialRow) -> None:
    """Keep a signed credential and the way to find it; the log tells of it."""
    session.add(row)
    log.append(session, Kind.ISSUE, row.digest, at=row.issued_at)
    session.add(
        LocatorRow(public_id=row.id, kind="credential", learner_id=row.learner_id)
    )


def credential(session: Session, learner_id: str, credential_id: str) -> CredentialRow:
    row = session.get(CredentialRow, (learner_id, credential_id))
    if row is None:
        raise NotFoundError
    return row


def revoked(session: Session, learner_id: str) -> dict[str, RevocationRow]:
    """Give the learner's revocations by credential."""
    rows = session.scalars(
        select(RevocationRow).where(RevocationRow.learner_id == learner_id)
    )
    return {row.credential_id: row for row in rows}


def live_inner(session: Session, learner_id: str) -> list[CredentialRow]:
    """List the learner's inner credentials that stand, by line."""
    gone = revoked(session, learner_id)
    rows = session.scalars(
        select(CredentialRow)
        .where(CredentialRow.learner_id == learner_id, CredentialRow.kind == "inner")
        .order_by(CredentialRow.sequence, CredentialRow.number)
    )
    return [row for row in rows if row.id not in gone]


def transcripts(session: Session, learner_id: str) -> list[tuple[CredentialRow, str]]:
    """List the learner's transcripts, newest first, each with its public code."""
    rows = session.execute(
        select(CredentialRow, PublicCodeRow.code)
        .join(PublicCodeRow, PublicCodeRow.transcript_id == CredentialRow.id)
        .where(CredentialRow.learner_id == learner_id, CredentialRow.kind == "outer")
        .order_by(CredentialRow.issued_at.desc(), CredentialRow.id)
    )
    return [(row, code) for row, code in rows]


def revoke_lines(
    session: Session,
    learner_id: str,
    lines: Iterable[tuple[int, int]],
    *,
    reason: str,
    at: datetime,
) -> list[str]:
    """Revoke the inner credentials of ``lines``, named as (sequence, number).

    Every transcript that holds one of them goes with it (law 11). Gives the ids
    newly revoked.
    """
    wanted = set(lines)
    inner = [
        row
        for row in live_inner(session, learner_id)
        if (row.sequence, row.number) in wanted
    ]
    holding = session.scalars(
        select(MemberRow.transcript_id).where(
            MemberRow.learner_id == learner_id,
            MemberRow.credential_id.in_([row.id for row in inner]),
        )
    )
    gone = revoked(session, learner_id)
    outer = [
        credential(session, learner_id, one)
        for one in sorted(set(holding))
        if one not in gone
    ]
    for row in (*inner, *outer):
        session.add(
            RevocationRow(
                learner_id=learner_id,
                credential_id=row.id,
                list_number=row.list_number,
                status_index=row.status_index,
                reason=reason,
                at=at,
            )
        )
        log.append(session, Kind.REVOKE, row.digest, at=at)
    return [row.id for row in (*inner, *outer)]


def revoked_indices(session: Session, list_number: int) -> list[int]:
    rows = session.scalars(
        select(RevocationRow.status_index).where(
            RevocationRow.list_number == list_number
        )
    )
    return sorted(rows)


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


def by_code(session: Session, code: str) -> tuple[CredentialRow, RevocationRow | None]:
    """Give the transcript of a public code, and its revocation if there is one."""
    found = session.get(PublicCodeRow, code)
    if found is None:
        raise NotFoundError
    row = credential(session, found.learner_id, found.transcript_id)
    return row, session.get(RevocationRow, (row.learner_id, row.id))
