"""A cap inside another: what the nesting says, and where it cannot be so."""

from __future__ import annotations

from itertools import permutations

import pytest
from policy_texts import tree
from small_policies import CAP, answered, read

from creditbank.core.policies.checking import check
from creditbank.core.policies.nodes import node_of
from creditbank.core.policies.reading import policy_of
from creditbank.core.values import Digest

YEAR = {**CAP, "cap": "year", "max": "30", "bites": "refuse"}
TERM = {**CAP, "cap": "term", "over": "item.term", "max": "20", "within": "year"}
TERM = {**TERM, "bites": "refuse"}
RULES = [{"rule": "a", "effect": "elective", "credits": "item.credits",
          "clause": "1", "published": "例"}]  # fmt: skip
HELD = [
    {"id": "h", "term": "spring", "credits": "12"},
    {"id": "k", "term": "spring", "credits": "12"},
    {"id": "m", "term": "autumn", "credits": "10"},
]
COURSES = {"courses": [{"code": one["id"].upper()} for one in HELD]}
CHOICES = [{"item": one["id"], "target": one["id"].upper()} for one in HELD]


def standing(*caps):
    policy = read(rules=RULES, caps=caps)
    answer = answered(policy, HELD, programme=COURSES, choices=CHOICES)
    return {line.items[0] for line in answer.yes_lines}, answer


def test_of_two_caps_that_refuse_the_inner_one_acts_first_wherever_it_is_written():
    orders = [standing(*caps) for caps in permutations((YEAR, TERM))]

    assert [found for found, _ in orders] == [{"m"}, {"m"}]
    assert orders[0][1].digest == orders[1][1].digest
    loose = {name: said for name, said in TERM.items() if name != "within"}
    assert standing(YEAR, loose)[0] == set()  # the whole year is refused first


def test_a_cap_between_two_that_refuse_does_not_part_them():
    half = {**CAP, "cap": "half", "max": "25", "within": "year"}
    term = {**TERM, "within": "half"}

    found = {frozenset(standing(*caps)[0]) for caps in permutations((YEAR, half, term))}

    assert found == {frozenset({"m"})}


def test_caps_that_do_not_refuse_and_those_beside_them_stay_where_they_are_written():
    first = {**CAP, "cap": "first", "bites": "refuse"}
    beside = {**CAP, "cap": "beside", "within": "year"}
    last = {**CAP, "cap": "last", "bites": "refuse"}
    policy = read(rules=RULES, caps=[first, YEAR, beside, last, TERM])

    def names(caps):
        return [one.cited.name for one in caps]

    assert names(policy.caps) == ["first", "year", "beside", "last", "term"]
    assert names(policy.caps_inside_out) == ["first", "term", "beside", "year", "last"]


def test_a_chain_of_caps_may_be_as_long_as_the_file():
    chain = [
        {**YEAR, "cap": f"c{n}", **({"within": f"c{n - 1}"} if n else {})}
        for n in range(1_500)
    ]

    order = [one.cited.name for one in read(caps=chain).caps_inside_out]

    assert order == [f"c{n}" for n in reversed(range(1_500))]


@pytest.mark.parametrize("bites", ["whole", "trim"])
def test_where_a_cap_chooses_or_cuts_the_nesting_changes_nothing(bites):
    for outer in (YEAR, {**YEAR, "bites": bites}):
        term = {**TERM, "bites": bites}
        loose = {name: said for name, said in term.items() if name != "within"}
        for nested, apart in zip(
            permutations((outer, term)), permutations((outer, loose)), strict=True
        ):
            assert standing(*nested)[1].digest == standing(*apart)[1].digest


def noted(*caps, **parts):
    root = node_of(tree(caps=caps, **parts))
    found = check(root, policy_of(root, Digest("0" * 64))).findings
    return {
        (one.weight.value, one.fault.code, one.fault.facts["cap"])
        for one in found
        if one.fault.code in {"caps_apart", "cap_never_bites"}
    }


def inner(**parts):
    return {**CAP, "cap": "term", "within": "year", **parts}


@pytest.mark.parametrize(
    ("year", "term", "is_noted"),
    [
        ({"max": "30"}, {"max": "31"}, True),
        ({"max": "30"}, {"max": "30"}, False),
        ({"max": "30"}, {"max": "20"}, False),
        ({"max": "30"}, {"max": "31", "bites": "trim"}, True),
        ({"max": "30", "bites": "refuse"}, {"max": "31"}, True),
        ({"max": "30"}, {"max": "31", "bites": "refuse"}, False),
        ({"max": "30"}, {"max": "31", "counts": "lines"}, False),
        ({"max": "const.most"}, {"max": "31"}, True),
        ({"max": "min(30, item.bank_value)"}, {"max": "31"}, True),
        ({"max": "30"}, {"max": "max(31, item.bank_value)"}, True),
        ({"max": "item.bank_value"}, {"max": "31"}, False),
        ({"max": "30"}, {"max": "item.bank_value"}, False),
        ({"max": "30"}, {"max": "item.credits / 0"}, False),
    ],
)
def test_an_inner_cap_above_all_the_outer_one_leaves_is_noted(year, term, is_noted):
    constant = {"constant": "most", "clause": "1", "published": "例", "value": "30"}
    found = noted({**CAP, "cap": "year", **year}, inner(**term), constants=[constant])

    assert found == ({("note", "cap_never_bites", "term")} if is_noted else set())


@pytest.mark.parametrize(
    ("year", "term", "is_noted"),
    [
        ({"item.type": "a"}, {"item.type": "b"}, True),
        ({"item.type": ["a", "b"]}, {"item.type": "b"}, False),
        ({"item.type": "a"}, {"item.level": "b"}, False),
        ({"item.type": "a"}, {}, False),
        ({"any_of": [{"item.type": "a"}]}, {"item.type": "b"}, False),
        ({"item.type": "a"}, {"any_of": [{"item.type": "b"}]}, False),
        ({"item.score": {"min": "60"}}, {"item.score": {"below": "60"}}, True),
    ],
)
def test_a_cap_inside_one_under_which_nothing_of_it_counts_is_noted(
    year, term, is_noted
):
    found = noted({**CAP, "cap": "year", "where": year}, inner(where=term))

    assert found == ({("note", "caps_apart", "term")} if is_noted else set())


def test_nothing_is_noted_of_caps_beside_one_another():
    beside = {**CAP, "cap": "beside", "max": "99"}

    assert noted({**CAP, "cap": "year"}, beside) == set()
