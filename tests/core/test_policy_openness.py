"""What is open decides nothing: each way it can leave a line open, by its law."""

from __future__ import annotations

import pytest

from creditbank.core.policies import Case, Decision, evaluate, policy_of
from creditbank.core.policies.nodes import node_of
from creditbank.core.values import Digest
from tests.policy_texts import CAP, RULE, WORDS, tree

HIGH = {"item.type": "t", "item.level": "high"}
AMOUNT = {"finding": "f", "by": "reviewer", "unit": "credits", "asks": WORDS}
AMOUNT = {**AMOUNT, "min": "2", "max": "8"}
MARK = {**AMOUNT, "finding": "mark", "unit": "points"}
SAME = {"finding": "same", "by": "reviewer", "unit": "yes_no", "asks": WORDS}


def read(*rules, **parts):
    """Read a policy of rules r1, r2, … that speak of holdings of type t."""
    written = [
        {**RULE, "rule": f"r{n}", "when": {"item.type": "t"}, **one}
        for n, one in enumerate(rules, start=1)
    ]
    return policy_of(node_of(tree(rules=written, **parts)), Digest("0" * 64))


def answered(policy, *held, **members):
    portfolio = [{"id": f"h{n}", "type": "t", **one} for n, one in enumerate(held)]
    case = {"purpose": policy.purpose, "as_of": "2026-11-24", "portfolio": portfolio}
    return evaluate(policy, Case.of({**case, **members}))


def codes(line):
    return [reason.code for reason in line.reasons]


# --- an earlier rule that is open


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"credits": "finding.f"}, {"credits": "2"}),
        ({"credits": "2", "grade": {"formula": "finding.mark"}}, {"credits": "2"}),
        ({"credits": "2", "consumes": "2"}, {"credits": "2"}),
        ({"credits": "2", "term": "item.term"}, {"credits": "2"}),
        ({"credits": "finding.f"}, {"credits": "min(finding.f, 4)"}),
    ],
)
def test_a_line_is_open_while_an_earlier_rule_may_give_more_or_otherwise(first, second):
    policy = read({"when": HIGH, **first}, second, findings=[AMOUNT, MARK])

    answer = answered(policy, {"term": "T1"})

    assert {line.decision for line in answer.lines} == {Decision.UNDECIDED}
    assert str(answer.credits) == "0"
    later = next(line for line in answer.lines if line.rule == "r2")
    assert "depends_on_earlier_rule" in codes(later)


def test_the_most_possible_is_what_the_best_of_several_open_rules_may_give():
    more = {"when": HIGH, "credits": "finding.f"}
    policy = read(more, {"credits": "min(finding.f, 4)"}, findings=[AMOUNT])

    assert str(answered(policy, {}).credits_max) == "8"


def test_rules_that_give_the_very_same_leave_nothing_open():
    policy = read({"when": HIGH}, {})

    (line,) = answered(policy, {}).lines

    assert (line.decision, line.rule) == (Decision.YES, "r2")


def test_readings_that_give_the_same_by_other_rules_are_not_the_same_under_a_cap():
    yes, no = (
        {"when": {"item.type": "t", "finding.same": one}} for one in ("yes", "no")
    )
    full = {**CAP, "max": "2", "where": {"line.rule": "r1"}}
    prior = {"line": "1", "items": ["x"], "credits": "2", "rule": "r1"}

    free = read(yes, no, findings=[SAME])
    capped = read(yes, no, findings=[SAME], caps=[full])

    assert answered(free, {}, prior=[prior]).decision is Decision.YES
    assert answered(capped, {}, prior=[prior]).decision is Decision.UNDECIDED


def test_readings_that_spend_bank_value_or_not_are_not_the_same():
    yes, no = (
        {"when": {"item.type": "t", "finding.same": one}} for one in ("yes", "no")
    )
    policy = read({**yes, "consumes": "2"}, no, findings=[SAME])

    assert answered(policy, {}).decision is Decision.UNDECIDED


