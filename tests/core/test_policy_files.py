"""What is wrong with a policy file is said by its code, and what is right is read."""

from __future__ import annotations

import json

import pytest
from policy_texts import BROKEN, CAP, CITED, FINDING, RULE, chain, rule, tree

from creditbank.adapters.policy_files import node_tree
from creditbank.core.policies import Case, evaluate, policy_of
from creditbank.core.policies.checking import Known, check, check_together
from creditbank.core.policies.dimensions import unit_of, unit_text
from creditbank.core.policies.examples import differences
from creditbank.core.policies.nodes import PolicyFaultsError, node_of
from creditbank.core.values import Digest


def read(**parts):
    return policy_of(node_of(tree(**parts)), Digest("0" * 64))


@pytest.mark.parametrize(("broken", "code"), BROKEN)
def test_what_is_wrong_with_a_part_is_said_by_its_code(broken, code):
    with pytest.raises(PolicyFaultsError) as caught:
        read(**broken)
    assert code in {fault.code for fault in caught.value.faults}


def test_a_chain_of_alternatives_may_be_long_and_a_ring_names_those_in_it():
    assert len(read(rules=chain(60, closed=False)).rules) == 60

    tail = {**RULE, "rule": "tail", "alternative_to": "r0"}
    with pytest.raises(PolicyFaultsError) as caught:
        read(rules=[*chain(3, closed=True), tail])
    rounds = [one.facts["name"] for one in caught.value.faults]
    assert rounds == ["r0", "r1", "r2"]


def test_what_is_wrong_with_a_name_is_told_where_the_name_stands():
    text = json.dumps(
        tree(
            rules=[RULE, {**RULE, "alternative_to": "b"}],
            caps=[{**CAP, "within": "d"}, {**CAP, "cap": "e", "within": "e"}],
        ),
        indent=1,
    )

    with pytest.raises(PolicyFaultsError) as caught:
        policy_of(node_tree(text.encode()), Digest("0" * 64))

    lines = text.splitlines()
    told = [(lines[one.line - 1].strip(), one.code) for one in caught.value.faults]
    assert told == [
        ('"rule": "a",', "name_used_twice"),
        ('"alternative_to": "b"', "unknown_name"),
        ('"within": "d"', "unknown_name"),
        ('"cap": "e",', "goes_round"),
    ]


def answered(policy, portfolio, **members):
    case = {"purpose": "deposit", "as_of": "2026-11-24", "portfolio": portfolio}
    return evaluate(policy, Case.of({**case, **members}))


def test_hours_become_credits_by_a_constant_that_says_its_unit():
    hourly = {"constant": "rate", "value": "16", "unit": "hours/credit", **CITED}
    policy = read(constants=[hourly], **rule(credits="item.hours / const.rate"))

    assert policy.const == {"rate": "16"}
    assert str(answered(policy, [{"id": "h", "hours": "40"}]).credits) == "2.5"
    assert unit_text(unit_of("hours/credit")) == "hours/credit"
    assert unit_of("none") == unit_of("") == frozenset()


def test_the_year_of_a_date_and_the_sums_of_a_bucket_are_numbers():
    when = {
        "item.issued_on.year": {"min": "2020"},
        "programme.credits_in.专业课": {"min": "4"},
        "programme.count_in.专业课": {"max": "1"},
    }
    course = {"code": "C", "credits": "4", "bucket": "专业课"}
    held = [{"id": "h", "issued_on": "2020-01-01"}]
    policy = read(**rule(when=when))

    answer = answered(policy, held, programme={"courses": [course]})

    assert str(answer.credits) == "2"


def test_a_further_holding_may_be_read_by_the_year_of_its_date():
    slot = {"holding": "other", "when": {"item.type": "u"}}
    when = {"item.type": "t", "other.issued_on.year": {"min": "2024"}}
    held = [
        {"id": "h", "type": "t", "issued_on": "2020-01-01"},
        {"id": "k", "type": "u", "issued_on": "2024-05-01"},
    ]
    policy = read(**rule(when=when, **{"with": [slot]}))

    assert [line.items for line in answered(policy, held).yes_lines] == [("h", "k")]


# --- the check


def example(**parts):
    base = {"example": "e", "of": "a", "kind": "yes", "says": "例"}
    case = {"purpose": "deposit", "as_of": "2026-01-01", "portfolio": [{"id": "h"}]}
    return {**base, "case": case, "expect": {"decision": "yes"}, **parts}


