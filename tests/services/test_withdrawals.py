"""Withdrawn certificates: suspended, ruled on, upheld or reversed (law 12)."""

from __future__ import annotations

from datetime import date

import pytest
from builders import (
    PDF,
    a_claim,
    a_holding,
    a_learner,
    a_reviewer,
    a_withdrawal,
    recognized,
)
from sqlalchemy import select

from creditbank.adapters.db import people as people_rows
from creditbank.adapters.db import status
from creditbank.adapters.db.base import reading
from creditbank.core.errors import (
    BadValueError,
    EvidenceRefusedError,
    ForbiddenError,
    NotFoundError,
    NothingToStateError,
)
from creditbank.core.people import Role
from creditbank.core.withdrawals import AlreadyRuledError, CertificateWithdrawnError
from creditbank.services import (
    auditing,
    claims,
    ledger,
    recognition,
    transcripts,
    verification,
)

NUMBER = "BIM-2022-0001"


@pytest.fixture
def learner(bank):
    return a_learner(bank)


@pytest.fixture
def reviewer(bank):
    return a_reviewer(bank)


@pytest.fixture
def officer(bank):
    return a_reviewer(bank, "B001", email="olga@example.org", role=Role.OFFICER)


@pytest.fixture
def held(bank, learner):
    return a_holding(bank, learner, outcome="X001-2", number=NUMBER)


@pytest.fixture
def entry(bank, learner, reviewer, held):
    return recognized(bank, a_claim(bank, learner, held), reviewer)


def told(code):
    with reading() as session:
        return len(
            session.scalars(
                select(people_rows.OutboxRow).where(people_rows.OutboxRow.code == code)
            ).all()
        )


def standing(bank, issued):
    return transcripts.public_status(issued.code, world=bank).status


def test_an_officer_finds_the_certificates_of_the_own_body_only(
    bank, learner, officer, held
):
    other = a_reviewer(bank, "B999", email="otto@example.org", role=Role.OFFICER)
    found = recognition.find_papers(f" {NUMBER.lower()} ", actor=officer, world=bank)
    assert found[0].owner_key == held.owner_key
    assert found[0].is_registered
    assert recognition.find_papers(NUMBER, actor=other, world=bank) == []
    assert recognition.find_papers("-", actor=officer, world=bank) == []
    with pytest.raises(ForbiddenError):
        recognition.find_papers(NUMBER, actor=learner, world=bank)
    with pytest.raises(NotFoundError):
        recognition.withdraw(
            NUMBER,
            held.owner_key,
            on=date(2026, 11, 20),
            ground="not ours",
            proof=recognition.Proof(PDF, "a.pdf"),
            actor=other,
            world=bank,
        )


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"on": date(2027, 1, 1)}, BadValueError),
        ({"ground": " "}, BadValueError),
        ({"proof": recognition.Proof(b"", "")}, EvidenceRefusedError),
    ],
)
def test_a_withdrawal_has_a_day_a_ground_and_a_file(bank, officer, held, facts, error):
    fine = {
        "on": date(2026, 11, 24),
        "ground": "issued in error",
        "proof": recognition.Proof(PDF, "a.pdf"),
    }
    with pytest.raises(error):
        recognition.withdraw(
            NUMBER, held.owner_key, **{**fine, **facts}, actor=officer, world=bank
        )


def test_what_draws_on_it_is_suspended_until_every_institution_upheld(
    bank, learner, reviewer, officer, held, entry
):
    issued = transcripts.issue(actor=learner, world=bank)

    withdrawal = a_withdrawal(bank, officer, number=NUMBER)

    assert verification.verify(issued.document, world=bank).status == "suspended"
    with pytest.raises(NothingToStateError):
        transcripts.issue(actor=learner, world=bank)
    (task,) = recognition.tasks(actor=reviewer, world=bank)
    assert task.withdrawal == withdrawal
    assert [line.credits for line in task.lines] == [entry.lines[0].credits]
    assert task.learner.name == "李林"
    proof = recognition.proof(withdrawal.id, "bank", actor=reviewer, world=bank)
    assert proof.endswith(b"% decision\n")
    assert (told("certificate_withdrawn"), told("withdrawal_task")) == (1, 1)
    assert auditing.audit().faults == ()

    recognition.uphold(withdrawal.id, "bank", "seen", actor=reviewer, world=bank)

    assert standing(bank, issued) == "valid"
    assert recognition.tasks(actor=reviewer, world=bank) == []
    assert told("withdrawal_upheld") == 1
    assert auditing.audit().faults == ()
    with pytest.raises(AlreadyRuledError):
        recognition.uphold(withdrawal.id, "bank", "again", actor=reviewer, world=bank)


def test_reversing_takes_the_lines_back_and_revokes(
    bank, learner, reviewer, officer, held, entry
):
    issued = transcripts.issue(actor=learner, world=bank)
    withdrawal = a_withdrawal(bank, officer, number=NUMBER)
    recognition.overturn(withdrawal.id, "bank", "no value", actor=reviewer, world=bank)
    assert standing(bank, issued) == "revoked"
    assert str(ledger.account(actor=learner, world=bank).balances["bank"]) == "0"
    assert (told("credit_reversed"), told("withdrawal_upheld")) == (1, 0)
    assert auditing.audit().faults == ()


