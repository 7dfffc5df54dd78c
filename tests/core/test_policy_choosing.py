"""Which lines are chosen where not all of them may stand, and the most there may be."""

from __future__ import annotations

import pytest
from small_policies import WORDS, ruled
from small_policies import tried as answered

from creditbank.core.policies import Decision

HIGH = {"item.type": "t", "item.level": "high"}
AMOUNT = {"finding": "f", "by": "reviewer", "unit": "credits", "asks": WORDS}
AMOUNT = {**AMOUNT, "min": "2", "max": "8"}
SAME = {"finding": "same", "by": "reviewer", "unit": "yes_no", "asks": WORDS}
PROGRAMME = {"courses": [{"code": "A", "credits": "4"}]}
BUCKET = {"fallback": "yes", "without_target": "yes"}


def convert(*rules, **parts):
    return ruled(*rules, purpose="convert", **parts)


def codes(line):
    return {reason.code for reason in line.reasons}


# --- what is asked by name, and what stands beside it

COURSES = {"courses": [{"code": code, "credits": "9"} for code in "ABC"]}
REFUSED = {"cap": "c", "counts": "credits", "over": "all", "max": "10"}
REFUSED = {**REFUSED, "bites": "refuse", "clause": "1", "published": "例"}


def of(**given):
    return {"when": {"item.type": given.pop("kind")}, **given}


def asks(*pairs):
    return [
        {"item": f"h{number}", **({"target": target} if target else {})}
        for number, target in pairs
    ]


def earned(answer):
    return {
        (line.items[0], line.target, line.rule): (line.decision, str(line.credits))
        for line in answer.lines
    }


def test_a_refusing_cap_counts_a_choice_once_at_the_largest_it_may_be():
    judged = of(kind="t", credits="8")
    judged["when"] = {**judged["when"], "finding.same": "yes"}
    policy = convert(
        judged,
        of(kind="t", credits="3"),
        of(kind="u", credits="2"),
        caps=[REFUSED],
        findings=[SAME],
    )

    answer = answered(
        policy,
        *({"type": "t"}, {"type": "u"}),
        programme=COURSES,
        choices=asks((0, "A"), (1, "B")),
    )

    assert earned(answer)["h1", "B", "r3"] == (Decision.YES, "2")
    assert (str(answer.credits), str(answer.credits_max)) == ("2", "10")


def test_an_alternative_is_asked_for_once_the_line_before_it_is_thrown_out():
    """8 and 7 asked for are both refused under 10; 3 instead of 8 then has room."""
    policy = convert(
        of(kind="t", credits="8"),
        of(kind="t", credits="3", alternative_to="r1"),
        of(kind="u", credits="7"),
        caps=[REFUSED],
    )
    held = ({"type": "t"}, {"type": "u"})

    answer = answered(
        policy, *held, programme=COURSES, choices=asks((0, "A"), (1, "B"))
    )
    alone = answered(policy, held[0], programme=COURSES, choices=asks((0, "A")))

    assert earned(answer) == {
        ("h0", "A", "r1"): (Decision.NO, "0"),
        ("h0", "A", "r2"): (Decision.YES, "3"),
        ("h1", "B", "r3"): (Decision.NO, "0"),
    }
    assert earned(alone)["h0", "A", "r1"] == (Decision.YES, "8")


def test_a_course_left_open_is_not_asked_for_by_name():
    """h0 may go to any of three courses: that is no demand for all of them."""
    policy = convert(
        of(kind="t", credits="4"), of(kind="u", credits="2"), caps=[REFUSED]
    )

    answer = answered(
        policy,
        *({"type": "t"}, {"type": "u"}),
        programme=COURSES,
        choices=asks((0, None), (1, "B")),
    )

    assert str(answer.credits) == "10"
    assert earned(answer)["h1", "B", "r2"] == (Decision.YES, "2")