NOBODY = {"purpose": "deposit", "as_of": "2026-01-01", "portfolio": []}
THREE = [
    example(),
    example(example="n", kind="no", case=NOBODY, expect={"credits": "0"}),
    example(example="b", kind="boundary"),
]
READ = {**example()["case"], "findings": [{"name": "f", "value": "yes"}]}


def found(known=None, **parts):
    root = node_of(tree(**parts))
    checked = check(root, policy_of(root, Digest("0" * 64)), known)
    return {(one.weight.value, one.fault.code) for one in checked.findings}


@pytest.mark.parametrize(
    ("examples", "code"),
    [
        ([*THREE, example(kind="perhaps")], "not_one_of"),
        ([*THREE, example(expect="yes")], "missing"),
        ([*THREE, {k: v for k, v in example().items() if k != "expect"}], "missing"),
        ([*THREE, example(case={"as_of": "soon"})], "bad_value"),
        (
            [
                *THREE,
                example(
                    case={"as_of": "2026-01-01", "portfolio": [{"id": "h"}] * 2},
                ),
            ],
            "repeated",
        ),
        (
            [*THREE, example(case={"choices": [{"item": "h", "targt": "C"}]})],
            "bad_value",
        ),
        (
            [
                *THREE,
                example(case={"findings": [{"name": "f", "value": "1", "itm": "h"}]}),
            ],
            "bad_value",
        ),
        ([*THREE, example(of="nobody")], "unknown_name"),
        ([*THREE, example(expect={"decision": "no"})], "example_differs"),
        ([*THREE, example(expect={"lines": [{"decision": "no"}]})], "example_differs"),
        ([*THREE, example(expect={"lines": []})], "example_differs"),
        ([*THREE, example(expect={"decision": {"is": "yes"}})], "example_differs"),
        ([*THREE, example(expect={"decision": ["yes"]})], "example_differs"),
        (
            [
                *THREE,
                example(
                    case={"as_of": "2026-01-01", "choices": [{"item": "nobody"}]},
                ),
            ],
            "example_differs",
        ),
        (THREE[:1], "rule_lacks_examples"),
        ([*THREE, example(kind="no")], "example_proves_nothing"),
        ([*THREE, example(case=NOBODY, expect={})], "example_proves_nothing"),
        ([*THREE, example(kind="boundary", expect={})], "example_proves_nothing"),
        ([*THREE, example(kind="boundary")], "name_used_twice"),
        ([*THREE, example(example=" ")], "missing"),
        ([*THREE, example(example="f", case=READ)], "finding_not_read"),
    ],
)
def test_an_example_that_is_wrong_keeps_a_policy_back(examples, code):
    assert ("fault", code) in found(examples=examples)


def test_what_examples_share_is_checked_even_where_none_uses_it():
    for shared in ({"choises": []}, {"portfolio": "none"}):
        assert ("fault", "bad_value") in found(common_case=shared, examples=THREE)
    assert ("fault", "not_a_table") in found(common_case="none", examples=THREE)


def test_a_rule_that_no_example_would_miss_is_named():
    twin = {**RULE, "rule": "b", "when": {"item.level": "A"}}
    held = {"purpose": "deposit", "as_of": "2026-01-01"}
    asked = [
        {
            **one,
            "example": f"{of} {one['example']}",
            "of": of,
            "case": {**held, "portfolio": [{"id": "h", "level": level}]},
        }
        for of, level in (("a", "B"), ("b", "A"))
        for one in (THREE[0], THREE[2])
    ]
    nothing = [{**THREE[1], "of": of, "example": of} for of in ("a", "b")]

    codes = found(rules=[twin, RULE], examples=[*asked, *nothing])

    assert codes - {("note", "rules_overlap")} == {("fault", "rule_unnoticed")}


def test_what_examples_share_stands_once():
    common = {"purpose": "deposit", "as_of": "2026-01-01", "learner": {"major": "M"}}
    when = {"learner.major": "M", "learner.region": "R"}
    given = {"learner": {"region": "R"}, "portfolio": [{"id": "h"}]}
    nothing = {**given, "portfolio": []}
    examples = [{**one, "case": given} for one in THREE]
    examples[1]["case"] = nothing

    codes = found(common_case=common, examples=examples, **rule(when=when))

    assert codes == set()


