"""The bank's law, on real rows: deciding, posting, keys, reversal, audit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from builders import PDF, a_claim, a_holding, a_learner, a_reviewer, recognized
from sqlalchemy import text

from creditbank.adapters.db import claims as claim_rows
from creditbank.adapters.db import ledger as ledger_rows
from creditbank.adapters.db.base import db, transaction
from creditbank.core.claims import ClaimStatus
from creditbank.core.errors import (
    AlreadyAwardedError,
    AnswerChangedError,
    BadValueError,
    EvidenceMissingError,
    HoldingKnownError,
    IllegalMoveError,
    LineReversedError,
    NotEnrolledError,
    NotFoundError,
    NothingToPostError,
    OwnerKeyHeldError,
    StepOpenError,
)
from creditbank.core.people import Role
from creditbank.core.policies import Choice, Finding
from creditbank.core.values import Credits
from creditbank.services import (
    auditing,
    claims,
    holdings,
    ledger,
    recognition,
    transcripts,
    verification,
)


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


def balances(world, learner):
    return dict(ledger.account(actor=learner, world=world).balances)


def faults():
    return [fault.code for fault in auditing.audit().faults]


def test_law_03_a_deposit_posts_the_bank_value_once(bank, learner, reviewer):
    claim = a_claim(bank, learner, a_holding(bank, learner))

    entry = recognized(bank, claim, reviewer)

    assert balances(bank, learner) == {"bank": Credits.of("6")}
    assert entry.sequence == 1
    assert faults() == []


def test_law_03_converting_does_not_spend_the_bank_value(bank, learner, reviewer):
    held = a_holding(bank, learner, outcome="VQ-COURIER", number="007")
    recognized(bank, a_claim(bank, learner, held), reviewer)
    nou = a_reviewer(bank, "nou", email="nou@example.org")

    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    entry = recognized(bank, claim, nou)

    assert len(entry.lines) == 3
    assert balances(bank, learner) == {
        "bank": Credits.of("8"),
        "nou": Credits.of("8"),
    }


def test_law_05_another_learners_claim_on_the_same_paper_becomes_a_dispute(
    bank, learner, reviewer
):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    first = a_claim(bank, learner, a_holding(bank, learner, number="x－001"))
    second = a_claim(bank, other, a_holding(bank, other, number="X001"))
    recognized(bank, first, reviewer)

    with pytest.raises(OwnerKeyHeldError):
        recognized(bank, second, reviewer)

    shown = claims.review(second.id, actor=reviewer, world=bank)
    assert shown.claim.status is ClaimStatus.DISPUTED
    assert balances(bank, other) == {}
    with pytest.raises(OwnerKeyHeldError):
        recognized(bank, second, reviewer)
    assert faults() == []


def test_law_05_the_owner_key_falls_free_with_its_last_use(bank, learner, reviewer):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    first = a_claim(bank, learner, a_holding(bank, learner, number="X001"))
    second = a_claim(bank, other, a_holding(bank, other, number="X001"))
    entry = recognized(bank, first, reviewer)
    recognition.reverse(entry.id, [1], "wrong holder", actor=reviewer, world=bank)

    recognized(bank, second, reviewer)

    assert balances(bank, other) == {"bank": Credits.of("6")}
    assert faults() == []


def test_law_06_one_live_award_for_a_use(bank, learner, reviewer):
    held = a_holding(bank, learner)
    recognized(bank, a_claim(bank, learner, held), reviewer)

    again = a_claim(bank, learner, held)
    with pytest.raises(AlreadyAwardedError):
        recognized(bank, again, reviewer)

    assert balances(bank, learner) == {"bank": Credits.of("6")}


def test_law_06_outcomes_without_a_number_are_known_by_outcome_and_date(
    bank, learner, reviewer
):
    one = a_holding(bank, learner, number="")
    two = a_holding(bank, learner, number="")
    recognized(bank, a_claim(bank, learner, one), reviewer)

    with pytest.raises(AlreadyAwardedError):
        recognized(bank, a_claim(bank, learner, two), reviewer)


def test_law_08_a_case_holds_no_name_and_no_certificate_number(bank, learner, reviewer):
    claim = a_claim(bank, learner, a_holding(bank, learner, number="SECRET-NUMBER"))
    recognized(bank, claim, reviewer)

    row = db.session.get(claim_rows.DecisionRow, (claim.learner_id, claim.id))
    kept = str(row.case)
    assert "SECRET" not in kept
    assert "李林" not in kept
    assert row.case["salt"]


def test_law_09_a_different_answer_posts_nothing(bank, learner, reviewer):
    claim = a_claim(bank, learner, a_holding(bank, learner))

    with pytest.raises(AnswerChangedError):
        recognition.recognize(claim.id, "0" * 64, actor=reviewer, world=bank)

    assert balances(bank, learner) == {}
    shown = claims.review(claim.id, actor=reviewer, world=bank)
    assert shown.claim.status is ClaimStatus.SUBMITTED


def test_law_09_an_undecided_line_posts_nothing_and_may_be_claimed_again(
    bank, learner, reviewer
):
    held = a_holding(bank, learner, outcome="X002")  # no bank value is published
    claim = a_claim(bank, learner, held)

    with pytest.raises(NothingToPostError):
        recognized(bank, claim, reviewer)

    claims.decline(claim.id, "policy_says_no", "", actor=reviewer, world=bank)
    again = a_claim(bank, learner, held)
    assert again.status is ClaimStatus.SUBMITTED


def test_law_09_a_return_keeps_the_day_unless_what_is_asked_changes(
    bank, learner, reviewer, clock
):
    one, two = a_holding(bank, learner), a_holding(bank, learner, number="2")
    claim = a_claim(bank, learner, one)
    claims.return_(
        claim.id, "evidence_unreadable", "blurred", actor=reviewer, world=bank
    )
    clock.pass_time(days=3)

    claims.amend(claim.id, [one.id], actor=learner, world=bank)
    kept = claims.submit(claim.id, actor=learner, world=bank)
    claims.return_(claim.id, "other", "", actor=reviewer, world=bank)
    claims.amend(claim.id, [one.id, two.id], actor=learner, world=bank)
    changed = claims.submit(claim.id, actor=learner, world=bank)

    assert kept.submission.as_of == date(2026, 11, 24)
    assert changed.submission.as_of == date(2026, 11, 27)


def test_law_10_recomputing_gives_the_stored_answer(bank, learner, reviewer):
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    assert faults() == []

    row = db.session.query(claim_rows.DecisionRow).one()
    db.session.expunge_all()
    _tamper("UPDATE decisions SET answer = replace(answer, '\"6\"', '\"9\"')")

    assert "answer_differs" in faults()
    assert row.verdict == "recognize"


def _tamper(statement: str) -> None:
    """Change the books behind the bank's back, as only an intruder could."""
    with transaction() as session:
        _drop_triggers(session)
        session.execute(text(statement))


