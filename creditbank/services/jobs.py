"""Jobs: do one, start again what died, begin what is due, show them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import structlog

from creditbank.adapters.db import jobs
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import JSON
from creditbank.core.errors import DomainError, JobTakenError, NotFoundError
from creditbank.core.jobs import Job, TryAgainError, Work, turn
from creditbank.core.people import Actor, require
from creditbank.core.ports import World

log = structlog.get_logger()


def run(job_id: str, works: Mapping[str, Work], *, world: World) -> None:
    """Do a job that waits; one that is done, or in another's hands, is left alone.

    A refusal by the bank's own law ends it, for it would be refused again; any other
    fault returns it to the queue, until it has been tried often enough.
    """
    with reading() as session:
        job = jobs.job(session, job_id)
    if job is None:
        return
    try:
        attempt = _Attempt(job, world)
        _do(attempt, works.get(job.kind))
    except JobTakenError:
        log.info("job taken by another", job=job_id, kind=job.kind)


class _Attempt:
    """One worker's hold on a job; JobTakenError once someone else has it."""

    def __init__(self, job: Job, world: World) -> None:
        if job.state.value != "queued":
            raise JobTakenError
        self.job = job
        self.world = world
        self.become(job.started(at=world.clock.now()))

    def become(self, new: Job) -> None:
        with transaction() as session:
            if not jobs.change(session, self.job, new):
                raise JobTakenError
        self.job = new

    def keep(self, progress: int, checkpoint: Mapping[str, JSON]) -> None:
        now = self.world.clock.now()
        self.become(
            replace(self.job, progress=progress, checkpoint=checkpoint, heard_at=now)
        )


def _do(attempt: _Attempt, work: Work | None) -> None:
    now = attempt.world.clock.now
    if work is None:
        attempt.become(attempt.job.failed("kind_unknown", at=now()))
        return
    try:
        work(attempt.job, attempt.keep)
    except JobTakenError:
        raise
    except DomainError as error:
        attempt.become(attempt.job.failed(error.code, at=now()))
    except TryAgainError as error:
        log.warning("job waits", kind=attempt.job.kind, reason=error.code)
        attempt.become(attempt.job.interrupted(error.code, at=now()))
    except Exception as error:  # noqa: BLE001 - one poisoned job must not end the worker
        log.warning("job failed", kind=attempt.job.kind, error=type(error).__name__)
        attempt.become(attempt.job.interrupted("unforeseen", at=now()))
    else:
        attempt.become(attempt.job.finished(at=now()))


def run_waiting(works: Mapping[str, Work], *, world: World) -> int:
    """Do every job that waits, oldest first, and those they ask for; give how many.

    What returns to the queue on the way is left for the sweeper.
    """
    done: set[str] = set()
    while True:
        with reading() as session:
            waiting = [one for one in jobs.waiting(session) if one not in done]
        if not waiting:
            return len(done)
        for job_id in waiting:
            done.add(job_id)
            run(job_id, works, world=world)


def sweep(*, world: World) -> int:
    """Start again what died, and call again for what nobody heard; give how many."""
    now = world.clock.now()
    found = 0
    with reading() as session:
        astray = jobs.astray(session, at=now)
    for job in astray:
        if job.is_dead(at=now):
            new = job.interrupted("interrupted", at=now)
        else:
            new = replace(job, heard_at=now)
        with transaction() as session:
            if jobs.change(session, job, new):
                found += 1
                jobs.call(session, new, world=world)
    return found


def begin_due(periodic: Mapping[str, timedelta], *, world: World) -> None:
    """Ask for the turn of every periodic job that has come, once among all workers."""
    now = world.clock.now()
    for kind, every in periodic.items():
        argument = turn(every, at=now)
        with reading() as session:
            is_known = jobs.find(session, kind, argument) is not None
        if not is_known:
            with transaction() as session:
                jobs.ask(session, kind, argument, world=world)


def list_(*, actor: Actor, world: World) -> list[Job]:
    """List jobs for the operator: what failed first, then the newest."""
    del world
    require(actor, "jobs.list")
    with reading() as session:
        return jobs.newest(session)


def restart(job_id: str, *, actor: Actor, world: World) -> None:
    """Begin a failed job again, from its checkpoint, with all its attempts."""
    require(actor, "jobs.restart")
    now = world.clock.now()
    with transaction() as session:
        job = jobs.job(session, job_id)
        if job is None:
            raise NotFoundError
        again = job.restarted(at=now)
        if not jobs.change(session, job, again):
            raise JobTakenError
        jobs.call(session, again, world=world)
        record(session, actor, "jobs.restart", job.id, at=now)
