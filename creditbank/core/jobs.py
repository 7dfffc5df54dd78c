"""Jobs: work done after the commit that asked for it, once, whatever dies meanwhile.

Decision: a job is a row, and the queue only carries its id. What a queue loses, a
worker killed midway included, the sweeper finds in the rows and starts again; so no
queue has to be trusted, and one can be exchanged for another. A job is named by its
kind and argument: asked for twice, it is done once. Its work must bear being begun
again, from the checkpoint it kept last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from creditbank.core.canonical import JSON
from creditbank.core.errors import IllegalMoveError
from creditbank.core.values import instant_text

ATTEMPTS_MAX = 3
# A worker keeps a checkpoint well within this; one that does not is taken for dead.
SILENCE_MAX = timedelta(minutes=2)
# A message is read within a second; one that is not is taken for lost.
UNHEARD_MAX = timedelta(minutes=1)


class TryAgainError(Exception):
    """What the work needs from outside is not to be had now; ``code`` says what."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobMove(StrEnum):
    START = "start"
    FINISH = "finish"
    FAIL = "fail"  # for good: refused by the bank's own law, or too many attempts
    RETURN = "return"  # to the queue, to be tried again
    RESTART = "restart"  # by an operator, who has mended what was wrong


# The only moves there are: (from, move) -> to.
MOVES: Mapping[tuple[JobState, JobMove], JobState] = {
    (JobState.QUEUED, JobMove.START): JobState.RUNNING,
    (JobState.RUNNING, JobMove.FINISH): JobState.DONE,
    (JobState.RUNNING, JobMove.FAIL): JobState.FAILED,
    (JobState.RUNNING, JobMove.RETURN): JobState.QUEUED,
    (JobState.FAILED, JobMove.RESTART): JobState.QUEUED,
}


@dataclass(frozen=True)
class Job:
    """One piece of work, and how far it has come."""

    id: str
    kind: str
    argument: str
    created_at: datetime
    heard_at: datetime  # when a worker, or the queue, last had it in hand
    state: JobState = JobState.QUEUED
    progress: int = 0  # of a hundred
    checkpoint: Mapping[str, JSON] = field(default_factory=dict)
    attempts: int = 0
    error: str = ""  # a code; its sentence is in language/jobs.py
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def moved(self, move: JobMove) -> JobState:
        """Give where one move of the table leads; IllegalMoveError for any other."""
        to = MOVES.get((self.state, move))
        if to is None:
            raise IllegalMoveError(self.state.value, move.value)
        return to

    def started(self, *, at: datetime) -> Job:
        return replace(
            self,
            state=self.moved(JobMove.START),
            attempts=self.attempts + 1,
            heard_at=at,
            started_at=at,
            ended_at=None,
        )

    def finished(self, *, at: datetime) -> Job:
        state = self.moved(JobMove.FINISH)
        return replace(self, state=state, progress=100, error="", ended_at=at)

    def failed(self, error: str, *, at: datetime) -> Job:
        """End it: the bank's law refuses it, and would again."""
        state = self.moved(JobMove.FAIL)
        return replace(self, state=state, error=error, ended_at=at)

    def interrupted(self, error: str, *, at: datetime) -> Job:
        """Return it to the queue, until it has been tried often enough."""
        if self.is_last_attempt:
            return self.failed(error, at=at)
        state = self.moved(JobMove.RETURN)
        return replace(self, state=state, error=error, heard_at=at)

    def restarted(self, *, at: datetime) -> Job:
        state = self.moved(JobMove.RESTART)
        return replace(self, state=state, attempts=0, heard_at=at, ended_at=None)

    @property
    def is_last_attempt(self) -> bool:
        return self.attempts >= ATTEMPTS_MAX

    def is_dead(self, *, at: datetime) -> bool:
        """Tell whether its worker has been silent for too long."""
        return self.state is JobState.RUNNING and at - self.heard_at > SILENCE_MAX

    def is_unheard(self, *, at: datetime) -> bool:
        """Tell whether its message is lost: it waits, and nobody comes."""
        return self.state is JobState.QUEUED and at - self.heard_at > UNHEARD_MAX


# What a job's work calls as it goes: how far it is, of a hundred, and what to begin
# from should it be begun again.
Keep = Callable[[int, Mapping[str, JSON]], None]
Work = Callable[[Job, Keep], None]


def turn(every: timedelta, *, at: datetime) -> str:
    """Name the turn of a periodic job that ``at`` falls into: its argument.

    Every worker names the same turn alike, so each turn is taken once.
    """
    seconds = int(every.total_seconds())
    begun = int(at.timestamp()) // seconds * seconds
    return instant_text(datetime.fromtimestamp(begun, UTC))