def _drop_triggers(session) -> None:
    if session.get_bind().dialect.name == "sqlite":
        names = session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).scalars()
        for name in list(names):
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        session.execute(text("SET LOCAL session_replication_role = replica"))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE entries SET narration = 'x'", "chain_broken"),
        ("UPDATE accounts SET head = 'x'", "head_differs"),
        ("UPDATE postings SET amount = 900 WHERE number = 1", "entry_unbalanced"),
        ("UPDATE balances SET amount = 900", "balance_differs"),
        ("DELETE FROM decisions", "decision_missing"),
        ("UPDATE claims SET status = 'declined'", "claim_not_recognized"),
        ("UPDATE decisions SET evidence = '[]'", "evidence_missing"),
        ("UPDATE decisions SET case_digest = 'x'", "digest_differs"),
        ("DELETE FROM use_keys", "use_keys_differ"),
        ("DELETE FROM owner_keys", "owner_key_differs"),
        ("INSERT INTO owner_keys VALUES ('k', 'l')", "owner_key_unused"),
        ("UPDATE credentials SET document = '{}'", "credential_differs"),
        ("DELETE FROM transcript_members", "transcript_without_rows"),
        ("DELETE FROM status_events WHERE act = 'issue'", "life_impossible"),
        ("UPDATE status_events SET number = 2", "life_impossible"),
        ("UPDATE status_events SET act = 'revoke'", "life_impossible"),
        ("UPDATE status_events SET status_index = -1", "event_misplaced"),
        (
            (
                "UPDATE status_events SET credential_id = 'x' WHERE credential_id = "
                "(SELECT min(credential_id) FROM status_events)"
            ),
            "event_without_credential",
        ),
        ("DELETE FROM status_indices", "status_index_undrawn"),
        ("UPDATE credentials SET status_index = 7", "status_index_twice"),
        ("UPDATE decisions SET \"case\" = '{}'", "not_recomputable"),
        (
            'UPDATE decisions SET "case" = replace("case", \'"salt":"\', \'"salt":"0\')',
            "case_differs",
        ),
    ],
)
def test_the_audit_names_what_was_changed(bank, learner, reviewer, statement, fault):
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    transcripts.issue(None, actor=learner, world=bank)
    assert faults() == []

    _tamper(statement)

    assert fault in faults()