def pair(first, second):
    return [{**RULE, "when": first}, {**RULE, "rule": "b", "when": second}]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ({"item.score": {"min": "60"}}, {"item.score": {"min": "70"}}, "rule_unreachable"),
        ({"item.score": {"max": "70"}}, {"item.score": {"max": "60"}}, "rule_unreachable"),
        ({"item.score": {"above": "60"}}, {"item.score": {"above": "90"}},
         "rule_unreachable"),
        ({"item.score": {"above": "90"}}, {"item.score": {"above": "60"}},
         "rules_overlap"),
        ({"item.score": {"below": "60"}}, {"item.score": {"below": "90"}},
         "rules_overlap"),
        ({"item.score": {"min": "60"}}, {"item.score": {"above": "60"}},
         "rule_unreachable"),
        ({"item.score": {"above": "60"}}, {"item.score": {"min": "60"}},
         "rules_overlap"),
        ({"item.score": {"above": "60"}}, {"item.score": {"min": "61"}},
         "rule_unreachable"),
        ({"item.score": {"max": "60"}}, {"item.score": {"below": "60"}},
         "rule_unreachable"),
        ({"item.score": {"below": "60"}}, {"item.score": {"max": "60"}},
         "rules_overlap"),
        ({"item.score": {"max": "70"}}, {"item.score": {"min": "60"}},
         "rules_overlap"),
        ({"item.level": ["A", "B"]}, {"item.level": "A"}, "rule_unreachable"),
        (
            {"item.issued_on": {"min": "2020-01-01"}},
            {"item.issued_on": {"min": "2021-01-01"}},
            "rule_unreachable",
        ),
        ({"item.major": {"same_as": "learner.major"}},
         {"item.major": {"same_as": "learner.major"}}, "rule_unreachable"),
        ({"item.score": {"min": "70"}}, {"item.score": {"min": "60"}}, "rules_overlap"),
        ({"item.level": "A"}, {"item.score": {"min": "60"}}, "rules_overlap"),
        ({"item.score": {"min": "item.rank"}}, {"item.score": {"max": "9"}},
         "rules_overlap"),
        ({"item.major": {"not": "A"}}, {"item.major": {"not": "B"}}, "rules_overlap"),
        ({"item.score": {"min": "60"}}, {"item.score": {"below": "60"}}, ""),
        ({"item.score": {"below": "60"}}, {"item.score": {"min": "60"}}, ""),
        ({"item.score": {"min": "60"}}, {"item.score": {"max": "59"}}, ""),
        ({"item.major": "A"}, {"item.major": {"not": "A"}}, ""),
        ({"item.major": {"not": ["A", "B"]}}, {"item.major": "A"}, ""),
    ],
)  # fmt: skip
def test_rules_that_are_never_reached_or_overlap_are_told_apart(first, second, code):
    codes = {name for _, name in found(rules=pair(first, second))}
    assert codes & {"rule_unreachable", "rules_overlap"} == ({code} if code else set())


def test_codes_that_nobody_has_are_found_where_a_bank_is_in_sight():
    known = Known(outcomes=frozenset({"CET-4"}), courses=frozenset({"ENG"}))
    when = {"item.outcome": ["CET-4", "CET-5"], "target.code": {"not": "ENG"}}
    gate = {"gate": "g", "when": {"item.outcome": "CET-9"}, **CITED}
    parts = {"gates": [gate], "purpose": "convert", **rule(when=when, bundle=["XYZ"])}

    root = node_of(tree(**parts))
    checked = check(root, policy_of(root, Digest("0" * 64)), known)

    codes = [one.facts["value"] for one in checked.faults if one.code == "unknown_code"]
    assert sorted(codes) == ["CET-5", "CET-9", "XYZ"]
    assert ("fault", "unknown_code") not in found(**parts)


def version(number, starts, ends=None, by="submitted_on"):
    effective = {"by": by, "from": starts, **({"to": ends} if ends else {})}
    return read(version=number, effective=effective)


@pytest.mark.parametrize(
    ("versions", "code"),
    [
        ([version("1", "2020-01-01"), version("2", "2021-01-01")], "versions_overlap"),
        (
            [version("1", "2020-01-01", "2020-12-31"), version("2", "2021-01-02")],
            "versions_leave_a_hole",
        ),
        (
            [
                version("1", "2020-01-01", "2020-12-31"),
                version("2", "2021-01-01", by="issued_on"),
            ],
            "versions_by_different_dates",
        ),
        ([version("1", "2020-01-01", "2020-12-31"), version("2", "2021-01-01")], None),
    ],
)
def test_versions_of_one_policy_leave_no_day_to_two_or_to_none(versions, code):
    assert [one.fault.code for one in check_together(versions)] == (
        [code] if code else []
    )