def test_what_is_asked_for_both_ways_is_asked_for_by_name_in_either_order():
    policy = convert(of(kind="t", credits="6"), caps=[REFUSED])
    held = ({"type": "t"}, {"type": "t"})
    choices = asks((0, None), (0, "A"), (1, "A"))

    one = answered(policy, *held, programme=COURSES, choices=choices)
    two = answered(policy, *held, programme=COURSES, choices=choices[::-1])

    assert one.json() == two.json()
    assert earned(one)["h0", "A", "r1"] == (Decision.NO, "0")
    assert earned(one)["h0", "B", "r1"] == (Decision.YES, "6")


def test_a_smaller_set_of_the_choice_thrown_out_names_what_was_asked_for():
    slot = {"holding": "other", "when": {"item.type": "u"}}
    two = of(kind="t", credits="other.credits", **{"with": [slot]})
    policy = convert(two, caps=[REFUSED])
    held = (
        {"type": "t"},
        {"type": "u", "credits": "12", "issued_on": "2024-01-01"},
        {"type": "u", "credits": "11", "issued_on": "2025-01-01"},
    )

    answer = answered(
        policy,
        *held,
        programme=COURSES,
        choices=asks((0, "A")) + asks((1, "A"), (2, "A")),
    )

    assert not answer.yes_lines
    assert all("cap_credits_all" in codes(line) for line in answer.lines)


# --- what the objective looks at


def test_of_a_bundle_the_objective_counts_only_the_lines_it_names():
    """Both earn 6 under a cap of 6; of the bundle only 1 is of the major."""
    prices = [
        {"when": {"target.code": "A"}, "value": "1"},
        {"value": "5"},
    ]
    cap = {**REFUSED, "max": "6", "bites": "whole"}
    objective = {"objective": "major", "says": WORDS}
    policy = convert(
        of(kind="t", bundle=["A", "B"], credits=prices),
        of(kind="u", credits="2"),
        caps=[cap],
        objectives=[{**objective, "where": {"target.code": ["A", "C"]}}],
        objective="major",
    )

    answer = answered(
        policy,
        *({"type": "t"}, {"type": "u"}),
        programme=COURSES,
        choices=asks((0, "A"), (1, "C")),
    )

    assert {line.target for line in answer.yes_lines} == {"C"}
    assert answer.json()["best"]["value"] == "2"


@pytest.mark.parametrize(
    ("level", "chosen"), [("high", ["h0"]), ("low", ["h1"]), (None, [])]
)
def test_where_the_objective_may_or_may_not_look_at_a_line_nothing_is_chosen(
    level, chosen
):
    objective = {"objective": "best", "says": WORDS}
    policy = convert(
        {"credits": "item.credits"},
        caps=[{**REFUSED, "max": "4", "bites": "whole"}],
        objectives=[{**objective, "where": {"item.level": "high"}}],
        objective="best",
    )
    held = [{"credits": "3", **({"level": level} if level else {})}]
    held.append({"credits": "4", "level": "low"})

    answer = answered(
        policy, *held, programme=COURSES, choices=asks((0, "A"), (1, "B"))
    )

    assert [line.items[0] for line in answer.yes_lines] == chosen
    if level is None:
        assert "objective_unknown" in codes(answer.lines[0])
        assert "depends_on_open_line_under" in codes(answer.lines[1])
        assert str(answer.credits_max) == "4"


# --- the most there may be: a fallback and the course before it never both stand


def test_the_most_possible_never_adds_a_fallback_to_the_course_before_it():
    policy = convert({"when": HIGH, "credits": "4"}, {**BUCKET, "credits": "3"})

    answer = answered(policy, {}, programme=PROGRAMME)

    assert (str(answer.credits), str(answer.credits_max)) == ("0", "4")


def test_nor_under_caps_of_their_own():
    caps = [
        {**REFUSED, "cap": name, "max": "5", "bites": "whole", "where": where}
        for name, where in (("one", {"line.rule": "r1"}), ("two", {"line.rule": "r2"}))
    ]
    policy = convert(
        {"when": HIGH, "credits": "4"}, {**BUCKET, "credits": "3"}, caps=caps
    )

    answer = answered(policy, {}, {}, programme=PROGRAMME)

    assert (str(answer.credits), str(answer.credits_max)) == ("0", "7")


