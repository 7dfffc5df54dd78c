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
