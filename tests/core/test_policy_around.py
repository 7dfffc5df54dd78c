"""What a policy says of other holdings, other versions and other policies."""

from __future__ import annotations

from fractions import Fraction

import pytest

from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.policies import (
    Case,
    Decision,
    evaluate,
    evaluate_versions,
    policy_of,
)
from creditbank.core.policies.answers import OPEN_CODES
from creditbank.core.policies.checking import check_together
from creditbank.core.policies.cycles import cycles
from creditbank.core.policies.nodes import PolicyFaultsError, node_of
from creditbank.core.policies.versions import always, applying
from creditbank.core.units import PUBLISHED
from creditbank.core.values import Digest
from creditbank.language.reasons import reason_text

SINCE = {"by": "submitted_on", "from": "2020-01-01"}
CITED = {"clause": "1", "published": "例"}
WORDS = {"zh": "例", "en": "Example"}


def policy(*rules, **members):
    """A policy of a few rules, each an elective for any holding unless it says more."""
    tree = {
        "language": "1",
        "code": "x/y",
        "version": "1",
        "authority": "x",
        "purpose": "deposit",
        "title": WORDS,
        "summary": WORDS,
        "source": {"document": "例", "completeness": "full"},
        "effective": {"by": "submitted_on", "from": "2020-01-01"},
        "objective": "credits",
        "rules": [
            {"rule": f"r{n}", "effect": "elective", "credits": "1", **CITED, **rule}
            for n, rule in enumerate(rules or ({},))
        ],
        **members,
    }
    return policy_of(node_of(tree), Digest("0" * 64))


def case(*portfolio, **members):
    held = [{"id": f"h{n}", **facts} for n, facts in enumerate(portfolio)]
    document = {"purpose": "deposit", "as_of": "2026-01-01", "portfolio": held}
    return Case.of({**document, **members})


def decisions(rules, asked):
    return {line.items[0]: str(line.decision) for line in evaluate(rules, asked).lines}


# --- other holdings and posted lines


@pytest.mark.parametrize(
    ("other", "decision"),
    [({"level": "A"}, "yes"), ({"level": "B"}, "no"), ({}, "undecided")],
)
def test_another_holding_is_asked_for_and_one_nobody_knows_decides_nothing(
    other, decision
):
    wants = policy({"when": {"item.type": "t", "holds": {"item.level": "A"}}})
    lacks = policy({"when": {"item.type": "t", "lacks": {"item.level": "A"}}})
    opposite = {"yes": "no", "no": "yes"}.get(decision, decision)
    asked = case({"type": "t"}, {"type": "other", **other})

    assert decisions(wants, asked)["h0"] == decision
    assert decisions(lacks, asked)["h0"] == opposite


def test_a_holding_is_not_another_holding_of_its_own():
    rules = policy({"when": {"item.type": "t", "holds": {"item.type": "t"}}})
    assert decisions(rules, case({"type": "t"})) == {"h0": "no"}
    two = case({"type": "t"}, {"type": "t"})
    assert decisions(rules, two) == {"h0": "yes", "h1": "yes"}


@pytest.mark.parametrize(
    ("word", "decision"), [("posted", "yes"), ("not_posted", "no")]
)
def test_what_was_posted_earlier_is_read_by_its_line(word, decision):
    rules = policy({"when": {word: {"line.rule": "first"}}})
    posted = {"line": "l", "items": ["gone"], "credits": "1", "rule": "first"}

    assert decisions(rules, case({}, prior=[posted])) == {"h0": decision}


def test_conditions_may_stand_inside_one_another_and_still_look_around():
    held = {"holds": {"item.level": "A"}}
    nested = {"any_of": [{"item.type": "u"}, {"none_of": [held]}]}
    rules = policy({"when": {"all_of": [nested]}})

    plain = {"type": "t", "level": "B"}
    assert decisions(rules, case(plain))["h0"] == "yes"
    with_it = case(plain, {"type": "t", "level": "A"})
    assert decisions(rules, with_it) == {"h0": "no", "h1": "yes"}


# --- holdings that count together