def test_nor_where_the_amount_is_open_too():
    policy = convert(
        {"when": HIGH, "credits": "finding.f"},
        {**BUCKET, "credits": "3"},
        caps=[{**REFUSED, "max": "9", "bites": "whole"}],
        findings=[AMOUNT],
    )

    answer = answered(policy, {}, programme=PROGRAMME)

    assert str(answer.credits_max) == "8"


def test_of_many_rivals_the_most_is_a_bound_and_never_too_low():
    many = {"courses": [{"code": f"C{n}", "credits": "9"} for n in range(9)]}
    cap = {**REFUSED, "max": "11", "bites": "whole"}
    rules = ({"when": HIGH, "credits": "1"}, {**BUCKET, "credits": "3"})

    answer = answered(convert(*rules), {}, programme=many)
    capped = answered(convert(*rules, caps=[cap]), {}, programme=many)

    assert str(answer.credits_max) == "9"
    assert (str(capped.credits_max), capped.has_gap) == ("11", True)


# --- why a line is left out, cut or open


def test_a_line_without_credits_has_room_under_a_cap_that_is_used_up():
    """45 of 40 were posted; an exemption asks for none of them."""
    cap = {**REFUSED, "max": "40"}
    posted = {"line": "l", "items": ["z"], "target": "Z", "credits": "45"}

    def decided(credits, bites):
        policy = convert({"credits": credits}, caps=[{**cap, "bites": bites}])
        answer = answered(
            policy, {}, programme=COURSES, prior=[posted], choices=asks((0, "A"))
        )
        return answer.decision

    assert decided("0", "whole") is decided("0", "refuse") is Decision.YES
    assert decided("0.01", "whole") is decided("0.01", "refuse") is Decision.NO


def test_only_the_cap_that_cut_a_line_is_told():
    year = {**REFUSED, "cap": "year", "max": "6", "bites": "trim"}
    term = {**year, "cap": "term", "over": "item.term", "max": "4", "within": "year"}
    policy = convert({"credits": "5"}, caps=[year, term])

    answer = answered(
        policy,
        *({"term": "t1"}, {"term": "t2"}),
        programme=COURSES,
        choices=asks((0, "A"), (1, "B")),
    )

    assert [
        (str(line.credits), [one.rule for one in line.reasons if "cap" in one.code])
        for line in answer.lines
    ] == [("4", ["term"]), ("2", ["year"])]


def test_what_was_asked_together_is_told_where_less_would_have_room():
    policy = convert({"credits": "6"}, {"credits": "11"}, caps=[REFUSED])

    def why(*choices):
        answer = answered(policy, {}, {}, programme=COURSES, choices=asks(*choices))
        return answer.lines[0].reasons[0]

    together = why((0, "A"), (1, "B"))
    assert together.code == "cap_refused_credits"
    assert dict(together.facts) == {
        "used": "0",
        "asked": "12",
        "max": "10",
        "over": "",
    }


def test_a_course_of_a_bundle_says_by_which_other_it_falls():
    policy = convert({"bundle": ["A", "B"], "credits": "2"})
    posted = {"line": "l", "items": ["h0"], "target": "A", "credits": "2"}

    answer = answered(policy, {}, programme=COURSES, prior=[posted])

    falls = {line.target: codes(line) for line in answer.lines}
    assert "already_awarded" in falls["A"]
    assert "bundle_falls" in falls["B"]