def test_a_further_set_of_holdings_waits_for_the_earlier_rule_too():
    slot = {"holding": "other", "when": {"item.type": "u"}}
    several = {"credits": "item.credits + other.credits", "with": [slot]}
    policy = read({"when": HIGH, "credits": "1"}, several)
    more = [{"type": "u", "credits": amount} for amount in ("1", "9")]

    answer = answered(policy, {"credits": "1"}, *more)

    assert not answer.yes_lines


# --- a fallback, and the rules before it

PROGRAMME = {"courses": [{"code": "A", "credits": "4"}]}
BUCKET = {"fallback": "yes", "without_target": "yes"}


def convert(*rules, **parts):
    return read(*rules, purpose="convert", **parts)


@pytest.mark.parametrize(
    "direct",
    [
        {"with": [{"holding": "other", "when": {"item.type": "u"}}]},
        {"bundle": ["A", "B"]},
        {"without_target": "yes", "when": HIGH},
        {"credits": "lookup.l"},
        {"credits": "item.credits - 3"},
        {"when": {"item.type": "t", "target.code": "B"}},
    ],
)
def test_a_fallback_stands_where_no_earlier_rule_gives_a_course(direct):
    rows = {
        "lookup": "l",
        "keys": ["item.class"],
        "unit": "credits",
        "rows": {"A": "1"},
    }
    policy = convert(direct, BUCKET, lookups=[rows])

    answer = answered(
        policy, {"class": "Z", "level": "low", "credits": "2"}, programme=PROGRAMME
    )

    assert [(line.rule, line.target) for line in answer.yes_lines] == [("r2", None)]


def test_a_fallback_may_stand_where_no_line_of_a_course_passes_the_gate():
    gate = {"gate": "g", "clause": "1", "published": "例"}
    shut = {**gate, "when": {"none_of": [{"target.code": "A"}]}}

    assert decided(convert({}, BUCKET, gates=[shut]), "r2") == [Decision.UNDECIDED]


def decided(policy, rule):
    answer = answered(policy, {}, programme=PROGRAMME)
    return [line.decision for line in answer.lines if line.rule == rule]


def test_a_fallback_waits_for_an_open_rule_before_it_and_nothing_of_it_is_sure():
    policy = convert(
        {"when": HIGH}, {**BUCKET, "credits": "finding.f"}, findings=[AMOUNT]
    )

    answer = answered(policy, {}, programme=PROGRAMME)

    last = next(line for line in answer.lines if line.rule == "r2")
    assert (last.decision, str(last.credits)) == (Decision.UNDECIDED, "0")
    assert "depends_on_earlier_rule" in codes(last)
    assert str(answer.credits) == "0"


@pytest.mark.parametrize(
    ("amount", "fallback"),
    [
        ("finding.f", []),  # however much, it is a course
        ("lookup.l", [Decision.UNDECIDED]),  # there may be no row
        ("item.bank_value - 1", [Decision.UNDECIDED]),  # it may be below zero
    ],
)
def test_an_earlier_rule_of_an_open_amount_bars_a_fallback_if_it_gives_any(
    amount, fallback
):
    rows = {
        "lookup": "l",
        "keys": ["item.class"],
        "unit": "credits",
        "rows": {"A": "1"},
    }
    policy = convert({"credits": amount}, BUCKET, findings=[AMOUNT], lookups=[rows])

    assert decided(policy, "r2") == fallback


# --- bundles


def test_a_bundle_is_all_or_none_of_what_the_programme_has():
    policy = convert({"bundle": ["A", "B"]})
    choice = {"item": "h0", "target": "A"}

    (line,) = answered(policy, {}, programme=PROGRAMME, choices=[choice]).lines

    assert line.decision is Decision.NO
    assert (line.reasons[0].code, line.reasons[0].facts["target"]) == (
        *("target_not_in_programme", "B"),
    )


def test_a_course_of_a_bundle_reads_the_further_holding_too():
    slot = {"holding": "other", "when": {"item.type": "u"}}
    drawn = {"bundle": ["A", "B"], "with": [slot], "credits": "other.credits"}
    courses = [{"code": code, "credits": "4"} for code in ("A", "B")]

    answer = answered(
        convert(drawn),
        {},
        {"type": "u", "credits": "3"},
        programme={"courses": courses},
    )

    assert [str(line.credits) for line in answer.yes_lines] == ["3", "3"]