def test_two_holdings_give_one_line_and_either_alone_gives_none():
    both = {
        "when": {"item.type": "theory"},
        "with": [{"holding": "practice", "when": {"item.type": "practice"}}],
        "grade": {"formula": "round_half_up((item.score + practice.score) / 2, 1)"},
    }
    rules = policy(both)
    theory, practice = {"type": "theory", "score": "80"}, {"type": "practice"}

    answer = evaluate(rules, case(theory, {**practice, "score": "85"}))
    (line,) = answer.yes_lines
    assert (line.items, line.grade) == (("h0", "h1"), "83")
    alone = evaluate(rules, case(theory))
    assert alone.decision is Decision.NO
    assert alone.lines[0].reasons[0].code == "holding_missing"


def test_a_posted_line_of_two_holdings_uses_up_both():
    once = {"cap": "once", "counts": "lines", "over": "item", "max": "1"}
    rules = policy(caps=[{**once, "bites": "whole", **CITED}])
    posted = {"line": "l", "items": ["h9", "h0"], "credits": "1"}

    assert decisions(rules, case({}, {}, prior=[posted])) == {"h0": "no", "h1": "yes"}


def test_a_course_asked_for_twice_is_given_once():
    asked = case({}, choices=[{"item": "h0"}, {"item": "h0"}])
    assert str(evaluate(policy(), asked).credits) == "1"


# --- what is open stays open


def test_nobody_said_whether_two_holdings_are_alike_so_neither_is_certain():
    like = {"finding": "like", "by": "reviewer", "unit": "group", "asks": WORDS}
    group = {"group": "g", "by": "finding.like", **CITED}
    rules = policy(findings=[like], groups=[group])
    one = {"name": "like", "item": "h0", "value": "same"}

    answer = evaluate(rules, case({}, {}, findings=[one]))

    assert answer.yes_lines == ()
    assert str(answer.credits_max) == "2"


def test_a_line_of_four_to_eight_credits_may_displace_what_its_ends_do_not():
    """Under a cap of 9: beside 8 or nothing 6 and 3 stand, beside 6 only 3 does."""
    amount = {"finding": "amount", "by": "reviewer", "unit": "credits", "asks": WORDS}
    cap = {"cap": "c", "counts": "credits", "over": "all", "max": "9"}
    rules = policy(
        {"when": {"item.type": "open"}, "credits": "finding.amount"},
        {"when": {"item.type": "sure"}, "credits": "item.credits"},
        findings=[{**amount, "min": "4", "max": "8"}],
        caps=[{**cap, "bites": "whole", **CITED}],
    )
    sure = [{"type": "sure", "credits": text} for text in ("6", "3")]

    answer = evaluate(rules, case({"type": "open"}, *sure))

    assert answer.yes_lines == ()
    assert str(answer.credits_max) == "9"


def test_where_two_rules_may_hold_the_most_is_the_better_of_them():
    rules = policy({"when": {"item.level": "A"}, "credits": "2"}, {"credits": "3"})
    assert str(evaluate(rules, case({})).credits_max) == "3"


def test_a_minimum_nobody_knows_leaves_its_lines_open():
    least = {"finding": "least", "by": "reviewer", "unit": "credits", "asks": WORDS}
    minimum = {"minimum": "m", "counts": "credits", "where": {}, "needed_by": {}}
    rules = policy(
        findings=[{**least, "min": "1", "max": "5"}],
        minimums=[{**minimum, "min": "finding.least", **CITED}],
    )

    assert evaluate(rules, case({})).decision is Decision.UNDECIDED
    for value, decision in (("1", Decision.YES), ("2", Decision.NO)):
        given = [{"name": "least", "value": value}]
        assert evaluate(rules, case({}, findings=given)).decision is decision


HOLDS_U = {"holds": {"item.type": "u"}}
OF_T = {"when": {"item.type": "t"}}