def test_the_audit_misses_no_claim_without_an_entry_and_no_line_without_credential(
    bank, learner, reviewer
):
    entry = recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    a_claim(bank, learner, a_holding(bank, learner, number="2"))
    _tamper("UPDATE claims SET status = 'recognized' WHERE status = 'submitted'")
    assert "entry_missing" in faults()

    _tamper(
        "INSERT INTO status_events SELECT learner_id, id, 2, 'revoke', '', 'x', '', "
        "'', '', list_number, status_index, issued_at FROM credentials"
    )
    assert "line_and_credential_differ" in faults()
    assert entry.sequence == 1


@pytest.mark.parametrize("table", ["entries", "postings", "decisions", "credentials"])
def test_law_11_the_database_itself_refuses_to_change_the_books(
    bank, learner, reviewer, table
):
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET learner_id = 'x'"):
        with pytest.raises(Exception, match="only grows"), transaction() as session:
            session.execute(text(statement))


def test_law_11_a_reversal_undoes_whole_lines_once_and_revokes_what_stated_them(
    bank, learner, reviewer
):
    entry = recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    issued = transcripts.issue(None, actor=learner, world=bank)

    undone = recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)

    assert balances(bank, learner) == {"bank": Credits(0)}
    assert undone.sequence == 2
    report = verification.verify(issued.document, world=bank)
    assert report.status.value == "revoked"
    assert transcripts.public_status(issued.code, world=bank).revoked_because
    with pytest.raises(LineReversedError):
        recognition.reverse(entry.id, [1], "again", actor=reviewer, world=bank)
    assert faults() == []


def test_law_11_what_was_reversed_may_be_recognized_again(bank, learner, reviewer):
    held = a_holding(bank, learner)
    entry = recognized(bank, a_claim(bank, learner, held), reviewer)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)

    recognized(bank, a_claim(bank, learner, held), reviewer)

    assert balances(bank, learner) == {"bank": Credits.of("6")}
    assert faults() == []


@pytest.mark.parametrize(("lines", "note"), [([], "why"), ([1], " ")])
def test_a_reversal_names_its_lines_and_its_reason(
    bank, learner, reviewer, lines, note
):
    entry = recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    with pytest.raises(BadValueError):
        recognition.reverse(entry.id, lines, note, actor=reviewer, world=bank)


def test_r01_waits_for_the_awarding_body_and_then_gives_both_courses(bank, learner):
    school = a_reviewer(bank, "hvc-sgzw", email="hvc@example.org")
    officer = a_reviewer(bank, "B001", email="body@example.org", role=Role.OFFICER)
    held = a_holding(bank, learner, outcome="X001-2", number="BIM-1")
    claim = a_claim(
        bank,
        learner,
        held,
        purpose="convert:hvc-sgzw/architecture",
        targets=("ARC01", "ARC02"),
    )

    with pytest.raises(StepOpenError):
        recognized(bank, claim, school)
    claims.agree(claim.id, "awarding-body", "agreed", actor=officer, world=bank)
    entry = recognized(bank, claim, school)

    assert [line.target for line in entry.lines] == ["ARC01", "ARC02"]


