"""Jobs as rows, and the questions the worker and the sweeper ask of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Index, String, UniqueConstraint, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, afterwards
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.canonical import JSON
from creditbank.core.jobs import SILENCE_MAX, UNHEARD_MAX, Job, JobState
from creditbank.core.ports import World

AT_ONCE = 200  # jobs the sweeper looks at in one round
SHOWN = 100  # jobs on the operator's page


class JobRow(Row):
    """One piece of work; asked for twice by kind and argument, it is one row."""

    __tablename__ = "jobs"
    __table_args__ = (
        UniqueConstraint("kind", "argument"),
        Index(None, "state", "heard_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    argument: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    progress: Mapped[int]
    checkpoint: Mapped[Mapping[str, JSON]] = mapped_column(CanonicalType)
    attempts: Mapped[int]
    error: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(InstantType)
    heard_at: Mapped[datetime] = mapped_column(InstantType)
    started_at: Mapped[datetime | None] = mapped_column(InstantType)
    ended_at: Mapped[datetime | None] = mapped_column(InstantType)

    @classmethod
    def of(cls, job: Job) -> JobRow:
        return cls(**{**vars(job), "state": job.state.value})

    def value(self) -> Job:
        names = (column.name for column in self.__table__.columns)
        facts = {name: getattr(self, name) for name in names}
        return Job(**{**facts, "state": JobState(self.state)})


def ask(session: Session, kind: str, argument: str, *, world: World) -> Job:
    """Write a job into the transaction at hand; its message follows the commit.

    A job that is there already, in whatever state, is the one that is given.
    """
    known = find(session, kind, argument)
    if known is not None:
        return known
    now = world.clock.now()
    job = Job(
        id=world.chance.uuid(),
        kind=kind,
        argument=argument,
        created_at=now,
        heard_at=now,
    )
    session.add(JobRow.of(job))
    call(session, job, world=world)
    return job


def find(session: Session, kind: str, argument: str) -> Job | None:
    row = session.scalars(
        select(JobRow).where(JobRow.kind == kind, JobRow.argument == argument)
    ).first()
    return row.value() if row else None


def job(session: Session, job_id: str) -> Job | None:
    row = session.get(JobRow, job_id, populate_existing=True)
    return row.value() if row else None


def change(session: Session, old: Job, new: Job) -> bool:
    """Write ``new`` over ``old``, unless someone else has changed it meanwhile.

    State and attempts are the fence: of two workers one starts a job, and a worker
    that was taken for dead can write nothing more about it.
    """
    facts = {**vars(new), "state": new.state.value}
    written = session.execute(
        update(JobRow)
        .where(
            JobRow.id == old.id,
            JobRow.state == old.state.value,
            JobRow.attempts == old.attempts,
        )
        .values(facts)
        .returning(JobRow.id)
        .execution_options(synchronize_session=False)
    )
    return written.first() is not None


def call(session: Session, job: Job, *, world: World) -> None:
    """Send the job's message once the transaction at hand has committed."""
    if job.state is JobState.QUEUED:
        afterwards(session, lambda: world.queue.put(job.id))


def waiting(session: Session) -> list[str]:
    """List the jobs that wait, oldest first."""
    query = select(JobRow.id).where(JobRow.state == JobState.QUEUED.value)
    return list(session.scalars(query.order_by(JobRow.created_at, JobRow.id)))


def astray(session: Session, *, at: datetime) -> list[Job]:
    """List the jobs whose worker is silent, or whose message nobody has heard."""
    is_dead = (JobRow.state == JobState.RUNNING.value) & (
        JobRow.heard_at < at - SILENCE_MAX
    )
    is_unheard = (JobRow.state == JobState.QUEUED.value) & (
        JobRow.heard_at < at - UNHEARD_MAX
    )
    rows = session.scalars(
        select(JobRow)
        .where(or_(is_dead, is_unheard))
        .order_by(JobRow.heard_at)
        .limit(AT_ONCE)
    )
    return [row.value() for row in rows]


def newest(session: Session) -> list[Job]:
    """List the jobs an operator wants to see: what failed, what runs, what is new."""
    failed = JobRow.state == JobState.FAILED.value
    query = select(JobRow).order_by(failed.desc(), JobRow.created_at.desc(), JobRow.id)
    return [row.value() for row in session.scalars(query.limit(SHOWN))]
