"""Credit out of nothing: what is shown to gain, what may, and what is shown not to."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st
from small_policies import CITED, RULE, WORDS, read

from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.checking import Weight, check_together
from creditbank.core.policies.cycles import cycles, doubts
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.nodes import PolicyFaultsError
from creditbank.core.policies.rates import Rates
from creditbank.core.values import shown
from creditbank.language import LOCALES, say
from creditbank.language.policies import FAULTS

TABLES = {
    "constants": [
        {"constant": "per", "value": "16", "unit": "hours/credit", **CITED},
        {"constant": "days_per", "value": "7", "unit": "days/credit", **CITED},
        {"constant": "twice", "value": "2", "unit": "", **CITED},
        {"constant": "one", "value": "1", "unit": "credits", **CITED},
    ],
    "facts": [
        {"fact": "item.bonus", "type": "number", "unit": "credits", "min": "0", "max": "4",
         "says": WORDS},
        {"fact": "item.loss", "type": "number", "unit": "credits", "min": "-2",
         "says": WORDS},
    ],
    "lookups": [
        {"lookup": "level", "keys": ["item.level"], "unit": "credits",
         "rows": {"a": "2", "b": "3"}},
        {"lookup": "size", "keys": ["item.credits"], "unit": "credits",
         "rows": {"2": "3", "4": "5", "none": "90", "0": "0"}},
        {"lookup": "both", "keys": ["item.level", "item.credits"], "unit": "credits",
         "rows": {"a": {"2": "1"}, "b": {"*": "6"}}},
        {"lookup": "gift", "keys": ["item.credits"], "unit": "credits",
         "rows": {"0": "1"}},
        {"lookup": "empty", "keys": ["item.level"], "unit": "credits", "rows": {}},
    ],
    "bands": [
        {"bands": "scale", "of": "item.credits", "unit": "credits", "gaps": "yes",
         "rows": [{"from": "2", "to": "3", "value": "3"}, {"from": "4", "value": "5"}]},
        {"bands": "start", "of": "item.credits * 2", "unit": "credits",
         "rows": [{"from": "0", "to": "5", "value": "1"}, {"from": "6", "value": "4"}]},
        {"bands": "score", "of": "item.score", "unit": "credits",
         "rows": [{"from": "0", "to": "59", "value": "1"},
                  {"from": "60", "value": "4"}]},
        {"bands": "wide", "of": "item.credits + item.hours / const.per",
         "unit": "credits", "rows": [{"from": "1", "value": "4"}]},
    ],
}  # fmt: skip
FROM_TWO = {"min": "2"}


def giving(credits, when=None, **parts):
    """A policy of one rule of the scheme s, which gives these credits for others."""
    rule = {**RULE, "when": when or {}, "credits": credits, **parts}
    return read(authority="s", code="s/y", rules=[rule], **TABLES)


def highest(credits, bound=None, **parts):
    when = {"item.credits": bound} if bound else {}
    policy = giving(credits, when, **parts)
    found = Rates(policy).highest(policy.rules[0])
    return None if found is None else shown(found)


@pytest.mark.parametrize(
    ("credits", "rate"),
    [
        ("item.credits", "1"),
        ("item.credits * const.twice", "2"),
        ("item.credits * 3 / 4", "0.75"),
        ("(item.credits + item.credits) / 4", "0.5"),
        ("-item.credits", "0"),
        ("0", "0"),
        ("item.credits - 2", "1"),
        ("item.credits + item.loss", None),
        ("max(item.credits - item.bonus, 0)", "1"),
        ("min(8, item.credits * 2)", "2"),
        ("max(item.credits, min(item.credits * 3, 30))", "3"),
        ("min(item.credits, target.credits)", "1"),
        ("min(item.credits, item.hours / const.per)", "1"),
        ("item.credits * (item.credits / item.credits)", "1"),
        ("item.credits * item.rank", None),
        ("item.credits * item.credits / const.one / 2", None),
        ("item.credits * min(item.rank, 3)", "3"),
        ("3", None),
        ("item.credits + 1", None),
        ("target.credits", None),
        ("item.hours / const.per", None),
        ("days(item.issued_on, item.expires_on) / const.days_per", None),
        ("const.one * const.one / item.credits", None),
        ("item.credits / 0", None),
        ("floor(item.credits * 1.5, 0.5)", "1.5"),
        ("ceil(item.credits)", None),
        ("round_half_up(item.credits * 0.8)", "1.6"),
        ("round_half_even(item.hours / const.per)", None),
        ("round_half_up(item.credits * item.rank)", None),
        ("floor(item.credits, item.rank)", None),
        ("floor(item.credits, item.credits)", None),
        ("floor(1.5) * item.credits", "1"),
        ("lookup.level", None),
        ("min(lookup.level, item.credits)", "1"),
        ("lookup.size", "1.5"),
        ("lookup.both", None),
        ("lookup.gift", None),
        ("lookup.empty", "0"),
        ("band.scale", "1.5"),
        ("band.start", None),
        ("band.score", None),
        ("band.wide", None),
        ("derived.own", None),
    ],
)
def test_the_most_a_rule_gives_for_a_credit_is_told_or_not_told_at_all(credits, rate):
    own = {"derived": "own", "unit": "credits", "clause": "1", "published": "例",
           "cases": [{"when": {}, "number": "item.credits"}]}  # fmt: skip
    policy = read(rules=[{**RULE, "credits": credits}], derived=[own], **TABLES)
    found = Rates(policy).highest(policy.rules[0])
    assert (None if found is None else shown(found)) == rate


@pytest.mark.parametrize(
    ("credits", "bound", "rate"),
    [
        ("3", {"min": "2"}, "1.5"),
        ("3", {"above": "2"}, "1.5"),
        ("3", {"max": "2"}, None),
        ("item.credits + 1", {"min": "2"}, "1.5"),
        ("ceil(item.credits)", {"min": "2"}, "1.5"),
        ("item.credits * item.credits / const.one / 2", {"max": "4"}, "2"),
        (
            "item.credits * item.credits / const.one / 2",
            {"below": "6", "max": "4"},
            "2",
        ),
        ("8 * const.one * const.one / item.credits", {"min": "2"}, "2"),
        ("3", {"min": "const.twice"}, "1.5"),
        ("const.twice", {"min": "const.twice"}, "1"),
        ("target.credits", {"min": "target.credits"}, "1"),
        ("target.credits", {"min": "target.credits - 1"}, None),
        ("item.loss", {"min": "item.loss"}, None),
        ("3", {"min": "1 / 0"}, None),
        ("3", {"max": "item.rank"}, None),
        ("lookup.both", {"min": "3"}, "2"),
        ("band.scale", {"min": "5"}, "1"),
        ("band.start", {"min": "2"}, "4/3"),
        ("band.score", {"min": "4"}, "1"),
    ],
)
def test_what_a_rule_asks_of_the_credits_bounds_its_rate(credits, bound, rate):
    found = highest(credits, bound)
    assert found == rate


def test_every_piece_bundle_and_gate_of_a_rule_counts():
    pieces = [
        {"when": {"item.credits": {"min": "4"}}, "value": "5"},
        {"when": {"item.credits": {"min": "2"}}, "value": "2"},
    ]
    assert highest(pieces) == "1.25"
    assert highest([*pieces, {"when": {}, "value": "1"}]) is None
    assert highest("item.credits", bundle=["A", "B", "C"]) == "3"
    gate = {"gate": "g", "when": {"item.credits": FROM_TWO}, **CITED}
    policy = read(gates=[gate], rules=[{**RULE, "credits": "3"}])
    assert Rates(policy).highest(policy.rules[0]) == Fraction(3, 2)
    either = {"any_of": [{"item.credits": FROM_TWO}, {"item.level": "a"}]}
    policy = read(rules=[{**RULE, "when": either, "credits": "3"}])
    assert Rates(policy).highest(policy.rules[0]) is None


NUMBERS = st.sampled_from(["item.credits", "item.credits", "2", "0.5", "7", "item.bonus",
                           "lookup.level", "lookup.size", "band.scale", "band.start"])  # fmt: skip


def combined(inner):
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(
            lambda one: f"({one[0]} {one[1]} {one[2]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda one: f"{one[0]}({one[1]}, {one[2]})"
        ),
        st.tuples(
            st.sampled_from(["floor", "ceil", "round_half_up", "round_half_down"]),
            inner,
            st.sampled_from(["0.5", "1", "3"]),
        ).map(lambda one: f"{one[0]}({one[1]}, {one[2]})"),
    )


FORMULAS = st.recursive(NUMBERS, combined, max_leaves=6)


@given(
    text=FORMULAS,
    low=st.sampled_from(["0", "0.5", "2"]),
    credits=st.integers(1, 4000).map(lambda n: Fraction(n, 100)),
    bonus=st.integers(0, 400).map(lambda n: Fraction(n, 100)),
    level=st.sampled_from(["a", "b", "c"]),
)
def test_no_rule_gives_more_for_a_credit_than_its_highest_rate(
    text, low, credits, bonus, level
):
    assume(credits >= Fraction(low))
    try:
        policy = giving(text, {"item.credits": {"min": low}})
    except PolicyFaultsError:  # its units do not fit together
        reject()
    rate = Rates(policy).highest(policy.rules[0])
    item = {"credits": shown(credits), "bonus": shown(bonus), "level": level}
    try:
        known = policy.rules[0].credits.amount({"item": item}).known
    except NoValueError:
        return
    if rate is not None and known is not None:
        assert known <= rate * credits


# --- cycles


def of(authority, credits, scheme="", **parts):
    when = {"item.scheme": scheme, **parts} if scheme else parts
    rule = {**RULE, "when": when, "credits": credits}
    return read(
        authority=authority, code=f"{authority}/{scheme or 'any'}", rules=[rule]
    )


def found(*policies):
    return [
        (one.weight.value, one.fault.code, one.fault.facts["schemes"])
        for one in check_together(policies)
    ]


GAIN, MAY, UNTOLD = "cycle_gains_credit", "cycle_may_gain", "rate_not_bounded"


@pytest.mark.parametrize(
    ("credits", "gain"),
    [
        ("max(item.credits, min(item.credits * 3, 30))", "3"),
        ("min(item.credits * 2, 8)", "2"),
        ("floor(item.credits * 1.5)", "1.5"),
    ],
)
def test_a_cycle_that_gains_for_some_credits_is_a_fault(credits, gain):
    """At 60 and 120 credits the first two give back just what came."""
    pair = [of("b", credits, "a"), of("a", "item.credits", "b")]
    assert list(cycles(pair)) == [(["a", "b", "a"], gain)]
    assert found(*pair) == [("fault", GAIN, "a → b → a")]


def test_what_gains_and_has_no_highest_rate_is_told_as_both():
    pair = [of("b", "item.credits + 1", "a"), of("a", "item.credits", "b")]
    assert list(cycles(pair)) == [(["a", "b", "a"], "2")]
    assert [code for _, code, _ in found(*pair)] == [GAIN, UNTOLD]


@pytest.mark.parametrize("credits", ["item.credits * 1.1", "item.credits / 3"])
def test_credits_that_could_not_be_posted_show_nothing(credits):
    """Of a third of a credit nothing is posted; of 1.1 times 60, it is."""
    pair = [of("b", credits, "a"), of("a", "item.credits", "b")]
    is_gain = credits.endswith("1.1")
    assert [code for _, code, _ in found(*pair)] == ([GAIN] if is_gain else [])


@pytest.mark.parametrize(
    "credits",
    ["3", "target.credits", "item.credits + item.bank_value", "item.bank_value * 2"],
)
def test_a_rate_that_could_not_be_checked_is_said_and_is_no_fault(credits):
    pair = [of("b", credits, "a"), of("a", "item.credits", "b")]
    assert list(cycles(pair)) == []
    assert found(*pair) == [("note", UNTOLD, "a → b → a")]
    ((code, facts),) = doubts(pair)
    assert (facts["code"], facts["rule"], facts["formula"]) == ("b/a", "a", credits)
    for locale in LOCALES:
        assert credits in say(FAULTS, code, facts, locale)


def test_what_its_highest_rates_do_not_exclude_may_gain_and_is_said():
    """Half a credit is rounded up to one; of whole credits none gains."""
    pair = [
        of("b", "round_half_up(item.credits * 0.8)", "a"),
        of("a", "item.credits", "b"),
    ]
    assert found(*pair) == [("note", MAY, "a → b → a")]
    ((code, facts),) = doubts(pair)
    assert facts["gain"] == "1.6"
    assert "× 1.6" in say(FAULTS, code, facts, "en")
    fair = [pair[0], of("a", "item.credits / 2", "b")]
    assert found(*fair) == []


def test_a_bounded_constant_is_checked_like_any_rate():
    given = of("b", "3", "a", **{"item.credits": FROM_TWO})
    back = of("a", "item.credits / 2", "b")
    assert found(given, back) == []
    assert found(given, of("a", "item.credits", "b")) == [("note", MAY, "a → b → a")]


def test_a_rule_that_names_no_scheme_takes_any_but_its_own():
    assert found(of("a", "item.credits * 2")) == []
    assert found(of("a", "item.credits"), of("b", "item.credits")) == []
    pair = [of("a", "item.credits"), of("b", "item.credits * 2")]
    assert found(*pair) == [("note", MAY, "a → b → a")]
    assert found(*pair, of("c", "item.credits")) == [("note", MAY, "a → b → a")]
    assert found(of("a", "target.credits"), of("b", "item.credits * 2")) == []


def test_a_scheme_ruled_out_is_not_one_that_is_taken():
    none = {"none_of": [{"item.scheme": "a"}], "item.level": "x"}
    assert found(of("b", "3", **none), of("a", "item.credits", "b")) == []
    either = {"any_of": [{"item.scheme": "a"}, {"item.scheme": "c"}]}
    assert [code for _, code, _ in found(
        of("b", "item.credits * 2", **either), of("a", "item.credits", "b")
    )] == [GAIN]  # fmt: skip


def test_a_longer_cycle_is_named_once_and_what_is_on_none_is_not():
    ring = [
        of("b", "round_half_up(item.credits * 0.8)", "a"),
        of("c", "round_half_up(item.credits * 0.8)", "b"),
        of("a", "item.credits", "c"),
    ]
    assert found(*ring) == [("note", MAY, "a → b → c → a")]
    assert found(*ring[:2]) == []
    chain = [
        of(chr(98 + n), "3" if n else "item.credits", chr(97 + n)) for n in range(7)
    ]
    assert found(*chain, of("a", "item.credits", "h")) == []


def test_of_several_ways_back_and_several_rules_each_is_looked_at():
    more = "round_half_up(item.credits * 0.8)"  # at most 1.6
    rules = [
        {**RULE, "rule": name, "when": {"item.scheme": "a"}, "credits": more}
        for name in ("one", "two")
    ]
    there = read(authority="b", code="b/a", rules=rules)
    back = of("a", "item.credits / 2", "b")
    round_about = [of("c", "item.credits", "b"), of("d", "item.credits / 4", "b")]
    home = [of("e", "item.credits", "c"), of("e", "item.credits", "d")]
    assert found(there, back) == []
    assert found(there, back, *round_about, *home, of("a", "item.credits", "e")) == [
        ("note", MAY, "a → b → c → e → a")
    ]
    assert found(there, *round_about[1:], *home, of("a", "item.credits", "e")) == []


def test_a_scale_too_long_to_be_tried_leaves_its_doubt():
    """Trying all its rules takes more steps than a file has: nothing is shown then."""
    rows = [{"from": str(n), "value": str(n)} for n in range(1, 5_001)]
    for one, two in pairwise(rows):
        one["to"] = f"{int(two['from']) - 1}.99"
    scale = {"bands": "t", "of": "item.credits", "unit": "credits", "rows": rows}
    rules = [
        {**RULE, "rule": f"r{n}", "when": {"item.scheme": "a"}, "credits": "band.t"}
        for n in range(400)
    ]
    more = {**RULE, "when": {"item.scheme": "a"}, "credits": "item.credits * 2"}
    back = of("a", "item.credits", "b")
    there = read(authority="b", code="b/a", bands=[scale], rules=[*rules, more])
    assert found(there, back) == [("note", MAY, "a → b → a")]
    few = read(authority="b", code="b/a", bands=[scale], rules=[*rules[:9], more])
    assert found(few, back) == [("fault", GAIN, "a → b → a")]


def test_its_own_credits_may_not_grow_either():
    assert found(of("a", "item.credits * 2", "a")) == [("fault", GAIN, "a → a")]
    assert found(of("a", "3", "a")) == [("note", UNTOLD, "a → a")]
    rules = [
        {**RULE, "when": {"item.scheme": "a"}, "credits": "item.credits"},
        {
            **RULE,
            "rule": "b",
            "when": {"item.scheme": "a"},
            "credits": "target.credits",
        },
    ]
    both = read(authority="a", code="a/y", rules=rules)
    assert found(both) == [("note", UNTOLD, "a → a")]


def test_a_bundle_gives_its_credits_for_every_course():
    rule = {
        "when": {"item.scheme": "a"},
        "credits": "item.credits",
        "bundle": ["A", "B"],
    }
    there = read(authority="b", code="b/a", purpose="convert", rules=[{**RULE, **rule}])
    assert list(cycles([there, of("a", "item.credits", "b")])) == [
        (["a", "b", "a"], "2")
    ]


def test_what_a_rule_asks_of_the_credits_is_kept_to_on_the_way_round():
    small = of("b", "item.credits * 2", "a", **{"item.credits": {"max": "0.5"}})
    back = of("a", "item.credits", "b")
    assert list(cycles([small, back])) == []
    assert found(small, back) == [("note", MAY, "a → b → a")]


def test_formulas_are_parted_into_words_alike_wherever_they_are_read():
    assert formula_of("min(2, item.credits)").size == 7


def test_a_finding_of_several_files_says_what_weight_it_has():
    pair = [of("b", "3", "a"), of("a", "item.credits", "b")]
    assert [one.weight for one in check_together(pair)] == [Weight.NOTE]