@pytest.mark.parametrize(
    ("rule", "members", "alone", "beside"),
    [
        ({"credits": [{"when": HOLDS_U, "value": "4"}, {"value": "1"}]}, {}, "1", "4"),
        ({"grade": {"cases": [{"when": HOLDS_U, "word": "优"}]}}, {}, None, "优"),
        (
            {"when": {"item.type": "t", "derived.d": "yes"}},
            {"derived": [{"derived": "d", "cases": [
                {"when": HOLDS_U, "word": "yes"}, {"word": "no"}], **CITED}]},
            "no", "yes",
        ),
        (
            {},
            {"caps": [{"cap": "c", "counts": "lines", "over": "all", "max": "0",
                       "bites": "whole", "where": HOLDS_U, **CITED}]},
            "yes", "no",
        ),
        (
            {},
            {"minimums": [{"minimum": "m", "counts": "credits", "where": {},
                           "needed_by": HOLDS_U, "min": "9", **CITED}]},
            "yes", "no",
        ),
    ],
    ids=["amount", "grade", "derived", "cap", "minimum"],
)  # fmt: skip
def test_other_holdings_are_seen_wherever_conditions_stand(
    rule, members, alone, beside
):
    rules = policy({**OF_T, **rule}, **members)

    def told(*held):
        line = next(
            one for one in evaluate(rules, case(*held)).lines if "h0" in one.items
        )
        return {line.grade, str(line.credits), line.decision.value}

    assert alone in told({"type": "t"})
    assert beside in told({"type": "t"}, {"type": "u"})


def test_an_objective_and_who_keeps_the_old_version_see_other_holdings_too():
    objective = {"objective": "o", "says": WORDS, "where": HOLDS_U}
    cap = {"cap": "c", "counts": "lines", "over": "all", "max": "1", "bites": "whole"}
    rules = policy(
        {**OF_T, "credits": "1"},
        {"when": {"item.type": "u"}, "credits": "2"},
        objectives=[objective],
        caps=[{**cap, **CITED}],
    )
    both = case({"type": "t"}, {"type": "u"}, objective="o")
    assert [line.items for line in evaluate(rules, both).yes_lines] == [("h0",)]

    keeps = {"version": "1", "kept_by": HOLDS_U}
    versions = [
        version("1", "2020-01-01", "2024-12-31"),
        version("2", "2025-01-01", supersedes=keeps),
    ]
    asked = case({"type": "t"}, {"type": "u"})
    assert applying(versions, asked, asked.portfolio[0]).policy is versions[0]
    assert applying(versions, asked, asked.portfolio[1]).policy is versions[1]


def test_what_another_holding_is_like_may_not_look_at_others_again():
    with pytest.raises(PolicyFaultsError) as refused:
        policy({"when": {"holds": {"item.type": "t", "lacks": {"item.type": "u"}}}})
    assert [fault.code for fault in refused.value.faults] == ["too_deep"]


# --- what a line consumes


def test_a_line_spends_what_its_rule_says_and_never_a_guess():
    rules = policy({"consumes": "item.bank_value"}, {"when": {"item.type": "free"}})
    (line,) = evaluate(rules, case({"bank_value": "2.5"})).lines
    assert str(line.consumes) == "2.5"

    (line,) = evaluate(policy({}), case({"bank_value": "2.5"})).lines
    assert str(line.consumes) == "0"

    odd = {"item.bank_value": "spending_unknown", "1 / 3": "credits_not_exact"}
    for formula, code in {**odd, "item.rank / 0": "formula_has_no_value"}.items():
        (line,) = evaluate(policy({"consumes": formula}), case({})).lines
        assert line.decision is Decision.UNDECIDED
        assert code in {reason.code for reason in line.reasons}


# --- versions


def version(number, day_from, day_to="", *, by="submitted_on", **members):
    effective = {"by": by, "from": day_from, **({"to": day_to} if day_to else {})}
    return policy({"credits": number}, version=number, effective=effective, **members)


def test_the_version_of_the_day_answers_and_a_day_without_one_decides_nothing():
    both = [
        version("1", "2020-01-01", "2024-12-31", by="issued_on"),
        version("2", "2025-01-01", by="issued_on"),
    ]
    issued = [{"issued_on": day} for day in ("2024-12-31", "2025-01-01", "2019-01-01")]

    answer = evaluate_versions(both, case(*issued, {}, {"issued_on": "soon"}))

    found = {
        line.items[0]: (line.decision.value, str(line.credits)) for line in answer.lines
    }
    assert found["h0"] == ("yes", "1")
    assert found["h1"] == ("yes", "2")
    assert {found[name] for name in ("h2", "h3", "h4")} == {("undecided", "0")}
    assert answer.credits_max is None