@pytest.mark.parametrize(
    ("over", "where", "field"),
    [
        ("item.term", {}, "item.term"),
        ("finding.f", {}, "finding.f"),
        ("all", {"item.category": "a"}, "item.category"),
    ],
)
def test_a_cap_names_the_fact_that_leaves_open_what_counts_under_it(over, where, field):
    cap = {**REFUSED, "bites": "whole", "over": over, "where": where, "max": "3"}
    group = {**AMOUNT, "unit": "group"}
    del group["min"], group["max"]
    policy = convert({"credits": "2"}, caps=[cap], findings=[group])

    answer = answered(
        policy, {}, {}, programme=COURSES, choices=asks((0, "A"), (1, "B"))
    )

    for line in answer.lines:
        why = {one.code: dict(one.facts) for one in line.reasons}
        assert why["cap_place_unknown"] == {"field": field}
    assert all(cap["over"] != "\n" for cap in answer.json()["caps"])


def test_a_group_of_one_is_not_told():
    one = {"group": "series", "by": "item.series", "clause": "1", "published": "例"}
    policy = convert({"credits": "2"}, groups=[one])
    held = ({}, {"series": "s"}, {"series": "s"})

    answer = answered(
        policy, *held, programme=COURSES, choices=asks((0, "A"), (1, "B"), (2, "C"))
    )

    assert [cap["over"] for cap in answer.json()["caps"]] == ["s"]


def test_what_waits_names_only_the_cap_under_which_another_line_is_open():
    """h0 and h2 share a cap of their own; what h1 will be decides the other one."""
    both = {**REFUSED, "bites": "whole"}
    own = {**both, "cap": "own", "max": "2", "where": {"item.class": "a"}}
    all_ = {**both, "cap": "all", "max": "3"}
    policy = convert(
        {"when": {"item.type": "t"}, "credits": "2"},
        {"when": {"item.type": "u", "item.level": "high"}, "credits": "3"},
        caps=[own, all_],
    )

    answer = answered(
        policy,
        *({"class": "a"}, {"type": "u", "class": "b"}, {"class": "a"}),
        programme=COURSES,
        choices=asks((0, "A"), (1, "B"), (2, "C")),
    )

    waits = [
        one.rule
        for one in answer.lines[0].reasons
        if one.code == "depends_on_open_line_under"
    ]
    assert waits == ["all"]


def test_what_the_choice_between_two_uses_waits_for_is_said_without_a_cap():
    """One paper at one course by two rules that may both stand: no cap is named."""
    slot = {"holding": "other", "when": {"item.type": "u"}}
    policy = convert(
        {"when": {"item.type": "t"}, "credits": "2", "with": [slot]},
        {"when": {"item.type": "u", "item.level": "high"}, "credits": "9"},
    )

    answer = answered(
        policy,
        *({}, {"type": "u"}),
        programme=COURSES,
        choices=asks((0, "A"), (1, "A")),
    )

    pair = next(line for line in answer.lines if line.rule == "r1")
    assert pair.decision is Decision.UNDECIDED
    assert "depends_on_open_line" in codes(pair)


def test_of_a_group_only_a_finding_is_told_as_open():
    group = {"group": "g", "by": ["item.series", "finding.f"], "clause": "1"}
    alike = {"finding": "f", "by": "reviewer", "unit": "group", "asks": WORDS}
    policy = convert(
        {"credits": "2"}, groups=[{**group, "published": "例"}], findings=[alike]
    )

    answer = answered(
        policy, {}, {}, programme=COURSES, choices=asks((0, "A"), (1, "B"))
    )

    told = [one for line in answer.lines for one in line.reasons]
    fields = {one.facts["field"] for one in told if one.code == "group_open"}
    assert fields == {"finding.f"}


def test_a_finding_is_not_taken_for_another_whose_name_begins_alike():
    gap = {"finding": "same", "by": "reviewer", "unit": "credits", "asks": WORDS}
    gap |= {"leaves_open": "yes", "min": "0", "max": "9"}
    other = {**gap, "finding": "same_as_well"}
    del other["leaves_open"]
    policy = convert(
        {"when": {"item.type": "t", "item.credits": {"min": "finding.same_as_well"}}},
        findings=[gap, other],
    )

    answer = answered(policy, {"credits": "3"}, programme=COURSES)

    assert "finding_missing" in codes(answer.lines[0])
    assert "policy_leaves_open" not in codes(answer.lines[0])
