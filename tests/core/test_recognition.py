"""Recognition as values: claim + verdict + policy -> decided claim + entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from creditbank.adapters.policy_files import read_policy
from creditbank.core.claims import Claim, ClaimStatus, Purpose, Submission
from creditbank.core.errors import (
    AlreadyAwardedError,
    AnswerChangedError,
    BalanceTooSmallError,
    NothingToPostError,
    StepOpenError,
)
from creditbank.core.holdings import Holding, use_key
from creditbank.core.institutions import Course, Institution, PlannedCourse, Programme
from creditbank.core.ledger import GENESIS
from creditbank.core.policies import Case, Prior, evaluate
from creditbank.core.recognition import Verdict, case_of, recognize
from creditbank.core.values import (
    ClaimId,
    Credits,
    Digest,
    EntryId,
    HoldingId,
    LearnerId,
)

AT = datetime(2026, 11, 24, tzinfo=UTC)
DAY = date(2026, 11, 24)
SEED = Path(__file__).parents[2] / "seed" / "policies"


def policy(name):
    return read_policy((SEED / f"{name}.yaml").read_bytes())


def a_holding(number="7"):
    return Holding(
        id=HoldingId("h"),
        learner_id=LearnerId("l"),
        outcome="X1",
        outcome_version="1",
        body="b",
        certificate="甲",
        module="",
        number=number,
        holder_name="李林",
        issued_on=date(2022, 5, 1),
    )


def a_claim(**item):
    facts = {"id": "h", "type": "training", "body_status": "active", **item}
    return Claim(
        ClaimId("c"),
        LearnerId("l"),
        Purpose("bank"),
        (HoldingId("h"),),
        ClaimStatus.SUBMITTED,
        submission=Submission("bank/deposit", "1", DAY, "salt", {}, {}, (facts,)),
    )


def decide(
    claim, *, rules="bank-deposit", digest=None, holding=None, balance="0", prior=()
):
    asked = policy(rules)
    answer = evaluate(asked, case_of(claim, prior))
    verdict = Verdict(
        EntryId("e"), Digest(digest or answer.digest), "u", "reviewer", AT
    )
    return recognize(
        claim,
        verdict,
        policy=asked,
        prior=prior,
        holdings={"h": holding or a_holding()},
        head=(0, GENESIS),
        bank_balance=Credits.of(balance),
    )


def test_the_yes_lines_are_posted_with_their_keys():
    done = decide(a_claim(bank_value="2.5"))

    assert done.claim.status is ClaimStatus.RECOGNIZED
    assert [line.credits for line in done.entry.lines] == [Credits.of("2.5")]
    assert done.use_keys[0].key == use_key(a_holding(), "deposit", None)
    assert done.owner_keys == (a_holding().owner_key,)
    assert Case.of(done.case.json()).digest == done.entry.case_digest


def test_a_paper_without_a_number_has_no_owner():
    done = decide(a_claim(bank_value="2.5"), holding=a_holding(number=""))
    assert done.owner_keys == ()
    assert done.use_keys[0].key == use_key(a_holding(number=""), "deposit", None)


def test_an_answer_the_reviewer_did_not_see_posts_nothing():
    with pytest.raises(AnswerChangedError):
        decide(a_claim(bank_value="2.5"), digest="0" * 64)


def test_what_is_awarded_already_is_refused_by_that_name():
    posted = Prior("1.1", ("h",), None, Credits.of("2.5"), {"purpose": "deposit"})

    with pytest.raises(AlreadyAwardedError):
        decide(a_claim(bank_value="2.5"), prior=[posted])


def test_nothing_certain_posts_nothing():
    with pytest.raises(NothingToPostError):
        decide(a_claim())


def test_an_open_step_posts_nothing():
    with pytest.raises(StepOpenError):
        decide(a_claim(), rules="hvc-sgzw-x-certificate")


def test_a_step_that_was_agreed_no_longer_stands_in_the_way():
    claim = replace(a_claim(), steps={"awarding-body": "agreed"})
    with pytest.raises(NothingToPostError):
        decide(claim, rules="hvc-sgzw-x-certificate")


def a_redemption():
    facts = {"type": "credits", "credits": "4", "years": "7"}
    facts |= {"deposited_on": "2021-06-30", "uploaded_on": "2022-01-01"}
    return replace(a_claim(**facts), purpose=Purpose("in-abc", "any"))


def test_what_is_redeemed_is_taken_from_the_bank_value_in_the_same_entry():
    done = decide(a_redemption(), rules="in-abc-redemption", balance="4")
    given, taken = done.entry.lines

    assert (given.scheme, given.credits) == ("in-abc", Credits.of("4"))
    assert (taken.scheme, taken.credits) == ("bank", Credits.of("-4"))
    assert (taken.items, taken.effect) == ((), "consumed")
    assert [one.line for one in done.use_keys] == [given.number]


def test_more_than_the_bank_value_is_never_redeemed():
    with pytest.raises(BalanceTooSmallError):
        decide(a_redemption(), rules="in-abc-redemption", balance="3.99")


def test_institutions_state_their_facts():
    course = Course(
        "nou", "C1", "1", "课", "Course", Credits.of("3"), "必修", "percent"
    )
    other = Course("nou", "C2", "1", "课", "", Credits.of("3"), "", "percent")
    programme = Programme(
        "nou",
        "p",
        "专业",
        "",
        "专科",
        "物流",
        Credits.of("80"),
        courses=(PlannedCourse(course, is_required=True, bucket="专业课"),),
    )
    facts = programme.facts()
    assert facts["courses"][0]["required"] == "yes"
    assert (course.name, other.name) == ("课 / Course", "课")
    assert Institution("nou", "国开", "OUC").name == "国开 / OUC"
    assert Institution("nou", "国开", "").name == "国开"