def test_who_keeps_the_old_version_stays_with_it():
    keeps = {"version": "1", "kept_by": {"learner.student_type": "old"}}
    both = [
        version("1", "2020-01-01", "2024-12-31", by="enrolled_on"),
        version("2", "2025-01-01", by="enrolled_on", supersedes=keeps),
    ]

    def credits(**learner):
        asked = case({}, learner={"enrolled_on": "2025-09-01", **learner})
        return str(evaluate_versions(both, asked).credits)

    assert credits(student_type="old") == "1"
    assert credits(student_type="new") == "2"
    assert credits() == "0"


def since(number, before, cohort):
    keeps = {"version": before, "kept_by": {"learner.cohort": {"max": cohort}}}
    return version(number, f"20{number}-01-01", f"20{number}-12-31", supersedes=keeps)


def test_who_keeps_the_first_version_keeps_it_under_the_third_too():
    three = [
        version("20", "2020-01-01", "2020-12-31"),
        since("23", "20", "2021"),
        since("25", "23", "2023"),
    ]

    def credits(cohort, day="2025-03-01"):
        asked = case({}, learner={"cohort": cohort}, as_of=day)
        return str(evaluate_versions(three, asked).credits)

    assert credits("2024") == "25"
    assert credits("2022") == "23"
    assert credits("2021") == "20"
    assert credits("2021", "2023-03-01") == "20"


def test_versions_that_take_each_others_place_govern_nobody():
    both = [since("23", "25", "2021"), since("25", "23", "2021")]
    asked = case({}, learner={"cohort": "2021"}, as_of="2025-03-01")
    found = applying(both, asked, asked.portfolio[0])
    assert (found.policy, found.reason.code) == (None, "no_version")


@pytest.mark.parametrize("others", [[], [version("23", "2023-01-01", "2023-12-31")]])
def test_a_version_the_learner_keeps_that_is_not_there_is_named_and_not_guessed(others):
    given = [since("25", "24", "2021"), *others]
    asked = case({}, learner={"cohort": "2021"}, as_of="2025-03-01")

    (line,) = evaluate_versions(given, asked).lines

    assert (line.decision, line.credits_max) == (Decision.UNDECIDED, None)
    assert [(one.code, one.facts) for one in line.reasons] == [
        ("version_kept", {"version": "24"})
    ]


def test_a_single_version_answers_only_what_its_days_cover():
    """Asked alone, a version says as much of other days as beside the others."""
    by_submission = version("1", "2020-01-01", "2024-12-31")
    by_issue = version("1", "2020-01-01", "2024-12-31", by="issued_on")
    by_enrolment = version("1", "2020-01-01", "2024-12-31", by="enrolled_on")

    def found(one, asked):
        answer = evaluate_versions([one], asked)
        codes = {reason.code for line in answer.lines for reason in line.reasons}
        return answer.decision, str(answer.credits), codes & OPEN_CODES

    nothing = (Decision.UNDECIDED, "0")
    assert found(by_submission, case({})) == (*nothing, {"no_version"})
    assert found(by_submission, case({}, as_of="2024-12-31")) == (
        *(Decision.YES, "1"),
        set(),
    )
    late = case({"issued_on": "2024-12-31"}, {"issued_on": "2025-01-01"}, {})
    answer = evaluate_versions([by_issue], late)
    assert [(line.items, line.decision.value) for line in answer.lines] == [
        (("h0",), "yes"),
        (("h1",), "undecided"),
        (("h2",), "undecided"),
    ]
    assert found(by_enrolment, case({})) == (*nothing, {"version_date_unknown"})
    assert found(by_enrolment, case({}, learner={"enrolled_on": "2025-09-01"})) == (
        *nothing,
        {"no_version"},
    )


def test_where_one_version_governs_all_it_answers_just_as_by_itself():
    old, new = version("1", "2020-01-01", "2024-12-31"), version("2", "2025-01-01")
    asked = case({}, {})
    for given in ([new], [old, new]):
        assert evaluate_versions(given, asked).json() == evaluate(new, asked).json()
    nobody = case()
    assert evaluate_versions([new], nobody).json() == evaluate(new, nobody).json()
    assert evaluate_versions([old], nobody).lines == ()


