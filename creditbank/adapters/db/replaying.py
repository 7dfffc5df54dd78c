"""Claims and decisions a policy would have answered: newest first, and how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db.claims import ClaimRow, DecisionRow
from creditbank.core.claims import IN_REVIEW

T = TypeVar("T", bound=Select[Any])


@dataclass(frozen=True)
class Places:
    """Where a policy answers: an authority, a purpose, some or all programmes."""

    authority: str
    purpose: str
    programmes: tuple[str, ...]

    def clause(self) -> ColumnElement[bool]:
        at = ClaimRow.institution == self.authority
        if self.purpose != "convert":
            return and_(at, ClaimRow.purpose == self.purpose)
        start = f"{self.purpose}:{self.authority}/"
        if not self.programmes:
            return and_(at, ClaimRow.purpose.startswith(start, autoescape=True))
        return and_(at, ClaimRow.purpose.in_([start + one for one in self.programmes]))


def open_claims(session: Session, places: Places, limit: int) -> list[ClaimRow]:
    """List claims in review, newest first."""
    query = _open(select(ClaimRow), places)
    order = (ClaimRow.submitted_at.desc(), ClaimRow.id)
    return list(session.scalars(query.order_by(*order).limit(limit)))


def open_count(session: Session, places: Places) -> int:
    query = _open(select(func.count()).select_from(ClaimRow), places)
    return session.scalar(query) or 0


def decisions(session: Session, places: Places, limit: int) -> list[DecisionRow]:
    """List what was decided, newest first, with its CASE and its ANSWER."""
    query = _decided(select(DecisionRow), places)
    return list(
        session.scalars(
            query.order_by(DecisionRow.at.desc(), DecisionRow.claim_id).limit(limit)
        )
    )


def decided_count(session: Session, places: Places) -> int:
    query = _decided(select(func.count()).select_from(DecisionRow), places)
    return session.scalar(query) or 0


def _open(query: T, places: Places) -> T:
    statuses = sorted(status.value for status in IN_REVIEW)
    return query.where(ClaimRow.status.in_(statuses), places.clause())


def _decided(query: T, places: Places) -> T:
    return query.join(
        ClaimRow,
        (ClaimRow.learner_id == DecisionRow.learner_id)
        & (ClaimRow.id == DecisionRow.claim_id),
    ).where(places.clause())
