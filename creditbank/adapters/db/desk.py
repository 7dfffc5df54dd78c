"""A reviewer's desk: what waits there, and what was decided last."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from creditbank.adapters.db.claims import ClaimRow, value
from creditbank.core.claims import Claim, ClaimStatus


def queue(
    session: Session,
    institutions: frozenset[str] | None,
    *,
    limit: int,
    after: tuple[datetime, str] | None = None,
) -> list[Claim]:
    """List claims in review, oldest first; of every institution where None."""
    query = select(ClaimRow).where(
        ClaimRow.status.in_([ClaimStatus.SUBMITTED.value, ClaimStatus.DISPUTED.value])
    )
    if institutions is not None:
        query = query.where(ClaimRow.institution.in_(institutions))
    if after is not None:
        query = query.where(tuple_(ClaimRow.submitted_at, ClaimRow.id) > after)
    rows = session.scalars(
        query.order_by(ClaimRow.submitted_at, ClaimRow.id).limit(limit)
    )
    return [value(session, one) for one in rows]


def decided(session: Session, institutions: frozenset[str], limit: int) -> list[Claim]:
    """List the claims decided last, newest submission first."""
    rows = session.scalars(
        select(ClaimRow)
        .where(
            ClaimRow.institution.in_(institutions),
            ClaimRow.status.in_(
                [ClaimStatus.RECOGNIZED.value, ClaimStatus.DECLINED.value]
            ),
        )
        .order_by(ClaimRow.submitted_at.desc(), ClaimRow.id)
        .limit(limit)
    )
    return [value(session, one) for one in rows]
