"""Links a learner gave away, what they show, and who opened them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import transcripts
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.paging import newest
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.paging import Cursor
from creditbank.core.shares import Share, State
from creditbank.core.values import LearnerId, sha256


class ShareRow(Row):
    __tablename__ = "shares"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    transcript_id: Mapped[str] = mapped_column(String(36))
    credential_ids: Mapped[Sequence[str]] = mapped_column(CanonicalType)
    has_receipts: Mapped[bool]
    note: Mapped[str] = mapped_column(String(200))
    pin: Mapped[str] = mapped_column(String(200))  # Argon2id; "" where there is none
    created_at: Mapped[datetime] = mapped_column(InstantType)
    ends_at: Mapped[datetime] = mapped_column(InstantType)
    wrong_pins: Mapped[int]
    withdrawn_at: Mapped[datetime | None] = mapped_column(InstantType)

    def value(self) -> Share:
        return Share(
            id=self.id,
            learner_id=LearnerId(self.learner_id),
            transcript_id=self.transcript_id,
            credential_ids=tuple(self.credential_ids),
            has_receipts=self.has_receipts,
            note=self.note,
            has_pin=bool(self.pin),
            created_at=self.created_at,
            ends_at=self.ends_at,
            wrong_pins=self.wrong_pins,
            withdrawn_at=self.withdrawn_at,
        )


@append_only
class ShareLinkRow(Row):
    """The way from a link to its share: the SHA-256 of the token, never the token."""

    __tablename__ = "share_links"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    learner_id: Mapped[str] = mapped_column(String(36))
    share_id: Mapped[str] = mapped_column(String(36), unique=True)


@append_only
class VisitRow(Row):
    """Someone came with the link: when, from which network at large, and how."""

    __tablename__ = "share_visits"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "share_id"], ["shares.learner_id", "shares.id"]
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    share_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(InstantType)
    network: Mapped[str] = mapped_column(String(50))
    kind: Mapped[str] = mapped_column(String(20))


def link_of(session: Session, token: str) -> ShareLinkRow | None:
    """Find a link by its token."""
    return session.get(ShareLinkRow, sha256(token.encode()))


def share(
    session: Session, learner_id: str, share_id: str, *, locked: bool = False
) -> ShareRow | None:
    """Give a share's row, locked until the transaction ends where that is asked."""
    return session.get(
        ShareRow, (learner_id, share_id), with_for_update=True if locked else None
    )


def shares(
    session: Session,
    learner_id: str,
    *,
    limit: int | None = None,
    after: Cursor | None = None,
) -> list[ShareRow]:
    """List the learner's shares, newest first."""
    query = select(ShareRow).where(ShareRow.learner_id == learner_id)
    rows = session.scalars(
        newest(query, ShareRow.created_at, ShareRow.id, limit, after)
    )
    return list(rows)


def visits(session: Session, learner_id: str, share_id: str) -> list[VisitRow]:
    """List who came, newest first."""
    rows = session.scalars(
        select(VisitRow)
        .where(VisitRow.learner_id == learner_id, VisitRow.share_id == share_id)
        .order_by(VisitRow.number.desc())
    )
    return list(rows)


def visit_counts(session: Session, learner_id: str) -> dict[str, int]:
    """Count the visits of each share."""
    rows = session.execute(
        select(VisitRow.share_id, func.count())
        .where(VisitRow.learner_id == learner_id)
        .group_by(VisitRow.share_id)
    )
    return {row[0]: row[1] for row in rows}


def opened(session: Session, share_ids: Iterable[str], *, at: datetime) -> list[Share]:
    """Give those of the shares opened before that are still open."""
    found = []
    for share_id in share_ids:
        link = session.scalars(
            select(ShareLinkRow).where(ShareLinkRow.share_id == share_id)
        ).first()
        row = share(session, link.learner_id, share_id) if link else None
        if row is not None and row.value().state(at) is State.OPEN:
            found.append(row.value())
    return found


def is_shown(
    session: Session,
    learner_id: str,
    credential_id: str,
    opened: Iterable[str],
    *,
    at: datetime,
) -> bool:
    """Tell whether a live share, among those opened, shows this credential (law 17).

    A share of the whole transcript shows the credentials inside it as well.
    """
    for share_id in opened:
        row = share(session, learner_id, share_id)
        if row is None or row.value().state(at) is not State.OPEN:
            continue
        if credential_id in row.value().documents:
            return True
        inside = transcripts.members(session, learner_id, row.transcript_id)
        if not row.credential_ids and credential_id in inside:
            return True
    return False