def test_r02_needs_the_schools_finding(bank, learner):
    school = a_reviewer(bank, "gdvc", email="gdvc@example.org")
    held = a_holding(bank, learner, outcome="GD-COMPETITION", number="G1")
    claim = a_claim(
        bank, learner, held, purpose="convert:gdvc/commerce", targets=("EC101",)
    )
    with pytest.raises(NothingToPostError):
        recognized(bank, claim, school)

    finding = Finding("recognized_credits", "4")
    claims.find(claim.id, finding, actor=school, world=bank)
    entry = recognized(bank, claim, school)

    assert [(str(line.credits), line.grade) for line in entry.lines] == [("3", "90")]


@pytest.mark.parametrize(
    "finding",
    [
        Finding("nonsense", "4"),
        Finding("recognized_credits", "21"),
        Finding("recognized_credits", "many"),
        Finding("recognized_credits", "4", item="another"),
        Finding("recognized_credits", "4", target="x" * 41),
    ],
)
def test_a_finding_nobody_asked_for_is_refused(bank, learner, finding):
    school = a_reviewer(bank, "gdvc", email="gdvc@example.org")
    held = a_holding(bank, learner, outcome="GD-COMPETITION", number="G1")
    claim = a_claim(bank, learner, held, purpose="convert:gdvc/commerce")

    with pytest.raises(BadValueError):
        claims.find(claim.id, finding, actor=school, world=bank)


def test_a_preview_says_what_a_claim_would_earn_before_it_is_made(bank, learner):
    held = a_holding(bank, learner, outcome="VQ-COURIER")

    preview = claims.preview(
        "convert:nou/logistics", [held.id], actor=learner, world=bank
    )

    assert str(preview.answer.credits) == "8"
    assert claims.list_(actor=learner, world=bank).items == ()


def test_nothing_is_submitted_without_evidence(bank, learner):
    held = a_holding(bank, learner, evidence=b"")
    with pytest.raises(EvidenceMissingError):
        a_claim(bank, learner, held)


def test_nothing_is_converted_where_the_learner_is_not_enrolled(bank, learner):
    other = a_learner(bank, email="bob@example.org", name="王芳")
    stranger = a_learner(bank, email="eve@example.org", name="赵六")
    held = a_holding(bank, stranger)
    with pytest.raises(NotEnrolledError):
        a_claim(bank, stranger, held, purpose="convert:nou/logistics")
    assert other


def test_the_same_paper_is_registered_once(bank, learner):
    first = a_holding(bank, learner, number="００7-a")
    with pytest.raises(HoldingKnownError) as refused:
        a_holding(bank, learner, number="007A")
    assert refused.value.facts["holding"] == first.id


def test_anothers_object_answers_exactly_like_a_missing_one(bank, learner, reviewer):
    """Law of section 2: holdings, claims, evidence, entries, credentials."""
    other = a_learner(bank, email="bob@example.org", name="王芳")
    elsewhere = a_reviewer(bank, "nou", email="nou@example.org")
    held = a_holding(bank, learner)
    claim = a_claim(bank, learner, held)
    digest = holdings.show(held.id, actor=learner, world=bank).evidence[0].digest
    entry = recognized(bank, claim, reviewer)
    credential = transcripts.statable(actor=learner, world=bank)[0].id

    for attempt in (
        lambda: holdings.show(held.id, actor=other, world=bank),
        lambda: holdings.evidence(held.id, digest, actor=other, world=bank),
        lambda: holdings.evidence(held.id, digest, actor=elsewhere, world=bank),
        lambda: claims.show(claim.id, actor=other, world=bank),
        lambda: claims.withdraw(claim.id, actor=other, world=bank),
        lambda: claims.review(claim.id, actor=elsewhere, world=bank),
        lambda: claims.decline(claim.id, "other", "", actor=elsewhere, world=bank),
        lambda: recognition.recognize(claim.id, "x", actor=elsewhere, world=bank),
        lambda: recognition.reverse(entry.id, [1], "x", actor=elsewhere, world=bank),
        lambda: transcripts.credential(credential, actor=other, world=bank),
        lambda: transcripts.issue([credential], actor=other, world=bank),
        lambda: transcripts.show("nothing", actor=other, world=bank),
    ):
        with pytest.raises(NotFoundError) as refused:
            attempt()
        assert refused.value.facts == {}

    found, content = holdings.evidence(held.id, digest, actor=reviewer, world=bank)
    assert (content, found.media_type) == (PDF, "application/pdf")


