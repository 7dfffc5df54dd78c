"""Two at once: what is promised once happens once. `make drill` does more of it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from threading import Barrier

import pytest
from builders import (
    a_claim,
    a_holding,
    a_learner,
    a_registrar,
    a_reviewer,
    a_withdrawal,
    recognized,
)

from creditbank.adapters.db import ledger, status, withdrawals
from creditbank.adapters.db import transcripts as rows
from creditbank.adapters.db.base import db, transaction
from creditbank.app import shipped
from creditbank.core.errors import DomainError
from creditbank.core.people import STRANGER, Role
from creditbank.services import (
    auditing,
    claims,
    notices,
    policies,
    recognition,
    transcripts,
)

AT_ONCE = 8


def raced(app, deed):
    """Do ``deed(n)`` in threads that start together; count how each ended."""
    barrier = Barrier(AT_ONCE)

    def attempt(n):
        with app.app_context():
            barrier.wait()
            try:
                deed(n)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(attempt, range(AT_ONCE)))


def test_reviewers_recognizing_one_claim_at_once_make_one_award(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner = a_learner(world)
        reviewers = [
            a_reviewer(world, email=f"r{n}@example.org") for n in range(AT_ONCE)
        ]
        claim = a_claim(world, learner, a_holding(world, learner))
        shown = claims.review(claim.id, actor=reviewers[0], world=world)
        db.session.remove()

    ended = raced(
        committed,
        lambda n: recognition.recognize(
            claim.id, shown.answer.digest, actor=reviewers[n], world=world
        ),
    )

    assert ended == {"done": 1, "illegal_move": AT_ONCE - 1}
    with committed.app_context():
        found = auditing.audit()
        db.session.remove()
    assert (found.entries, found.faults) == (1, ())


def test_two_learners_recognized_for_one_paper_at_once_make_one_award(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        reviewer = a_reviewer(world)
        asked = []
        for n in range(AT_ONCE):
            learner = a_learner(world, email=f"l{n}@example.org")
            claim = a_claim(world, learner, a_holding(world, learner, number="ONE-1"))
            shown = claims.review(claim.id, actor=reviewer, world=world)
            asked.append((claim.id, shown.answer.digest))
        db.session.remove()

    ended = raced(
        committed,
        lambda n: recognition.recognize(*asked[n], actor=reviewer, world=world),
    )

    assert ended == {"done": 1, "owner_key_held": AT_ONCE - 1}
    with committed.app_context():
        found = auditing.audit()
        became = Counter(
            claims.review(claim_id, actor=reviewer, world=world).claim.status
            for claim_id, _ in asked
        )
        assert became == {"recognized": 1, "disputed": AT_ONCE - 1}
        db.session.remove()
    assert (found.entries, found.faults) == (1, ())


def test_transcripts_issued_at_once_share_no_status_index(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner, reviewer = a_learner(world), a_reviewer(world)
        claim = a_claim(world, learner, a_holding(world, learner))
        shown = claims.review(claim.id, actor=reviewer, world=world)
        recognition.recognize(
            claim.id, shown.answer.digest, actor=reviewer, world=world
        )
        db.session.remove()

    ended = raced(
        committed, lambda _: transcripts.issue(None, actor=learner, world=world)
    )

    assert ended == {"done": AT_ONCE}
    with committed.app_context():
        assert auditing.audit().faults == ()
        db.session.remove()


DEPOSIT = (shipped("seed") / "policies" / "bank-deposit.yaml").read_bytes()


def published_at_once(app, file_of):
    """Registrars publish at once, each a file of their own; how each ended."""
    world = app.extensions["creditbank_world"]
    with app.app_context():
        registrars = [
            a_registrar(world, "bank", email=f"g{n}@example.org")
            for n in range(AT_ONCE)
        ]
        db.session.remove()
    return raced(
        app,
        lambda n: policies.publish(
            file_of(n),
            starts_on=date(2026, 12, 1),
            actor=registrars[n],
            world=world,
        ),
    )


def in_force(app, version):
    world = app.extensions["creditbank_world"]
    with app.app_context():
        found = policies.show("bank/deposit", version, actor=STRANGER, world=world)
        db.session.remove()
    return found


def test_registrars_publishing_one_version_at_once_publish_it_once(committed):
    words = [b"version: 2 # by %d" % n for n in range(AT_ONCE)]
    ended = published_at_once(
        committed, lambda n: DEPOSIT.replace(b"version: 1", words[n])
    )
    assert ended == {"done": 1, "policy_published": AT_ONCE - 1}
    assert in_force(committed, "1").period.ends_on == date(2026, 11, 30)
    assert in_force(committed, None).versions == ("2", "1")


def test_the_same_file_published_at_once_is_one_version_for_all(committed):
    same = DEPOSIT.replace(b"version: 1", b"version: 2")
    assert published_at_once(committed, lambda _: same) == {"done": AT_ONCE}
    assert in_force(committed, None).versions == ("2", "1")


def test_rival_successors_at_once_leave_one_version_a_day(committed):
    ended = published_at_once(
        committed,
        lambda n: DEPOSIT.replace(b"version: 1", b"version: %d" % (n + 2)),
    )
    assert ended == {"done": 1, "policy_overlap": AT_ONCE - 1}
    assert len(in_force(committed, None).versions) == 2


def test_no_transcript_is_issued_over_a_line_that_was_just_reversed(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner, reviewer = a_learner(world), a_reviewer(world)
        entry = recognized(
            world, a_claim(world, learner, a_holding(world, learner)), reviewer
        )
        db.session.remove()

    def deed(n):
        if n == 0:
            recognition.reverse(entry.id, [1], "twice", actor=reviewer, world=world)
        else:
            transcripts.issue(actor=learner, world=world)

    ended = raced(committed, deed)

    assert ended["done"] + ended["nothing_to_state"] == AT_ONCE
    with committed.app_context():
        issued = transcripts.list_(actor=learner, world=world)
        assert {one.status for one in issued} <= {"revoked"}
        assert len(issued) == ended["done"] - 1
        assert auditing.audit().faults == ()
        db.session.remove()


def test_a_line_suspended_and_reversed_at_once_ends_revoked(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner, reviewer = a_learner(world), a_reviewer(world)
        entry = recognized(
            world, a_claim(world, learner, a_holding(world, learner)), reviewer
        )
        issued = transcripts.issue(actor=learner, world=world)
        db.session.remove()

    def deed(n):
        if n == 0:
            recognition.reverse(entry.id, [1], "twice", actor=reviewer, world=world)
            return
        with transaction() as session:
            ledger.account(session, learner.learner_id)
            (row,) = rows.inner(session, learner.learner_id)
            by = status.By("", "operator", world.clock.now())
            rows.suspend(session, row, by, hold=str(n))

    ended = raced(committed, deed)

    assert ended["done"] + ended["credential_move"] == AT_ONCE
    with committed.app_context():
        public = transcripts.public_status(issued.code, world=world)
        assert public.status == "revoked"
        assert auditing.audit().faults == ()
        db.session.remove()


def test_strangers_who_ask_for_a_changed_list_at_once_are_given_one(committed):
    world = committed.extensions["creditbank_world"]
    given = []

    def deed(_):
        given.append(transcripts.status_list("revocation", 1, world=world).document)

    assert raced(committed, deed) == {"done": AT_ONCE}
    assert len(set(given)) == 1


def test_a_certificate_withdrawn_while_it_is_recognized_leaves_nothing_unasked(
    committed,
):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner, reviewer = a_learner(world), a_reviewer(world)
        officer = a_reviewer(world, "B001", email="o@example.org", role=Role.OFFICER)
        held = a_holding(world, learner, outcome="X001-2", number="7")
        claim = a_claim(world, learner, held)
        shown = claims.review(claim.id, actor=reviewer, world=world)
        db.session.remove()

    def deed(n):
        if n % 2:
            a_withdrawal(world, officer, number="7")
            return
        recognition.recognize(
            claim.id, shown.answer.digest, actor=reviewer, world=world
        )

    ended = raced(committed, deed)

    refused = ended["illegal_move"] + ended["certificate_withdrawn"]
    assert ended["done"] + refused == AT_ONCE
    with committed.app_context():
        tasks = recognition.tasks(actor=reviewer, world=world)
        lines = transcripts.statable(actor=learner, world=world)
        assert [one.is_suspended for one in lines] == [True] * len(tasks)
        assert ended["done"] == 1 + len(tasks)
        assert auditing.audit().faults == ()
        db.session.remove()


def test_reviewers_ruling_at_once_rule_once(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        learner, reviewer = a_learner(world), a_reviewer(world)
        officer = a_reviewer(world, "B001", email="o@example.org", role=Role.OFFICER)
        held = a_holding(world, learner, outcome="X001-2", number="7")
        recognized(world, a_claim(world, learner, held), reviewer)
        gone = a_withdrawal(world, officer, number="7")
        db.session.remove()

    def deed(n):
        rule = recognition.uphold if n % 2 else recognition.overturn
        rule(gone.id, "bank", f"{n}", actor=reviewer, world=world)

    assert raced(committed, deed) == {"done": 1, "already_ruled": AT_ONCE - 1}
    with committed.app_context():
        assert auditing.audit().faults == ()
        db.session.remove()


@pytest.mark.parametrize("look", ["holdings_of", "lines_on"])
def test_law_12_a_certificate_withdrawn_while_it_is_recognized_is_never_overlooked(
    committed, monkeypatch, look
):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        officer = a_reviewer(world, "B011", email="o@example.org", role=Role.OFFICER)
        reviewer, learner = a_reviewer(world), a_learner(world)
        db.session.remove()
    looking, asked = getattr(withdrawals, look), []

    def recognize():
        with committed.app_context():
            try:
                claim = a_claim(world, learner, a_holding(world, learner))
                recognized(world, claim, reviewer)
            except DomainError as error:
                return error.code
            finally:
                db.session.remove()
            return "done"

    def meanwhile(session, owner_key):
        """Let a learner register it and be recognized right after a look."""
        found = looking(session, owner_key)
        if not asked:
            asked.append(pool.submit(recognize))
            wait(asked, timeout=1)  # or it waits for us instead
        return found

    monkeypatch.setattr(withdrawals, look, meanwhile)
    with ThreadPoolExecutor(1) as pool, committed.app_context():
        a_withdrawal(world, officer)
        db.session.remove()

    ended = asked[0].result()
    with committed.app_context():
        tasks = recognition.tasks(actor=reviewer, world=world)
        with transaction() as session:
            lines = ledger.live_lines(session, learner.learner_id)
            stands = len(list(lines))
        db.session.remove()
    assert (ended, stands, len(tasks)) in {
        ("done", 1, 1),
        ("certificate_withdrawn", 0, 0),
    }


def test_people_who_object_at_once_are_each_heard_once(committed):
    world = committed.extensions["creditbank_world"]
    with committed.app_context():
        text = (shipped("seed") / "policies" / "bank-deposit.yaml").read_text("utf-8")
        step = "{step: notice, by: college, notice_days: 5, asks: {zh: 公示, en: N}}"
        text = text.replace("\nversion: 1\n", "\nversion: 2\n")
        text = text.replace("\nfindings:", f"\nsteps: [{step}]\nfindings:")
        today = date(2026, 11, 24)
        zhu, rita = a_registrar(world, "bank"), a_reviewer(world)
        policies.publish(text.encode(), starts_on=today, actor=zhu, world=world)
        learner = a_learner(world)
        claim = a_claim(world, learner, a_holding(world, learner))
        claims.agree(claim.id, "notice", "opened", actor=rita, world=world)
        shown = claims.review(claim.id, actor=rita, world=world)
        notice = shown.notices["notice"].notice
        two = [a_learner(world, email=f"o{n}@example.org") for n in range(2)]
        db.session.remove()

    ended = raced(
        committed,
        lambda n: notices.object_(notice.id, "no", actor=two[n % 2], world=world),
    )

    assert ended == {"done": 2, "already_objected": AT_ONCE - 2}
    with committed.app_context():
        shown = claims.review(claim.id, actor=rita, world=world)
        db.session.remove()
    heard = shown.notices["notice"].heard
    assert sorted(one.email for one in heard) == ["o0@example.org", "o1@example.org"]
    assert shown.claim.steps == {"notice": "disputed"}