def test_an_expected_list_is_compared_with_a_list():
    assert differences(["a"], ["a"]) == []
    assert differences(["a"], "a")
    assert differences(["a"], ["a", "b"])
    assert differences({"a": "1"}, "a")
    assert differences([{"a": "1"}], [{"a": "1", "b": "2"}, {"a": "3"}]) == []


# --- what can never hold, what lies between, what is not exact


HOURLY = {"constant": "rate", "value": "16", "unit": "hours/credit", **CITED}
ONE_TO_FOUR = {**FINDING, "unit": "credits", "min": "1", "max": "4"}


def weighed(**parts):
    return {(weight, code) for weight, code in found(**parts) if "example" not in code}


@pytest.mark.parametrize(
    ("credits", "is_told"),
    [
        ("10 / 3", True),
        ("1.125", True),
        ("item.hours / const.rate", True),
        ("floor(item.hours / const.rate, 0.5)", False),
        ("item.credits * 0.5", False),
        ("item.credits / item.rank", True),
        ("item.credits / (item.rank - 1)", True),
        ("item.credits + derived.more / 3", False),
        ("12 / finding.f * finding.f", False),
        ("1.5 * 2", False),
        ([{"when": {"item.rank": {"max": "2"}}, "value": "item.rank / 2"},
          {"value": "2"}], False),
        ([{"when": {"item.rank": {"above": "0"}}, "value": "1"},
          {"value": "item.rank / 3"}], False),
        ([{"when": {"holds": {"item.type": "t"}}, "value": "1"},
          {"value": "item.rank / 3"}], True),
    ],
)  # fmt: skip
def test_a_rule_that_can_give_what_is_not_exact_names_its_rounding(credits, is_told):
    more = {"derived": "more", "unit": "credits", "cases": [{"number": "1"}], **CITED}
    parts = {"constants": [HOURLY], "findings": [ONE_TO_FOUR], "derived": [more]}
    told = weighed(**parts, **rule(credits=credits))
    assert (("fault", "credits_not_rounded") in told) is is_told


@pytest.mark.parametrize(
    ("row", "parts", "is_told"),
    [
        ("0.125", {"credits": "lookup.l"}, True),
        ("0.25", {"credits": "lookup.l"}, False),
        ("0.25", {"credits": "lookup.l / 2"}, True),
        ("0.125", {"credits": "round_half_up(lookup.l, 0.5)"}, False),
        ("0.125", {"credits": "band.b"}, True),
        ("0.125", {"credits": "band.twice"}, False),  # left to the evaluation
        ("0.125", {"credits": "1", "consumes": "lookup.l"}, True),
        ("0.125", {"credits": "1", "consumes": "item.credits"}, False),
        ("0.125", {"credits": "lookup.l", "when": {"item.class": "A"}}, False),
    ],
)
def test_every_row_a_rule_reads_is_exact_too_and_what_it_spends(row, parts, is_told):
    """Class A is a whole credit; all other classes give ``row``."""
    table = {"lookup": "l", "keys": ["item.class", "item.rank"], "unit": "credits"}
    table["rows"] = {"A": {"1": "1", "2": "1"}, "*": {"*": row}}
    bands = {"bands": "b", "of": "item.score", "unit": "credits"}
    bands["rows"] = [{"from": "60", "to": "100", "value": row}]
    twice = {**bands, "bands": "twice", "of": "item.score * 2"}
    told = weighed(lookups=[table], bands=[bands, twice], **rule(**parts))
    assert (("fault", "credits_not_rounded") in told) is is_told


def test_numbers_that_a_rule_does_not_speak_of_prove_nothing_of_it():
    when = {"item.hours": {"max": "0"}}
    told = weighed(
        constants=[HOURLY], **rule(credits="item.hours / const.rate", when=when)
    )
    assert ("fault", "credits_not_rounded") not in told


