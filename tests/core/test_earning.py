"""What a holding would earn at one place, and how places are put in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from creditbank.adapters.policy_files import read_policy
from creditbank.app import shipped
from creditbank.core.catalog import Outcome, OutcomeType
from creditbank.core.earning import Earning, Place, asked, best_first
from creditbank.core.institutions import Course, Institution, PlannedCourse, Programme
from creditbank.core.policies import Answer, Decision, Line, Reason, evaluate
from creditbank.core.values import ZERO, Credits

DAY = date(2026, 11, 24)
BANK = Place(Institution("bank", "学分银行", "Credit Bank"))
POLICY = read_policy((shipped("seed") / "policies" / "bank-deposit.yaml").read_bytes())


def programme(code="law", major="法律", level=""):
    course = Course("nou", "C1", "1", "课", "", Credits.of("2"), "", "percent")
    return Place(
        Institution("nou", "某校", ""),
        Programme(
            "nou",
            code,
            "专业",
            "",
            level,
            major,
            Credits.of("60"),
            (PlannedCourse(course, is_required=True, bucket=""),),
        ),
    )


def earning(place, *decisions, credits="2"):
    lines = tuple(
        Line(
            items=("o",),
            target=None,
            decision=decision,
            credits=Credits.of(credits) if decision is Decision.YES else ZERO,
            credits_max=None,
            grade=None,
            effect="",
            rule="",
            reasons=(
                Reason("r", "", "rule_applies"),
                Reason("r", "", "fact_unknown"),
            ),
        )
        for decision in decisions
    )
    return Earning(place, POLICY, Answer(lines))


def test_a_place_asks_with_what_it_knows_of_itself_and_no_learner():
    case = asked(programme(), {"id": "o", "outcome": "X"}, on=DAY)
    assert case.purpose == "convert:nou/law"
    assert case.learner == {"major": "法律", "enrolled_on": "2026-11-24"}
    assert list(case.programme.courses) == ["C1"]
    mine = asked(programme(), {"id": "o"}, on=DAY, learner={"region": "gd"})
    assert mine.learner == {"region": "gd"}
    assert asked(BANK, {"id": "o"}, on=DAY).purpose == "deposit"
    assert asked(BANK, {"id": "o"}, on=DAY).learner == {}


def test_the_bank_answers_what_it_can_and_says_what_it_waits_for():
    item = {"id": "o", "type": "training", "bank_value": "6", "body_status": "active"}
    sure = Earning(BANK, POLICY, evaluate(POLICY, asked(BANK, item, on=DAY)))
    assert (sure.decision.value, str(sure.answer.credits)) == ("yes", "6")
    x_item = {**item, "type": "x_certificate"}
    open_ = Earning(BANK, POLICY, evaluate(POLICY, asked(BANK, x_item, on=DAY)))
    assert open_.decision is Decision.UNDECIDED
    assert open_.missing(open_.lines[0])


def test_one_line_that_counts_makes_a_place_count():
    one = earning(BANK, Decision.NO, Decision.YES, Decision.UNDECIDED)
    assert one.decision is Decision.YES
    assert len(one.lines) == 1
    assert [reason.code for reason in one.missing(one.lines[0])] == ["fact_unknown"]
    assert earning(BANK).decision is Decision.NO


def test_what_earns_most_stands_first():
    found = best_first(
        [
            earning(BANK, Decision.NO),
            earning(programme("a"), Decision.UNDECIDED),
            earning(programme("b"), Decision.YES),
            earning(programme("c"), Decision.YES, credits="4"),
        ]
    )
    assert [one.place.purpose for one in found] == [
        "convert:nou/c",
        "convert:nou/b",
        "convert:nou/a",
        "deposit",
    ]


def test_an_earning_rests_on_example_data_by_its_outcome_or_its_course():
    known = a_known_outcome()
    assert not earning(BANK, Decision.YES).is_example(known)
    valued = replace(known, examples=frozenset({"bank_value"}))
    assert earning(BANK, Decision.YES).is_example(valued)
    place = programme()
    taught = replace(earning(place, Decision.YES).answer.lines[0], target="C1")
    one = Earning(place, POLICY, Answer((taught,)))
    assert not one.is_example(known)
    course = replace(place.programme.courses[0].course, is_example=True)
    plan = replace(place.programme.courses[0], course=course)
    marked = replace(place, programme=replace(place.programme, courses=(plan,)))
    assert replace(one, place=marked).is_example(known)


def a_known_outcome():
    return Outcome("O", "1", OutcomeType.TRAINING, "成果", "证书", "B", "source")
