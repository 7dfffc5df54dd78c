"""Races and kills, against a bank served for real. `make drill` runs these."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import fresh_database

sys.path.insert(0, str(Path(__file__).parent))
from bank import DrilledBank

from creditbank.adapters.db import claims as claim_rows
from creditbank.adapters.db import ledger as ledger_rows
from creditbank.adapters.db.base import db, reading
from creditbank.services import auditing

pytestmark = pytest.mark.drill

ROUNDS = 50
REVIEWERS = 64
KILLS = 50
WRITERS = 8


@pytest.fixture(params=["sqlite", "postgresql"])
def drilled(request, tmp_path, postgresql):
    address = fresh_database(request.param, tmp_path, postgresql)
    bank = DrilledBank(address, tmp_path)
    bank.start()
    yield bank
    bank.kill()
    with bank.bank.opened():
        db.session.remove()
        db.engine.dispose()


def test_64_reviewers_recognizing_one_claim_make_exactly_one_award(drilled):
    tokens = [drilled.reviewer_token(n) for n in range(REVIEWERS)]
    learner = drilled.learner(1)
    seen = Counter()
    started = time.monotonic()
    for number in range(ROUNDS):
        claim_id, digest = drilled.claim(learner, number)
        barrier = threading.Barrier(REVIEWERS)

        def attempt(n, claim_id=claim_id, digest=digest, barrier=barrier):
            barrier.wait()
            return drilled.recognize(claim_id, digest, tokens[n], f"{claim_id}")

        with ThreadPoolExecutor(REVIEWERS) as pool:
            statuses = Counter(pool.map(attempt, range(REVIEWERS)))
        seen += statuses
        assert statuses == {201: 1, 409: REVIEWERS - 1}, (number, statuses)
    seconds = time.monotonic() - started
    with drilled.bank.opened():
        found = auditing.audit()
    print(f"\n{ROUNDS} rounds of {REVIEWERS}: {dict(seen)}, {seconds:.0f} s")
    assert found.entries == ROUNDS
    assert found.faults == ()


def test_a_killed_server_loses_doubles_and_invents_no_decision(drilled):
    learners = [drilled.learner(n) for n in range(WRITERS)]
    tokens = [drilled.reviewer_token(n) for n in range(WRITERS)]
    each = 100
    work = [
        [drilled.claim(learners[w], w * 1000 + n) for n in range(each)]
        for w in range(WRITERS)
    ]
    asked, acknowledged, unanswered = set(), set(), Counter()
    killed, idle, stop = 0, 0, threading.Event()

    def write(w):
        """Repeat each decision until it is answered; a lost answer is asked again."""
        for claim_id, digest in work[w]:
            while not stop.is_set():
                asked.add(claim_id)
                status = drilled.recognize(claim_id, digest, tokens[w], f"k-{claim_id}")
                unanswered[claim_id] += status == 0
                assert status in (0, 201, 409), status
                if status == 201:
                    acknowledged.add(claim_id)
                if status in (201, 409):
                    break
                time.sleep(0.05)

    threads = [threading.Thread(target=write, args=(w,)) for w in range(WRITERS)]
    for thread in threads:
        thread.start()
    chance = random.Random(20261124)  # noqa: S311 - when to kill, not what to sign
    while killed < KILLS:
        time.sleep(chance.uniform(0.02, 0.4))
        idle += not any(thread.is_alive() for thread in threads)
        drilled.kill()
        killed += 1
        drilled.start()
    for thread in threads:
        thread.join(timeout=300)
    unfinished = sum(thread.is_alive() for thread in threads)
    stop.set()

    with drilled.bank.opened():
        found = auditing.audit()
        with reading() as session:
            posted = [r.claim_id for r in session.query(ledger_rows.EntryRow)]
            decided = {
                r.id
                for r in session.query(claim_rows.ClaimRow)
                if r.status == "recognized"
            }
    print(
        f"\n{killed} kills, {len(acknowledged)} acknowledged, {len(posted)} posted, "
        f"{sum(unanswered.values())} attempts unanswered, {len(found.faults)} faults"
    )
    assert (idle, unfinished) == (0, 0)  # every kill hit a bank at work
    assert set(posted) == asked  # nothing invented, and in the end nothing missing
    assert len(posted) == len(set(posted))
    assert acknowledged <= set(posted)
    assert set(posted) == decided
    assert found.faults == ()