def test_a_version_asked_for_by_name_does_not_answer_in_anothers_place():
    both = [version("1", "2020-01-01", "2024-12-31"), version("2", "2025-01-01")]
    asked = case({})

    (line,) = evaluate_versions(both, asked, only="1").lines

    assert line.decision is Decision.UNDECIDED
    (why,) = line.reasons
    assert (why.code, why.facts) == ("other_version", {"version": "2", "asked": "1"})
    assert evaluate_versions(both, asked, only="2").decision is Decision.YES


def test_a_version_as_if_always_in_force_answers_whatever_the_day():
    keeps = {"version": "1", "kept_by": {"learner.student_type": "old"}}
    one = version("2", "2030-01-01", by="issued_on", supersedes=keeps)
    asked = case({}, learner={"student_type": "old"})
    assert evaluate_versions([one], asked).decision is Decision.UNDECIDED
    assert evaluate_versions([always(one)], asked).json() == (
        evaluate(one, asked).json()
    )


def at_programmes(*programmes, **members):
    """A policy of conversions at the institution x, at these programmes or all."""
    some = {"programmes": list(programmes)} if programmes else {}
    everywhere = {"without_target": "yes"}
    return policy(everywhere, purpose="convert", **some, **members)


def convert(place, **programme):
    return case({}, purpose=f"convert:{place}", programme=programme)


@pytest.mark.parametrize(
    ("given", "asked", "purpose"),
    [
        (policy(), convert("x/a"), "convert:x/a"),
        (policy(), case({}, purpose="deposit:x"), "deposit:x"),
        (policy(), case({}, purpose="gift"), "gift"),
        (at_programmes(), case({}), "deposit"),
        (at_programmes(), convert("y/a"), "convert:y/a"),
        (at_programmes("a", "b"), convert("x/c"), "convert:x/c"),
        (at_programmes("a", "b"), convert("x/a", code="c"), "convert:x/c"),
        (at_programmes(), convert("x/a", institution="y"), "convert:y"),
        (at_programmes(), convert("x/a", institution="y", code="a"), "convert:y/a"),
        (
            at_programmes("a"),
            case({}, purpose="", programme={"code": "c"}),
            "convert:x/c",
        ),
    ],
)
def test_a_policy_refuses_what_it_is_not_for_and_says_what_it_is_for(
    given, asked, purpose
):
    answer = evaluate_versions([given], asked)

    assert (answer.decision, str(answer.credits)) == (Decision.NO, "0")
    assert str(answer.credits_max) == "0"
    (line,) = answer.lines
    (why,) = line.reasons
    assert (why.code, why.facts["purpose"]) == ("purpose_not_served", purpose)
    assert purpose not in why.facts["serves"].split("、")


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        (policy(), case({}, programme={"institution": "bank", "code": "deposit"})),
        (policy(), case({}, purpose="")),
        (at_programmes(), convert("x/a", institution="x", code="a")),
        (at_programmes("a", "b"), convert("x/b", code="b")),
        (at_programmes("a"), case({}, purpose="")),
    ],
)
def test_a_policy_answers_what_it_is_for_and_a_case_that_names_no_purpose(given, asked):
    assert evaluate_versions([given], asked).decision is Decision.YES


def test_a_version_answers_only_for_the_programmes_it_names():
    """The second opened to programme b; before that day nobody answers for it."""
    both = [
        at_programmes("a", effective={**SINCE, "to": "2024-12-31"}),
        at_programmes("a", "b", version="2", effective={**SINCE, "from": "2025-01-01"}),
    ]

    def found(place, day):
        asked = case({}, purpose=f"convert:x/{place}", as_of=day)
        (line,) = evaluate_versions(both, asked).lines
        return line.decision.value, line.reasons[0].code

    assert found("b", "2025-01-01") == ("yes", "rule_applies")
    assert found("b", "2024-12-31") == ("undecided", "no_version")
    assert found("a", "2024-12-31") == ("yes", "rule_applies")
    assert found("c", "2025-01-01") == ("no", "purpose_not_served")


