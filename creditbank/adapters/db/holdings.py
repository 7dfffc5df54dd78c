"""Holdings and their evidence; keys start with the learner (law 7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.paging import oldest
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.errors import NotFoundError
from creditbank.core.holdings import Evidence, Holding
from creditbank.core.paging import Cursor
from creditbank.core.values import Digest, HoldingId, LearnerId

_PLAIN = (
    *("outcome", "outcome_version", "body", "certificate", "module", "number"),
    *("holder_name", "issued_on", "level", "score", "expires_on", "facts"),
)


class HoldingRow(Row):
    __tablename__ = "holdings"

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    paper: Mapped[str | None] = mapped_column(String(64), index=True)  # its owner key
    outcome: Mapped[str] = mapped_column(String(40))
    outcome_version: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(String(40))
    certificate: Mapped[str] = mapped_column(String(200))
    module: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(80))
    holder_name: Mapped[str] = mapped_column(String(120))
    issued_on: Mapped[date]
    level: Mapped[str] = mapped_column(String(40))
    score: Mapped[str] = mapped_column(String(20))
    expires_on: Mapped[date | None]
    facts: Mapped[Mapping[str, str]] = mapped_column(CanonicalType)
    registered_at: Mapped[datetime] = mapped_column(InstantType)

    @classmethod
    def of(cls, holding: Holding, at: datetime) -> HoldingRow:
        return cls(
            learner_id=holding.learner_id,
            id=holding.id,
            paper=holding.owner_key,
            registered_at=at,
            **{name: getattr(holding, name) for name in _PLAIN},
        )

    def value(self, evidence: tuple[Evidence, ...] = ()) -> Holding:
        return Holding(
            id=HoldingId(self.id),
            learner_id=LearnerId(self.learner_id),
            evidence=evidence,
            **{name: getattr(self, name) for name in _PLAIN},
        )


class EvidenceRow(Row):
    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "holding_id"], ["holdings.learner_id", "holdings.id"]
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    holding_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(InstantType)

    def value(self) -> Evidence:
        return Evidence(Digest(self.digest), self.media_type, self.size, self.added_at)


def _evidence(
    session: Session, learner_id: str, holding_id: str
) -> tuple[Evidence, ...]:
    rows = session.scalars(
        select(EvidenceRow)
        .where(
            EvidenceRow.learner_id == learner_id, EvidenceRow.holding_id == holding_id
        )
        .order_by(EvidenceRow.added_at, EvidenceRow.digest)
    )
    return tuple(row.value() for row in rows)


def holding(session: Session, learner_id: str, holding_id: str) -> Holding:
    """Give one of the learner's holdings; another's is as if it were missing."""
    row = session.get(HoldingRow, (learner_id, holding_id))
    if row is None:
        raise NotFoundError
    return row.value(_evidence(session, learner_id, holding_id))


def portfolio(session: Session, learner_id: str) -> list[Holding]:
    """List the learner's holdings, in the order registered."""
    return [held for _, held in page(session, learner_id)]


def page(
    session: Session,
    learner_id: str,
    *,
    limit: int | None = None,
    after: Cursor | None = None,
) -> list[tuple[Cursor, Holding]]:
    """List holdings in the order registered, each with its place in the list."""
    query = select(HoldingRow).where(HoldingRow.learner_id == learner_id)
    rows = session.scalars(
        oldest(query, HoldingRow.registered_at, HoldingRow.id, limit, after)
    )
    return [
        (
            Cursor(row.registered_at, row.id),
            row.value(_evidence(session, learner_id, row.id)),
        )
        for row in rows
    ]


def same_paper(session: Session, holding: Holding) -> str | None:
    """Name the holding under which the learner registered this paper before."""
    if holding.owner_key is None:
        return None
    return session.scalars(
        select(HoldingRow.id).where(
            HoldingRow.learner_id == holding.learner_id,
            HoldingRow.paper == holding.owner_key,
        )
    ).first()