def test_one_institution_upholds_and_another_reverses_each_its_own(
    bank, learner, reviewer, officer, held, entry
):
    school = a_reviewer(bank, "hvc-sgzw", email="hanna@example.org")
    claim = a_claim(
        bank,
        learner,
        held,
        purpose="convert:hvc-sgzw/architecture",
        targets=("ARC01", "ARC02"),
    )
    for step in claims.review(claim.id, actor=school, world=bank).policy.steps:
        claims.agree(claim.id, step.name, "agreed", actor=officer, world=bank)
    recognized(bank, claim, school)
    deposits = transcripts.issue(scope="deposit", actor=learner, world=bank)
    whole = transcripts.issue(actor=learner, world=bank)
    withdrawal = a_withdrawal(bank, officer, number=NUMBER)
    assert {standing(bank, one) for one in (deposits, whole)} == {"suspended"}

    recognition.uphold(withdrawal.id, "bank", "sound", actor=reviewer, world=bank)
    assert standing(bank, deposits) == "suspended"
    with pytest.raises(NotFoundError):
        recognition.uphold(withdrawal.id, "hvc-sgzw", "-", actor=reviewer, world=bank)
    recognition.overturn(
        withdrawal.id, "hvc-sgzw", "not for us", actor=school, world=bank
    )

    assert (standing(bank, deposits), standing(bank, whole)) == ("valid", "revoked")
    balances = ledger.account(actor=learner, world=bank).balances
    assert str(balances["hvc-sgzw"]) == "0"
    assert str(balances["bank"]) != "0"
    assert auditing.audit().faults == ()


def test_open_claims_return_and_nobody_claims_on_it_again(
    bank, learner, reviewer, officer, held
):
    claim = a_claim(bank, learner, held)
    digest = claims.review(claim.id, actor=reviewer, world=bank).answer.digest
    a_withdrawal(bank, officer, number=NUMBER)
    shown = claims.show(claim.id, actor=learner, world=bank)
    assert shown.claim.status == "returned"
    with pytest.raises(CertificateWithdrawnError):
        claims.submit(claim.id, actor=learner, world=bank)
    with pytest.raises(Exception, match="illegal_move"):
        recognition.recognize(claim.id, digest, actor=reviewer, world=bank)
    other = a_learner(bank, email="eve@example.org")
    late = a_holding(bank, other, outcome="X001-2", number=NUMBER)
    with pytest.raises(CertificateWithdrawnError):
        a_claim(bank, other, late)
    assert recognition.tasks(actor=reviewer, world=bank) == []
    with pytest.raises(CertificateWithdrawnError):
        a_withdrawal(bank, officer, number=NUMBER)
    assert len(recognition.withdrawn(actor=officer, world=bank)) == 1


def test_a_certificate_nobody_registered_can_be_withdrawn_too(bank, learner, officer):
    a_withdrawal(bank, officer, number="NEVER-SEEN")
    found = recognition.find_papers("NEVER-SEEN", actor=officer, world=bank)
    gone = next(one for one in found if one.withdrawal)
    assert not gone.is_registered


def test_a_ruling_says_why_and_only_where_there_is_a_task(
    bank, learner, reviewer, officer, held, entry
):
    withdrawal = a_withdrawal(bank, officer, number=NUMBER)
    nou = a_reviewer(bank, "nou", email="nora@example.org")
    with pytest.raises(BadValueError):
        recognition.uphold(withdrawal.id, "bank", " ", actor=reviewer, world=bank)
    with pytest.raises(NotFoundError):
        recognition.uphold(withdrawal.id, "nou", "-", actor=nou, world=bank)
    with pytest.raises(NotFoundError):
        recognition.task(withdrawal.id, "bank", actor=nou, world=bank)
    with pytest.raises(NotFoundError):
        recognition.uphold("none", "bank", "-", actor=reviewer, world=bank)


def test_lines_reversed_before_the_ruling_leave_nothing_to_uphold(
    bank, learner, reviewer, officer, held, entry
):
    withdrawal = a_withdrawal(bank, officer, number=NUMBER)
    recognition.reverse(entry.id, [1], "in error", actor=reviewer, world=bank)
    (task,) = recognition.tasks(actor=reviewer, world=bank)
    assert (task.lines, task.learner) == ((), None)
    recognition.uphold(
        withdrawal.id, "bank", "nothing left", actor=reviewer, world=bank
    )
    assert recognition.tasks(actor=reviewer, world=bank) == []
    assert auditing.audit().faults == ()


def test_a_withdrawal_does_not_lift_what_another_hand_suspended(
    bank, learner, reviewer, officer, held, entry
):
    from creditbank.adapters.db import transcripts as rows
    from creditbank.adapters.db.base import transaction

    with transaction() as session:
        (row,) = rows.inner(session, learner.learner_id)
        by = status.By("", "operator", bank.clock.now())
        rows.suspend(session, row, by, hold="hand")
    withdrawal = a_withdrawal(bank, officer, number=NUMBER)
    recognition.uphold(withdrawal.id, "bank", "seen", actor=reviewer, world=bank)
    (line,) = transcripts.statable(actor=learner, world=bank)
    assert line.is_suspended
