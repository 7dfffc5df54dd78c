"""The counts a monitor asks for: each read from an index, whatever the bank holds."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db.claims import ClaimRow
from creditbank.adapters.db.institutions import InstitutionRow
from creditbank.adapters.db.jobs import JobRow
from creditbank.adapters.db.people import OutboxRow
from creditbank.core.claims import IN_REVIEW
from creditbank.core.jobs import JobState

# Jobs that are done only grow in number; whoever counts them reads them all.
COUNTED = (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)


def claims_waiting(session: Session) -> tuple[int, datetime | None]:
    """Count the claims in review, and tell since when the oldest has waited."""
    schools = list(session.scalars(select(InstitutionRow.code)))
    count, oldest = session.execute(
        select(func.count(), func.min(ClaimRow.submitted_at)).where(
            ClaimRow.institution.in_(schools),  # the index begins with it
            ClaimRow.status.in_([one.value for one in IN_REVIEW]),
        )
    ).one()
    return count, oldest


def jobs(session: Session) -> dict[str, int]:
    """Count the jobs that are not done, by their state."""
    rows = session.execute(
        select(JobRow.state, func.count())
        .where(JobRow.state.in_([one.value for one in COUNTED]))
        .group_by(JobRow.state)
    )
    found = {row[0]: row[1] for row in rows}
    return {one.value: found.get(one.value, 0) for one in COUNTED}


def letters_waiting(session: Session) -> int:
    query = select(func.count()).where(OutboxRow.sent_at.is_(None))
    return session.scalars(query).one()
