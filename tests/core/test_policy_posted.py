"""What is posted counts under caps and in groups by what it was decided on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small_policies import (
    CAP,
    CITED,
    RULE,
    answered,
    asked,
    finding,
    read,
    told,
)

from creditbank.core.policies import Case, Decision, evaluate, seen
from creditbank.core.receipts.reduction import reduced
from creditbank.language.receipts import NAMES, remains

LADDER = {"ladders": {"lv": ["low", "mid", "high"]}}
SERIES = {"group": "g", "by": "item.series", **CITED}


def posted(credits="2", *, item="p", findings=(), **facts):
    """A line posted earlier; its holding is not in the case any more."""
    line = {"line": "1", "items": [item], "credits": credits, "rule": "a"}
    if facts:
        line["holdings"] = [{"id": item, **facts}]
    return {**line, **({"findings": list(findings)} if findings else {})}


def earned(policy, prior, **facts):
    answer = answered(policy, [{"id": "h", **facts}], prior=[prior])
    return answer.decision.value, str(answer.credits)


@pytest.mark.parametrize(
    ("over", "same", "other"),
    [
        ("item.provider", {"provider": "p"}, {"provider": "q"}),
        ("item.issued_on.year", {"issued_on": "2024-05-01"}, {"issued_on": "2023-05-01"}),
        (["item.type", "item.level"], {"type": "t", "level": "A"},
         {"type": "t", "level": "B"}),
    ],
)  # fmt: skip
def test_a_cap_counts_what_an_earlier_claim_used_of_it(over, same, other):
    policy = read(caps=[{**CAP, "over": over, "max": "3"}])

    assert earned(policy, posted(**same), **same) == ("no", "0")
    assert earned(policy, posted(**other), **same) == ("yes", "2")


def test_a_cap_over_a_derived_fact_counts_what_an_earlier_claim_used_of_it():
    kind = {"derived": "kind", **CITED, "cases": [
        {"when": {"item.type": ["a", "b"]}, "word": "one"},
        {"when": {}, "word": "two"},
    ]}  # fmt: skip
    policy = read(derived=[kind], caps=[{**CAP, "over": "derived.kind", "max": "3"}])

    assert earned(policy, posted(type="a"), type="b") == ("no", "0")
    assert earned(policy, posted(type="c"), type="b") == ("yes", "2")


def test_what_lacks_the_fact_a_cap_counts_by_may_stand_under_any_of_it():
    policy = read(caps=[{**CAP, "over": "item.provider", "max": "3"}])
    both = [{"id": "h"}, {"id": "k"}]

    answer = answered(policy, both)

    assert (answer.decision, str(answer.credits)) == (Decision.UNDECIDED, "0")
    assert earned(policy, posted(type="t"), provider="p") == ("undecided", "0")


def test_what_was_posted_of_a_group_leaves_no_room_for_another_of_it():
    policy = read(groups=[SERIES])

    assert earned(policy, posted(series="s"), series="s") == ("no", "0")
    assert earned(policy, posted(series="s"), series="t") == ("yes", "2")
    assert earned(policy, posted(series="s")) == ("yes", "2")  # it is in no group


def test_a_group_named_by_an_earlier_finding_is_still_that_group():
    policy = read(
        groups=[{**SERIES, "by": "finding.f"}], findings=[finding(unit="group")]
    )
    then = [{"name": "f", "item": "p", "value": "G1"}]
    now = [{"name": "f", "item": "h", "value": "G1"}]

    answer = answered(
        policy, [{"id": "h"}], prior=[posted(findings=then)], findings=now
    )

    assert answer.decision is Decision.NO


def test_what_is_posted_of_a_series_is_set_off():
    policy = read(
        groups=[{**SERIES, "nets": "yes"}], rules=[{**RULE, "credits": "item.credits"}]
    )
    facts = {"series": "s", "credits": "6"}

    assert earned(policy, posted("4", series="s"), **facts) == ("yes", "2")
    assert earned(policy, posted("4", series="t"), **facts) == ("yes", "6")


@pytest.mark.parametrize(
    ("level", "expected", "code"),
    [
        ("high", ("no", "0"), "not_highest"),
        ("mid", ("no", "0"), "not_highest"),
        ("low", ("yes", "3"), "net_of_posted"),
        (None, ("undecided", "0"), "group_open"),
    ],
)
def test_of_a_series_only_what_stands_above_what_is_posted_still_counts(
    level, expected, code
):
    policy = read(
        **LADDER,
        groups=[{**SERIES, "highest": "item.level", "on": "lv"}],
        rules=[{**RULE, "credits": "item.credits"}],
    )
    held = {"series": "s", "level": "mid", "credits": "5"}
    prior = posted(series="s", **({"level": level} if level else {}))
    answer = answered(policy, [{"id": "h", **held}], prior=[prior])

    assert earned(policy, prior, **held) == expected
    assert code in told(answer)
    assert earned(policy, posted(series="t", level="high"), **held) == ("yes", "5")


def test_the_same_holding_may_still_go_to_another_course_after_it_was_posted():
    group = {**SERIES, "highest": "item.level", "on": "lv"}
    policy = read(purpose="convert", **LADDER, groups=[group])
    held = {"series": "s", "level": "mid"}
    courses = [{"code": code, "credits": "2"} for code in "AB"]

    answer = answered(
        policy,
        [{"id": "h", **held}],
        prior=[{**posted(item="h", **held), "target": "A"}],
        programme={"courses": courses},
        choices=[{"item": "h", "target": "B"}],
    )

    assert (answer.decision, str(answer.credits)) == (Decision.YES, "2")


def test_a_condition_on_what_is_posted_reads_what_it_was_decided_on():
    policy = read(rules=[{**RULE, "when": {"not_posted": {"item.series": "s"}}}])

    assert earned(policy, posted(series="s")) == ("no", "0")
    assert earned(policy, posted(series="t")) == ("yes", "2")


@pytest.mark.parametrize("first", ["h", "k"])
def test_a_limit_that_lines_state_differently_is_the_least_of_them(first):
    cap = {**CAP, "over": "item.provider", "max": "item.bank_value"}
    policy = read(caps=[cap])
    values = {"h": "3", "k": "10"}
    held = [
        {"id": name, "provider": "p", "bank_value": value,
         "issued_on": "2024-01-01" if name == first else "2025-01-01"}
        for name, value in values.items()
    ]  # fmt: skip

    assert str(answered(policy, held).credits) == "2"


def test_of_what_was_decided_on_a_case_holds_only_what_the_policy_reads():
    then = [{"name": "f", "item": "p", "value": "yes"}]
    whole = posted(findings=then, series="s", level="A", score="90")
    case = asked(None, [{"id": "h"}], prior=[whole])

    by_series = seen(case.prior, [read(groups=[SERIES])])[0]
    by_none = seen(case.prior, [read()])[0]

    assert [dict(item.facts) for item in by_series.holdings] == [{"series": "s"}]
    assert (by_series.findings, by_none.holdings, by_none.findings) == ((), (), ())
    assert Case.of(case.json()) == case


def test_law_16_a_receipt_states_of_posted_lines_only_what_the_line_needs():
    policy = read(
        caps=[{**CAP, "over": "item.provider", "bites": "trim"}],
        rules=[{**RULE, "credits": "item.credits"}],
        groups=[SERIES],
        findings=[finding()],
    )
    then = [{"name": "f", "item": "p", "value": "yes"}]
    prior = [
        posted("3", provider="p", series="x", findings=then),
        {**posted("1", item="o", provider="q"), "line": "2"},
    ]
    case = asked(None, [{"id": "h", "provider": "p", "credits": "4"}], prior=prior)
    line = evaluate(policy, case).yes_lines[0]

    kept = reduced(policy, case, line).prior

    assert str(line.credits) == "2"
    assert [one.line for one in kept] == ["1"]
    assert [dict(item.facts) for item in kept[0].holdings] == [{"provider": "p"}]
    assert kept[0].findings == ()


def test_a_line_to_no_course_is_known_to_have_none():
    per_course = {**CAP, "over": "target", "max": "1"}
    of_major = {**CAP, "where": {"target.bucket": "major"}, "max": "1"}

    for cap in (per_course, of_major):
        answer = answered(read(caps=[cap]), [{"id": "h"}, {"id": "k"}])
        assert (answer.decision, str(answer.credits)) == (Decision.YES, "4")


def test_what_one_cap_cuts_may_find_room_under_another():
    caps = [
        {**CAP, "cap": "cut", "max": "2.5", "bites": "trim"},
        {**CAP, "cap": "each", "over": "finding.f", "max": "2.5", "bites": "refuse"},
    ]
    policy = read(
        caps=caps,
        findings=[finding(unit="group")],
        rules=[{**RULE, "credits": "item.credits"}],
    )
    held = [{"id": "h", "credits": "3"}, {"id": "k", "credits": "0"}]
    given = [{"name": "f", "item": name, "value": name} for name in "hk"]

    assert str(answered(policy, held).credits_max) == "2.5"
    assert str(answered(policy, held, findings=given).credits) == "2.5"


def test_a_case_holds_what_a_derived_fact_of_a_cap_is_made_of():
    kind = {"derived": "kind", **CITED}
    kind["cases"] = [{"when": {"item.type": "a"}, "word": "one"}]
    policy = read(derived=[kind], caps=[{**CAP, "over": "derived.kind"}])
    case = asked(None, [{"id": "h"}], prior=[posted(type="a", level="A")])

    assert dict(seen(case.prior, [policy])[0].holdings[0].facts) == {"type": "a"}


def test_a_cap_without_a_known_end_leaves_room_for_what_may_stand():
    cap = {**CAP, "max": "finding.f", "bites": "trim"}
    policy = read(caps=[cap], findings=[finding(unit="credits")])

    answer = answered(policy, [{"id": "h"}, {"id": "k"}])

    assert (answer.decision, str(answer.credits_max)) == (Decision.UNDECIDED, "4")


def test_a_fallback_is_asked_once_for_all_the_courses_of_a_holding():
    rules = [
        {**RULE, "rule": "a", "when": {"item.level": "A", "target.code": "A"}},
        {**RULE, "rule": "b", "fallback": "yes"},
    ]
    policy = read(purpose="convert", rules=rules)
    courses = [{"code": code, "credits": "2"} for code in "ABC"]

    answer = answered(
        policy, [{"id": "h", "level": "B"}], programme={"courses": courses}
    )

    assert {line.rule for line in answer.yes_lines} == {"b"}


def test_law_16_what_a_posted_line_rested_on_is_told_in_words():
    then = [{"name": "f", "item": "p", "value": "yes"}]
    case = asked(None, [], prior=[posted(provider="p", findings=then)])

    for locale in ("zh", "en"):
        (told,) = remains({"prior": case.json()["prior"]}, locale)
        assert not set("{}[]'") & set(told)
        assert NAMES["holdings"][locale] in told
        assert NAMES["findings"][locale] in told


KEPT = {
    "family": "x",
    "series": "x",
    "level": "mid",
    "class": "high",
    "major": "M",
    "category": "c",
    "score": "7",
    "rank": "5",
    "issued_on": "2024-05-01",
    "expires_on": "2024-06-01",
}


@pytest.mark.parametrize(
    "like",
    [
        {"item.family": {"same_as": "item.series"}},
        {"item.family": {"not_same_as": "item.major"}},
        {"item.level": {"at_most": "item.class", "on": "lv"}},
        {"item.class": {"at_least": "item.level", "on": "lv"}},
        {"item.category": {"in_table": "item.major", "on": "t"}},
        {"item.score": {"min": "item.rank + 1"}},
        {"item.score": {"above": "finding.f"}},
        {"item.expires_on": {"max": "item.issued_on + 1 months"}},
        {"item.expires_on.year": {"max": "item.issued_on.year"}},
        {"any_of": [{"none_of": [{"item.family": {"not_same_as": "item.series"}}]}]},
    ],
)
@pytest.mark.parametrize("place", ["posted", "cap", "minimum"])
def test_what_is_kept_of_a_posted_line_has_all_that_conditions_compare(place, like):
    fewest = {"minimum": "m", "counts": "lines", "min": "1", **CITED}
    parts = {
        "posted": {"rules": [{**RULE, "when": {"posted": like}}]},
        "cap": {"caps": [{**CAP, "counts": "lines", "max": "0", "where": like}]},
        "minimum": {"minimums": [{**fewest, "where": like, "needed_by": {}}]},
    }[place]
    policy = read(
        **LADDER, **parts,
        tables={"t": {"M": ["c"]}},
        findings=[finding("points", min="0", max="10")],
    )  # fmt: skip
    given = [{"name": "f", "value": "5", "by_role": "reviewer"}]
    line = posted(**KEPT, findings=given)
    held = {"id": "h", "family": "a", "series": "b", "major": "a", "category": "z"}
    held |= {"level": "high", "class": "low", "score": "1", "rank": "9"}
    held |= {"issued_on": "2023-05-01", "expires_on": "2025-05-01"}
    judged = [{"name": "f", "item": "h", "value": "9"}]
    case = asked(policy, [held], prior=[line], findings=judged)
    frozen = replace(case, prior=seen(case.prior, [policy]))

    assert evaluate(policy, case).decision is Decision.YES
    assert evaluate(policy, frozen).digest == evaluate(policy, case).digest


def test_what_is_kept_of_a_posted_line_has_all_that_derived_facts_compare():
    same = {"when": {"item.family": {"same_as": "item.series"}}, "word": "yes"}
    cap = {**CAP, "max": "1", "where": {"derived.same": "yes"}}
    derived = [{"derived": "same", **CITED, "cases": [same]}]
    policy = read(derived=derived, caps=[cap])
    case = asked(policy, [{"id": "h", "family": "a", "series": "b"}],
                 prior=[posted(family="x", series="x")])  # fmt: skip
    frozen = replace(case, prior=seen(case.prior, [policy]))

    assert evaluate(policy, case).decision is Decision.YES
    assert evaluate(policy, frozen).digest == evaluate(policy, case).digest


@pytest.mark.parametrize(("level", "credits"), [("mid", "0"), ("low", "0"), ("", "2")])
def test_a_posted_line_that_names_no_holding_still_stands_in_its_group(level, credits):
    policy = read(
        **LADDER,
        rules=[RULE],
        groups=[{**SERIES, "highest": "item.level", "on": "lv"}],
    )
    prior = {"line": "7", "items": [], "credits": "2", "rule": "a"}
    if level:
        prior |= {"series": "s", "level": level}
    held = [{"id": "h", "series": "s", "level": "low"}]

    answer = answered(policy, held, prior=[prior])

    assert str(answer.credits) == credits
    assert ("7" in str([one.facts for one in answer.lines[0].reasons])) is bool(level)
