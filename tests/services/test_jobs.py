"""Jobs are done once, whatever dies; what cannot be done is shown with its reason."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from builders import a_reviewer, signed_in
from conftest import fresh_database

from creditbank.adapters.db import jobs as rows
from creditbank.adapters.db.base import db, reading, transaction
from creditbank.adapters.queue import HueyQueue
from creditbank.core.errors import ForbiddenError, NotFoundError, NothingToStateError
from creditbank.core.jobs import ATTEMPTS_MAX, SILENCE_MAX, UNHEARD_MAX
from creditbank.core.people import Actor, Role
from creditbank.services import jobs
from creditbank.work import PERIODIC, works


def asked(world, kind="print", argument="a"):
    with transaction() as session:
        return rows.ask(session, kind, argument, world=world)


def now(job_id):
    with reading() as session:
        return rows.job(session, job_id)


def an_operator(world):
    return a_reviewer(world, "bank", email="op@example.org", role=Role.OPERATOR)


def test_a_job_asked_for_twice_is_one_job_done_once(bank):
    done = []
    first, second = asked(bank), asked(bank)
    assert first.id == second.id
    works = {"print": lambda job, keep: done.append(job.argument)}

    jobs.run(first.id, works, world=bank)
    jobs.run(first.id, works, world=bank)

    assert done == ["a"]
    assert asked(bank).state.value == "done"
    assert now(first.id).progress == 100


def test_the_message_follows_the_commit_and_an_undone_deed_sends_none(bank):
    with suppress(NotFoundError), transaction() as session:
        rows.ask(session, "print", "never", world=bank)
        raise NotFoundError
    assert bank.queue.ids == []
    with transaction() as session:
        job = rows.ask(session, "print", "a", world=bank)
        assert bank.queue.ids == []
    assert bank.queue.ids == [job.id]


def test_a_lost_message_is_sent_again(bank, clock):
    job = asked(bank)
    bank.queue.ids.clear()
    assert jobs.sweep(world=bank) == 0
    clock.pass_time(seconds=UNHEARD_MAX.seconds + 1)
    assert jobs.sweep(world=bank) == 1
    assert bank.queue.ids == [job.id]
    assert jobs.sweep(world=bank) == 0


def test_a_poisoned_job_fails_with_its_code_at_once_and_is_shown(bank, client):
    def refuse(job, keep):
        raise NothingToStateError

    job = asked(bank)
    jobs.run(job.id, {"print": refuse}, world=bank)
    assert (now(job.id).state.value, now(job.id).error) == (
        "failed",
        "nothing_to_state",
    )

    an_operator(bank)
    page = signed_in(client, "op@example.org").get("/jobs").get_data(as_text=True)
    assert "nothing_to_state" in page
    assert client.post(f"/jobs/{job.id}/restart").status_code == 302
    assert now(job.id).state.value == "queued"
    assert client.post(f"/jobs/{job.id}/restart").status_code == 409
    assert client.post("/jobs/none/restart").status_code == 404


def test_only_an_operator_sees_and_restarts_jobs(bank):
    for actor in (Actor(user_id="1"), a_reviewer(bank)):
        with pytest.raises(ForbiddenError):
            jobs.list_(actor=actor, world=bank)
        with pytest.raises(ForbiddenError):
            jobs.restart("any", actor=actor, world=bank)


def test_an_unforeseen_fault_is_tried_again_and_then_given_up(bank, clock):
    def stumble(job, keep):
        raise OSError

    job = asked(bank)
    for attempt in range(1, ATTEMPTS_MAX + 1):
        jobs.run_waiting({"print": stumble}, world=bank)
        assert now(job.id).attempts == attempt
        clock.pass_time(minutes=5)
        jobs.sweep(world=bank)
    assert (now(job.id).state.value, now(job.id).error) == ("failed", "unforeseen")


def test_a_kind_this_version_does_not_know_fails_by_name(bank):
    job = asked(bank, kind="dance")
    jobs.run(job.id, {}, world=bank)
    jobs.run("no such job", {}, world=bank)
    assert now(job.id).error == "kind_unknown"


def test_a_worker_taken_for_dead_can_write_nothing_more(bank, clock):
    seen = []

    def slow(job, keep):
        keep(10, {"at": "1"})
        clock.pass_time(seconds=SILENCE_MAX.seconds + 1)
        jobs.sweep(world=bank)
        jobs.run(job.id, {"print": quick}, world=bank)
        keep(50, {"at": "2"})
        seen.append("never")

    def quick(job, keep):
        seen.append(job.checkpoint["at"])

    job = asked(bank)
    jobs.run(job.id, {"print": slow}, world=bank)
    assert seen == ["1"]  # the second began from the first one's checkpoint
    assert (now(job.id).state.value, now(job.id).attempts) == ("done", 2)


def test_what_is_due_by_the_clock_is_asked_for_once_a_turn(bank, clock):
    for _ in range(3):
        jobs.begin_due({"heads": timedelta(hours=1)}, world=bank)
    clock.pass_time(hours=1)
    jobs.begin_due({"heads": timedelta(hours=1)}, world=bank)
    assert len(set(bank.queue.ids)) == len(bank.queue.ids) == 2


def test_every_kind_of_job_is_named_and_every_periodic_kind_has_its_work(bank):
    from creditbank.language.jobs import KINDS

    kinds = set(works(bank))
    assert kinds == set(KINDS)
    assert set(PERIODIC) <= kinds


def test_two_workers_never_do_one_job_at_once(committed, world_of_committed):
    world = world_of_committed
    inside, most, done, lock = 0, 0, [], threading.Lock()

    def work(job, keep):
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.05)
        with lock:
            inside -= 1
            done.append(job.id)

    def consume(barrier, job_id):
        with committed.app_context():
            barrier.wait()
            jobs.run(job_id, {"print": work}, world=world)

    for number in range(5):
        with committed.app_context():
            job = asked(world, argument=str(number))
        barrier = threading.Barrier(4)
        threads = [
            threading.Thread(target=consume, args=(barrier, job.id)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 1
    assert len(done) == len(set(done)) == 5


@pytest.fixture
def world_of_committed(committed):
    return committed.extensions["creditbank_world"]


PROGRAM = """
import os, sys, time
from creditbank.app import OpenedBank
from creditbank.services import jobs

