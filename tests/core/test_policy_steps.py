"""Steps are counted: what asks too much is refused, what searches too long has a gap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, evaluate, policy_of
from creditbank.core.policies.answers import Decision
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.checking import check
from creditbank.core.policies.evaluation import answered
from creditbank.core.policies.nearest import nearest
from creditbank.core.policies.nodes import PolicyFaultsError, node_of
from creditbank.core.policies.search import ORDER_MAX
from creditbank.core.policies.steps import ASKED_MAX, Steps, StepsSpentError
from creditbank.core.values import sha256
from tests.hostile import (
    ALIKE,
    CASES,
    SLOTS,
    bands,
    cap,
    case,
    derived,
    examples,
    policy,
    rule,
)


def read(**members):
    return policy_of(node_of(policy(**members)), sha256(b"x"))


def fault(**members):
    with pytest.raises(PolicyFaultsError) as caught:
        read(**members)
    return {one.code for one in caught.value.faults}


def test_a_case_that_asks_too_much_is_refused_and_says_so():
    with pytest.raises(StepsSpentError) as caught:
        evaluate(read(), Case.of(case(500, 2_000)))
    assert caught.value.code == "steps_spent"
    assert caught.value.facts["value"] == str(ASKED_MAX)


def test_a_search_past_its_steps_leaves_every_line_open():
    asked = Case.of(case(6, 1))
    limited = read(caps=[cap("c", max="4"), cap("d", max="5")])
    assert answered(Asking(limited, asked)).decision is Decision.YES
    for left in (0, 60):
        answer = answered(Asking(limited, asked, Steps(searched=left)))
        assert answer.has_gap
        assert {line.decision for line in answer.lines} == {Decision.UNDECIDED}
        assert str(answer.credits_max) == "4"  # the narrowest cap


def test_what_was_found_before_the_steps_ended_is_kept_with_its_bound():
    asked = Case.of(case(6, 1))
    limited = read(caps=[cap("c", max="5")])

    answer = answered(Asking(limited, asked, Steps(searched=200)))

    best = answer.json()["best"]
    assert (best["value"], best["bound"], best["gap"]) == ("4", "5", "1")
    assert best["found"] == [
        {"items": [name], "target": "C0"} for name in ("h000", "h001")
    ]
    assert str(answer.credits) == "0"


def test_the_fewest_holdings_are_proven_among_many_that_are_alike():
    """Sixty certificates of at most 6 credits each: two of them fill four courses."""
    courses = [{"code": f"C{n}", "credits": "3"} for n in range(4)]
    held = [{"id": f"h{n:02}", "outcome": "X"} for n in range(60)]
    each = cap("each", over="item", max="6")
    once = cap("once", counts="lines", over="target", max="1")
    given = {"rules": [rule("r", credits="target.credits")], "purpose": "convert"}
    asked = {"purpose": "convert", "as_of": "2026-01-01", "portfolio": held}

    answer = evaluate(
        read(**given, caps=[each, once]),
        Case.of({**asked, "programme": {"courses": courses}}),
    )

    assert not answer.has_gap
    assert str(answer.credits) == "12"
    assert len({line.items for line in answer.yes_lines}) == 2


def test_more_options_than_are_searched_together_leave_a_gap():
    answer = evaluate(read(caps=[cap("c")]), Case.of(case(ORDER_MAX + 1, 1)))
    assert answer.has_gap
    assert answer.credits.hundredths == 0


def test_every_set_of_further_holdings_is_tried_or_none():
    pair = read(rules=[rule("r", **{"with": SLOTS[:1]})])
    answer = evaluate(pair, Case.of(case(3, 1)))
    assert {len(line.items) for line in answer.lines} == {2}
    with pytest.raises(StepsSpentError):
        evaluate(read(rules=[rule("r", **{"with": SLOTS})]), Case.of(case(60, 1)))


def test_a_nearest_change_is_looked_for_only_while_steps_are_left():
    _, made, asked = CASES["nearest of many"]
    found = policy_of(node_of(made), sha256(b"x"))
    few = Case.of(case(3, 1))
    answer = evaluate(found, few)
    assert nearest(found, few, answer)[0].needed == "900"
    many = replace(Case.of(asked), salt="")
    assert len(nearest(found, many, evaluate(found, many))) < 100


def test_a_fact_reads_neither_itself_nor_what_stands_after_it():
    assert "reads_itself_or_later" in fault(derived=derived("a"))
    assert "reads_itself_or_later" in fault(derived=derived("a", "b"))
    looked = {"lookup": "l", "keys": ["derived.a"], "rows": {"x": "y"}}
    scale = {**bands(1)[0], "of": "derived.a"}
    del scale["unit"]
    for table in ("l", "b0"):
        one = {**derived("a")[0], "cases": [{"when": {}, "table": table}]}
        assert "reads_itself_or_later" in fault(
            derived=[one], lookups=[looked], bands=[scale]
        )


def test_names_that_come_back_to_themselves_are_faults():
    ring = [rule("a", alternative_to="b"), rule("b", alternative_to="a")]
    assert "goes_round" in fault(rules=ring)
    assert "goes_round" in fault(caps=[cap("a", within="a")])


def test_a_formula_counts_the_bands_it_rests_on():
    assert fault(bands=bands(5)) == {"formula_too_large"}
    assert fault(rules=[rule("r", credits="-" * 30 + "1")]) == {"bad_value"}


def test_a_further_holding_takes_no_name_that_is_read_already():
    taken = {**SLOTS[0], "holding": "item"}
    assert "name_used_twice" in fault(rules=[rule("r", **{"with": [taken]})])


def test_a_check_past_its_steps_is_a_fault():
    root = node_of(policy(rules=ALIKE))
    checked = check(root, policy_of(root, sha256(b"x")))
    assert [one.code for one in checked.faults] == ["check_too_long"]
    asks = examples(1, case=case(300, 400))
    root = node_of(policy(examples=asks))
    checked = check(root, policy_of(root, sha256(b"x")))
    assert [one.code for one in checked.faults] == ["check_too_long"]


def test_lists_of_a_case_are_bounded():
    passed = {**case(1, 1), "learner": {"passed": ["x"] * 3_000}}
    drawn = {"line": "1", "items": ["h"] * 501, "credits": "1"}
    for one in (passed, {**case(1, 1), "prior": [drawn]}):
        with pytest.raises(BadValueError):
            Case.of(one)