def test_a_decided_claim_makes_no_further_move(bank, learner, reviewer):
    claim = a_claim(bank, learner, a_holding(bank, learner))
    recognized(bank, claim, reviewer)

    for attempt in (
        lambda: claims.withdraw(claim.id, actor=learner, world=bank),
        lambda: claims.decline(claim.id, "other", "", actor=reviewer, world=bank),
        lambda: recognition.recognize(claim.id, "x", actor=reviewer, world=bank),
        lambda: claims.find(claim.id, Finding("a", "b"), actor=reviewer, world=bank),
        lambda: claims.agree(claim.id, "a", "agreed", actor=reviewer, world=bank),
    ):
        with pytest.raises(IllegalMoveError):
            attempt()


def test_the_queue_is_the_institutions_own_oldest_first(bank, learner, reviewer, clock):
    one = a_claim(bank, learner, a_holding(bank, learner, number="1"))
    clock.pass_time(minutes=1)
    two = a_claim(bank, learner, a_holding(bank, learner, number="2"))
    elsewhere = a_reviewer(bank, "nou", email="nou@example.org")

    mine = claims.queue(actor=reviewer, world=bank)

    assert [shown.claim.id for shown in mine.items] == [one.id, two.id]
    assert claims.queue(actor=elsewhere, world=bank).count == 0
    first = claims.queue(actor=reviewer, world=bank, limit=1)
    later = claims.queue(actor=reviewer, world=bank, after=first.next)
    assert [shown.claim.id for shown in later.items] == [two.id]
    assert (mine.count, first.count, later.count, later.next) == (2, 2, 2, None)


def test_a_reversal_of_the_second_line_leaves_the_first(bank, learner):
    nou = a_reviewer(bank, "nou", email="nou@example.org")
    held = a_holding(bank, learner, outcome="VQ-COURIER")
    claim = a_claim(bank, learner, held, purpose="convert:nou/logistics")
    entry = recognized(bank, claim, nou)

    recognition.reverse(entry.id, [2], "in error", actor=nou, world=bank)

    assert balances(bank, learner) == {"nou": Credits.of("5")}
    assert len(transcripts.statable(actor=learner, world=bank)) == 2
    shown = ledger.entries(actor=learner, world=bank)
    assert shown[0].reversed == {2}
    assert faults() == []
    assert replace(entry, sequence=9).digest != entry.digest


def test_use_keys_stand_in_the_database_as_a_constraint(bank, learner, reviewer):
    """Once only is a unique constraint, not only a check in Python."""
    recognized(bank, a_claim(bank, learner, a_holding(bank, learner)), reviewer)
    row = db.session.query(ledger_rows.UseKeyRow).one()

    with (
        pytest.raises(Exception, match="(?i)unique|duplicate"),
        transaction() as session,
    ):
        session.execute(
            text("INSERT INTO use_keys VALUES (:l, :k, NULL, 9, 9)"),
            {"l": row.learner_id, "k": row.key},
        )


def test_an_officer_sees_the_claims_on_certificates_of_the_body_however_many_wait(
    bank, learner
):
    officer = a_reviewer(bank, "B001", email="body@example.org", role=Role.OFFICER)
    for number in range(5):
        a_claim(bank, learner, a_holding(bank, learner, number=str(number)))
    theirs = a_claim(
        bank, learner, a_holding(bank, learner, outcome="X001-2", number="9")
    )

    waiting = claims.queue(actor=officer, world=bank, limit=2)

    assert waiting.count == 1
    assert [one.claim.id for one in waiting.items] == [theirs.id]


