"""The moves of a job, and when its worker counts as dead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from creditbank.core.errors import IllegalMoveError
from creditbank.core.jobs import (
    ATTEMPTS_MAX,
    MOVES,
    SILENCE_MAX,
    UNHEARD_MAX,
    Job,
    JobMove,
    JobState,
    TryAgainError,
    turn,
)

NOW = datetime(2026, 11, 25, 4, 30, 17, tzinfo=UTC)


def a_job(**facts):
    return Job("1", "print", "a", created_at=NOW, heard_at=NOW, **facts)


@pytest.mark.parametrize("state", JobState)
@pytest.mark.parametrize("move", JobMove)
def test_a_job_makes_the_moves_of_the_table_and_no_other(state, move):
    job = a_job(state=state)
    if (state, move) in MOVES:
        assert job.moved(move) is MOVES[state, move]
    else:
        with pytest.raises(IllegalMoveError):
            job.moved(move)


def test_a_done_job_is_done_for_good():
    assert {state for state, _ in MOVES} == set(JobState) - {JobState.DONE}


def test_a_job_is_counted_from_its_start_to_its_end():
    job = a_job().started(at=NOW)
    assert (job.state, job.attempts, job.started_at) == (JobState.RUNNING, 1, NOW)
    done = job.finished(at=NOW)
    assert (done.state, done.progress, done.ended_at) == (JobState.DONE, 100, NOW)


def test_an_interrupted_job_is_tried_again_until_it_was_tried_often_enough():
    job = a_job()
    for attempt in range(1, ATTEMPTS_MAX + 1):
        job = job.started(at=NOW).interrupted("interrupted", at=NOW)
        waits = attempt < ATTEMPTS_MAX
        assert job.state is (JobState.QUEUED if waits else JobState.FAILED)
    assert job.error == "interrupted"
    assert job.restarted(at=NOW).attempts == 0


def test_what_is_not_to_be_had_now_is_named_and_the_last_attempt_known():
    assert TryAgainError("not_stamped").code == "not_stamped"
    job = a_job(attempts=ATTEMPTS_MAX - 1)
    assert not job.is_last_attempt
    assert job.started(at=NOW).is_last_attempt


def test_silence_is_death_only_while_it_runs():
    late = NOW + max(SILENCE_MAX, UNHEARD_MAX) + timedelta(seconds=1)
    running = a_job().started(at=NOW)
    assert running.is_dead(at=late)
    assert not running.is_dead(at=NOW + SILENCE_MAX)
    assert not running.is_unheard(at=late)
    assert a_job().is_unheard(at=late)
    assert not a_job().is_unheard(at=NOW + UNHEARD_MAX)
    assert not a_job().is_dead(at=late)


def test_every_worker_names_the_turn_of_an_hour_alike():
    hour = timedelta(hours=1)
    assert turn(hour, at=NOW) == "2026-11-25T04:00:00Z"
    assert turn(hour, at=NOW + timedelta(minutes=29)) == turn(hour, at=NOW)
    assert turn(hour, at=NOW + timedelta(minutes=30)) == "2026-11-25T05:00:00Z"
