"""What was said of a claim, set aside when it asks for something else (law 9)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db.claims import FindingRow, add_step
from creditbank.core.claims import Claim
from creditbank.core.people import Role


def set_aside(
    session: Session, claim: Claim, *, by: str, at: datetime, on: date
) -> None:
    """Let an empty word follow each finding and step: rows are added, never removed."""
    for step in claim.steps:
        add_step(session, claim, step, "", by=by, at=at)
    query = select(func.count()).where(
        FindingRow.learner_id == claim.learner_id, FindingRow.claim_id == claim.id
    )
    count = session.scalar(query) or 0
    session.add_all(
        FindingRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=count + number,
            name=one.name,
            item=one.item,
            target=one.target,
            finding="",
            by=by,
            by_role=Role.LEARNER.value,
            on=on,
        )
        for number, one in enumerate(claim.findings, 1)
    )
    session.flush()