def test_law_18_before_eight_in_the_morning_it_is_already_today_in_shanghai(
    bank, learner, reviewer, clock
):
    clock.at = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)  # 06:00 there
    today = date(2026, 12, 1)
    a_holding(bank, learner, number="2", issued_on=today)  # not of tomorrow
    claim = a_claim(bank, learner, a_holding(bank, learner))
    recognized(bank, claim, reviewer)

    with transaction() as session:
        lines = ledger_rows.prior(session, learner.learner_id, "bank")

    assert claim.submission.as_of == today
    assert [line.facts["on"] for line in lines] == [today.isoformat()]


def test_law_09_what_was_found_falls_away_when_a_claim_asks_for_something_else(
    bank, learner
):
    school = a_reviewer(bank, "gdvc", email="gdvc@example.org")
    held = a_holding(bank, learner, outcome="GD-COMPETITION", number="G1")
    claim = a_claim(
        bank, learner, held, purpose="convert:gdvc/commerce", targets=("EC101",)
    )
    finding = Finding("recognized_credits", "4")
    claims.find(claim.id, finding, actor=school, world=bank)
    claims.return_(claim.id, "other", "", actor=school, world=bank)

    same = [Choice(held.id, "EC101")]
    claims.amend(claim.id, [held.id], choices=same, actor=learner, world=bank)
    kept = claims.submit(claim.id, actor=learner, world=bank)
    assert [one.value for one in kept.findings] == ["4"]

    claims.return_(claim.id, "other", "", actor=school, world=bank)
    other = [Choice(held.id, "EC102")]
    claims.amend(claim.id, [held.id], choices=other, actor=learner, world=bank)
    changed = claims.submit(claim.id, actor=learner, world=bank)
    assert changed.findings == ()
    with pytest.raises(NothingToPostError):
        recognized(bank, claim, school)


def test_law_09_who_agreed_to_a_claim_did_not_agree_to_what_it_became(bank, learner):
    school = a_reviewer(bank, "hvc-sgzw", email="hvc@example.org")
    officer = a_reviewer(bank, "B001", email="body@example.org", role=Role.OFFICER)
    held = a_holding(bank, learner, outcome="X001-2", number="BIM-1")
    purpose = "convert:hvc-sgzw/architecture"
    claim = a_claim(bank, learner, held, purpose=purpose, targets=("ARC01",))
    claims.agree(claim.id, "awarding-body", "agreed", actor=officer, world=bank)
    claims.return_(claim.id, "other", "", actor=school, world=bank)

    more = [Choice(held.id, "ARC01"), Choice(held.id, "ARC02")]
    claims.amend(claim.id, [held.id], choices=more, actor=learner, world=bank)
    claims.submit(claim.id, actor=learner, world=bank)

    with pytest.raises(StepOpenError):
        recognized(bank, claim, school)
    claims.agree(claim.id, "awarding-body", "agreed", actor=officer, world=bank)
    assert len(recognized(bank, claim, school).lines) == 2
    assert faults() == []


def test_a_claim_moves_to_another_purpose_and_to_its_reviewers(bank, learner, reviewer):
    claim = a_claim(bank, learner, a_holding(bank, learner), submitted=False)
    with pytest.raises(BadValueError):
        claims.amend(
            claim.id,
            claim.holdings,
            purpose="convert:nou/nothing",
            actor=learner,
            world=bank,
        )
    purpose = "convert:nou/logistics"
    moved = claims.amend(
        claim.id, claim.holdings, purpose=purpose, actor=learner, world=bank
    )
    assert str(moved.purpose) == purpose
    assert claims.show(claim.id, actor=learner, world=bank).claim == moved


@pytest.mark.parametrize("purpose", ["convert:nou/nothing", "convert:nowhere/x"])
def test_a_programme_that_is_not_there_is_refused_at_drafting(bank, learner, purpose):
    held = a_holding(bank, learner)
    with pytest.raises(BadValueError) as refused:
        a_claim(bank, learner, held, purpose=purpose, submitted=False)
    assert refused.value.facts["kind"] == "purpose"
    assert claims.list_(actor=learner, world=bank).items == ()