@pytest.mark.parametrize(
    ("when", "is_told"),
    [
        ({"item.score": {"min": "90", "max": "60"}}, True),
        ({"item.type": "t", "all_of": [{"item.type": "u"}]}, False),
        ({"item.issued_on": {"min": "2025-01-01", "max": "2024-12-31"}}, True),
        ({"item.score": {"min": "60", "max": "60"}}, False),
    ],
)
def test_a_rule_whose_conditions_contradict_each_other_is_a_fault(when, is_told):
    assert (("fault", "rule_never_holds") in weighed(**rule(when=when))) is is_told


@pytest.mark.parametrize(
    ("window", "is_told"),
    [
        ({"opens": "2025-10-01", "closes": "2025-09-30"}, True),
        ({"opens": "2025-10-01", "closes": "2025-10-01"}, False),
        ({"opens": "term.starts_on + 6 weeks", "closes": "term.starts_on"}, True),
        ({"opens": "term.starts_on", "closes": "term.ends_on"}, False),
        ({"opens": "learner.enrolled_on", "closes": "learner.enrolled_on"}, False),
    ],
)
def test_a_window_that_closes_before_it_opens_is_a_fault(window, is_told):
    told = weighed(windows=[{"window": "w", **window, **CITED}])
    assert (("fault", "window_never_opens") in told) is is_told


def two_rules(one, two, **parts):
    rules = [{**RULE, "when": one}, {**RULE, "rule": "b", "when": two, **parts}]
    root = node_of(tree(rules=rules))
    checked = check(root, policy_of(root, Digest("0" * 64)))
    return [
        (one.fault.facts["one"], one.fault.facts["two"])
        for one in checked.findings
        if one.fault.code == "rules_leave_a_hole"
    ]


def test_scores_and_days_between_two_rules_that_are_alike_are_noted():
    low, high = {"item.score": {"max": "59"}}, {"item.score": {"min": "60"}}
    assert two_rules(low, high) == []
    assert two_rules(low, {"item.score": {"min": "70"}}) == [("59", "70")]
    assert two_rules({"item.score": {"min": "70"}}, low) == [("59", "70")]
    assert two_rules(low, {"item.type": "t", "item.score": {"min": "70"}}) == []
    assert two_rules(low, {"item.score": {"min": "70"}}, bundle=["A"]) == []
    before = {"item.issued_on": {"max": "2020-12-31"}}
    assert two_rules(before, {"item.issued_on": {"min": "2021-01-01"}}) == []
    after = {"item.issued_on": {"min": "2021-02-01"}}
    assert two_rules(before, after) == [("2020-12-31", "2021-02-01")]


def test_what_a_case_states_of_its_programme_stands_and_nothing_is_none_by_silence():
    of = {"when": {"programme.course_count": {"min": "26"}}}
    policy = read(**rule(**of))
    stated = {"course_count": "26", "courses": [{"code": "C"}]}
    assert answered(policy, [{"id": "h"}], programme=stated).decision.value == "yes"
    assert answered(policy, [{"id": "h"}]).decision.value == "undecided"
    listed = {"courses": [{"code": "C"}]}
    assert answered(policy, [{"id": "h"}], programme=listed).decision.value == "no"

    policy = read(**rule(when={"programme.credits_in.b": {"min": "1"}}))
    vague = {"courses": [{"code": "C", "bucket": "b", "credits": "1"},
                         {"code": "D", "bucket": "b"}]}  # fmt: skip
    answer = answered(policy, [{"id": "h"}], programme=vague)
    assert answer.decision.value == "undecided"


NAMED = {"line.rule": ["a", "typing-error"]}
LEAST = {"minimum": "m", "counts": "credits", "min": "1", "where": {}, **CITED}


@pytest.mark.parametrize(
    "parts",
    [
        {"caps": [{**CAP, "where": NAMED}]},
        {"minimums": [{**LEAST, "needed_by": NAMED}]},
        {
            "objectives": [
                {"objective": "o", "says": {"zh": "例", "en": "e"}, "where": NAMED}
            ]
        },
    ],
)
def test_a_cap_that_names_no_rule_of_the_policy_would_count_nothing(parts):
    old = {"supersedes": {"version": "0"}}

    assert ("fault", "no_such_rule") in weighed(**parts)
    assert ("note", "no_such_rule") in weighed(**parts, **old)


def test_a_cap_may_name_its_own_rules_and_those_of_another_policy():
    own = {**CAP, "where": {"line.rule": "a"}}
    other = {**CAP, "cap": "d", "where": {**NAMED, "line.policy": "x/other"}}

    assert "no_such_rule" not in {code for _, code in weighed(caps=[own, other])}