def work(job, keep):
    keep(40, {"half": "done"})
    print("begun", flush=True)
    time.sleep(600)

bank = OpenedBank(os.environ)
with bank.opened() as world:
    jobs.run(sys.argv[1], {"print": work}, world=world)
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_job_whose_worker_is_killed_is_finished_by_the_sweeper_once(
    kind, tmp_path, postgresql, clock
):
    from conftest import built, settings_at

    address = fresh_database(kind, tmp_path, postgresql)
    app = built(address, tmp_path, clock)
    world = app.extensions["creditbank_world"]
    settings = settings_at(address, tmp_path)
    with app.app_context():
        job = asked(world)
        db.engine.dispose()
    worker = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, job.id],
        stdout=subprocess.PIPE,
        env={
            **{k: v for k, v in os.environ.items() if "CREDITBANK_" not in k},
            "CREDITBANK_ORIGIN": settings.origin,
            "CREDITBANK_DATABASE_URL": address,
            "CREDITBANK_VAR": str(tmp_path),
            "CREDITBANK_SECRET_KEY": settings.secret_key,
            "CREDITBANK_KEY_PASSPHRASE": settings.key_passphrase,
        },
    )
    assert worker.stdout.readline() == b"begun\n"
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    done = []
    finish = {"print": lambda job, keep: done.append(dict(job.checkpoint))}
    with app.app_context():
        halfway = now(job.id)
        clock.at = halfway.heard_at + SILENCE_MAX
        assert jobs.sweep(world=world) == 0  # it may still be alive
        clock.pass_time(seconds=1)
        assert jobs.sweep(world=world) == 1
        for job_id in (job.id, job.id):
            jobs.run(job_id, finish, world=world)
        ended = now(job.id)
        db.session.remove()
        db.engine.dispose()

    assert (halfway.state.value, halfway.progress) == ("running", 40)
    assert done == [{"half": "done"}]
    assert (ended.state.value, ended.attempts) == ("done", 2)


def test_the_queue_carries_ids_between_processes(tmp_path):
    program = (
        "import sys\n"
        "from creditbank.adapters.queue import HueyQueue\n"
        "HueyQueue(sys.argv[1]).consume(lambda job_id: print(job_id, flush=True))\n"
    )
    url = f"sqlite:///{tmp_path / 'queue.sqlite3'}"
    queue = HueyQueue(url)
    queue.put("before")
    reader = subprocess.Popen(
        [sys.executable, "-c", program, url], stdout=subprocess.PIPE
    )
    assert reader.stdout.readline() == b"before\n"
    queue.put("after")
    assert reader.stdout.readline() == b"after\n"
    reader.send_signal(signal.SIGTERM)
    assert reader.wait(timeout=10) == 0
    reader.stdout.close()
    queue.close()


def test_a_queue_that_cannot_be_written_never_fails_the_deed(tmp_path):
    folder = Path(tmp_path, "queue.sqlite3")
    folder.mkdir()
    HueyQueue(f"sqlite:///{folder}").put("1")