@pytest.mark.parametrize(
    ("purposes", "zh", "en"),
    [
        ("deposit", "存入学分银行", "Deposit at the bank"),
        ("convert:x/a", "转换至x · a", "Convert at x · a"),
        ("convert:x", "转换至x的任何专业", "Convert at x, any programme"),
        ("convert:", "convert:", "convert:"),
        ("gift、deposit", "gift、存入学分银行", "gift、Deposit at the bank"),
    ],
)
def test_what_a_policy_is_for_is_said_in_words(purposes, zh, en):
    facts = {"purpose": "gift", "serves": purposes}
    code = "purpose_not_served"
    assert f"用于{zh}，" in reason_text(code, "", "", facts, "zh")
    assert f"is for: {en}." in reason_text(code, "", "", facts, "en")


def test_what_was_chosen_under_one_version_asks_nothing_of_another():
    both = [
        version("1", "2020-01-01", "2024-12-31", by="issued_on"),
        version("2", "2025-01-01", by="issued_on"),
    ]
    held = [{"issued_on": "2024-06-01"}, {"issued_on": "2025-06-01"}]
    asked = case(*held, choices=[{"item": "h0", "target": None}])

    (line,) = evaluate_versions(both, asked).lines

    assert line.items == ("h0",)
    with pytest.raises(BadValueError):
        evaluate_versions(both, case(*held, choices=[{"item": "z", "target": None}]))


def test_the_second_version_comes_before_the_tenth():
    cap = {"cap": "c", "counts": "lines", "over": "all", "max": "1", "bites": "whole"}
    parts = {"by": "issued_on", "caps": [{**cap, **CITED}]}
    both = [
        version("10", "2025-01-01", **parts),
        version("2", "2020-01-01", "2024-12-31", **parts),
    ]
    asked = case({"issued_on": "2025-02-01"}, {"issued_on": "2020-02-01"})

    (line,) = evaluate_versions(both, asked).yes_lines

    assert line.items == ("h1",)


def faults(*policies):
    return [one.fault.code for one in check_together(policies)]


def test_versions_must_neither_overlap_nor_leave_a_day_out():
    first = version("1", "2020-01-01", "2024-12-31")
    assert faults(first, version("2", "2025-01-01")) == []
    assert faults(first, version("2", "2024-12-31")) == ["versions_overlap"]
    assert faults(first, version("2", "2025-01-02")) == ["versions_leave_a_hole"]
    other = version("2", "2025-01-01", by="issued_on")
    assert faults(first, other) == ["versions_by_different_dates"]


# --- cycles


def rate(authority, scheme, formula):
    rule = {"when": {"item.scheme": scheme}, "credits": formula}
    return policy(rule, authority=authority, code=f"{authority}/{scheme}")


def test_credits_carried_there_and_back_must_not_grow():
    there = rate("b", "a", "item.credits * 2")
    back, fair = rate("a", "b", "item.credits"), rate("a", "b", "item.credits / 2")

    assert list(cycles([there, back])) == [(["a", "b", "a"], "2")]
    assert faults(there, back) == ["cycle_gains_credit"]
    assert list(cycles([there, fair])) == []


def test_a_rate_stands_whatever_else_its_rule_asks():
    when = {"item.scheme": "a", "item.credits": {"min": "1"}}
    rule = {"when": when, "credits": "item.credits * 2"}
    there = policy(rule, authority="b", code="b/a")

    assert faults(there, rate("a", "b", "item.credits")) == ["cycle_gains_credit"]


@pytest.mark.parametrize(
    "formula", ["3", "item.credits / 0", "item.credits * item.rank"]
)
def test_what_is_not_a_rate_makes_no_cycle(formula):
    there, back = rate("b", "a", formula), rate("a", "b", "item.credits * 9")
    assert list(cycles([there, back])) == []


# --- units


def test_nothing_is_converted_between_schemes_nobody_agreed_on():
    with pytest.raises(NotFoundError):
        PUBLISHED.hours(Fraction(1), "nowhere")
    with pytest.raises(NotFoundError):
        PUBLISHED.by_convention(Fraction(1), "ECTS", "NCrF")
