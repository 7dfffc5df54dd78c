"""What is open decides nothing: each way it can leave a line open, by its law."""

from __future__ import annotations

import pytest
from small_policies import CAP, WORDS
from small_policies import ruled as read
from small_policies import tried as answered

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, Decision, evaluate
from creditbank.core.policies.nearest import nearest
from creditbank.language import LOCALES
from creditbank.language.reasons import reason_text

HIGH = {"item.type": "t", "item.level": "high"}
AMOUNT = {"finding": "f", "by": "reviewer", "unit": "credits", "asks": WORDS}
AMOUNT = {**AMOUNT, "min": "2", "max": "8"}
MARK = {**AMOUNT, "finding": "mark", "unit": "points"}
SAME = {"finding": "same", "by": "reviewer", "unit": "yes_no", "asks": WORDS}


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


def test_a_fallback_stands_where_no_line_of_a_course_passes_the_gate():
    gate = {"gate": "g", "clause": "1", "published": "例"}
    shut = {**gate, "when": {"none_of": [{"target.code": "A"}]}}

    assert decided(convert({}, BUCKET, gates=[shut]), "r2") == [Decision.YES]


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


# --- windows whose days are not known, or are either of two


@pytest.mark.parametrize(
    ("day", "decision"),
    [
        ("2025-02-27", Decision.NO),
        ("2025-02-28", Decision.UNDECIDED),
        ("2025-03-01", Decision.YES),
    ],
)
def test_a_window_is_surely_open_from_the_later_of_two_days(day, decision):
    opens = "learner.enrolled_on + 1 year"
    window = {"window": "w", "clause": "1", "published": "例", "opens": opens}
    policy = read({}, windows=[{**window, "closes": "learner.enrolled_on + 3 years"}])
    learner = {"enrolled_on": "2024-02-29"}

    answer = answered(policy, {}, learner=learner, as_of=day)

    assert answer.decision is decision


@pytest.mark.parametrize(
    ("opens", "closes", "decision"),
    [
        ("learner.enrolled_on", "learner.enrolled_on + 1 year", Decision.UNDECIDED),
        ("learner.enrolled_on", "2026-12-31", Decision.UNDECIDED),
        ("learner.enrolled_on", "2026-11-23", Decision.NO),
        ("2026-11-25", "learner.enrolled_on", Decision.NO),
        ("2026-11-01", "learner.enrolled_on", Decision.UNDECIDED),
    ],
)
def test_a_window_of_a_day_nobody_gave_is_shut_only_where_it_must_be(
    opens, closes, decision
):
    window = {"window": "w", "clause": "1", "published": "例"}
    policy = read({}, windows=[{**window, "opens": opens, "closes": closes}])

    answer = answered(policy, {})

    assert answer.decision is decision
    if decision is Decision.UNDECIDED:
        assert "window_date_unknown" in codes(answer.lines[0])


# --- amounts by cases

ROWS = {"lookup": "l", "keys": ["item.class"], "unit": "credits", "rows": {"A": "1"}}


@pytest.mark.parametrize(
    ("pieces", "low", "high"),
    [
        ([{"when": HIGH, "value": "lookup.l"}, {"value": "4"}], "0", "4"),
        ([{"when": HIGH, "value": "4"}], "0", "4"),
        ([{"when": HIGH, "value": "2"}, {"value": "4"}], "2", "4"),
    ],
)
def test_an_amount_by_cases_is_open_where_the_case_may_give_nothing(pieces, low, high):
    policy = read({"credits": pieces}, lookups=[ROWS])

    (line,) = answered(policy, {"class": "Z"}).lines

    assert line.decision is Decision.UNDECIDED
    assert (str(line.credits), str(line.credits_max)) == (low, high)


def test_where_every_word_of_a_finding_has_its_case_one_of_them_is_the_one():
    pieces = [
        {"when": {"finding.same": word}, "value": value}
        for word, value in (("yes", "6"), ("no", "2"))
    ]
    policy = read({"credits": pieces}, findings=[SAME])
    (line,) = answered(policy, {}).lines
    assert (str(line.credits), str(line.credits_max)) == ("2", "6")

    partly = read({"credits": pieces[:1]}, findings=[SAME])
    (line,) = answered(partly, {}).lines
    assert (str(line.credits), str(line.credits_max)) == ("0", "6")


def test_an_amount_of_no_case_and_no_row_is_nothing():
    policy = read(
        {"credits": [{"when": {"item.level": "low"}, "value": "lookup.l"}]},
        lookups=[ROWS],
    )
    for level in ("low", "high"):
        (line,) = answered(policy, {"class": "Z", "level": level}).lines
        assert (line.decision, codes(line)[-1]) == (Decision.NO, "no_row")


# --- what has no value is an answer, never a failure


@pytest.mark.parametrize(
    ("number", "held", "decision"),
    [
        ("item.rank / item.participants", {"rank": "3", "participants": "0"},
         Decision.UNDECIDED),
        ("item.rank / item.participants", {"rank": "3", "participants": "1"},
         Decision.YES),
        ("lookup.l", {"class": "Z"}, Decision.NO),
        ("lookup.l", {"class": "A"}, Decision.YES),
        ("lookup.l", {}, Decision.UNDECIDED),
    ],
)  # fmt: skip
def test_a_fact_made_of_others_without_a_row_meets_no_bound_and_is_else_open(
    number, held, decision
):
    cases = [{"number": number}]
    derived = {"derived": "q", "unit": "credits", "cases": cases}
    derived |= {"clause": "1", "published": "例"}
    when = {"item.type": "t", "derived.q": {"min": "1"}}
    policy = read({"when": when}, derived=[derived], lookups=[ROWS])

    (line,) = answered(policy, held).lines

    assert line.decision is decision
    assert codes(line)


BANDS = {"bands": "b", "rows": [{"from": "1", "to": "2", "value": "B"}]}


@pytest.mark.parametrize(
    ("of", "held", "decision"),
    [
        ("item.rank / item.participants", {"rank": "3", "participants": "0"},
         Decision.UNDECIDED),
        ("item.rank / item.participants", {"rank": "2", "participants": "1"},
         Decision.YES),
        ("lookup.l", {"class": "Z"}, Decision.YES),
        ("item.rank", {}, Decision.UNDECIDED),
    ],
)  # fmt: skip
def test_a_grade_by_bands_of_what_has_no_value_is_open_and_without_a_row_none(
    of, held, decision
):
    policy = read(
        {"grade": {"table": "b"}}, bands=[{**BANDS, "of": of}], lookups=[ROWS]
    )

    (line,) = answered(policy, held).lines

    assert line.decision is decision


@pytest.mark.parametrize(
    ("grade", "known", "recorded"),
    [
        ({"table": "g"}, {"level": "low"}, "C"),
        ({"table": "g"}, {"level": "odd"}, None),
        ({"by": "item.level", "values": {"low": "C"}}, {"level": "low"}, "C"),
        ({"by": "item.level", "values": {"low": "C"}}, {"level": "odd"}, None),
        ({"formula": "max(item.score, 60)"}, {"score": "59"}, "60"),
    ],
)
def test_a_line_waits_for_the_fact_its_grade_hangs_on(grade, known, recorded):
    words = {"lookup": "g", "keys": ["item.level"], "rows": {"low": "C", "high": "A"}}
    policy = read({"grade": grade}, lookups=[words])

    (line,) = answered(policy, {}).lines
    assert (line.decision, codes(line)[-1]) == (
        *(Decision.UNDECIDED, "grade_fact_unknown"),
    )
    (line,) = answered(policy, known).lines
    assert (line.decision, line.grade) == (Decision.YES, recorded)


def test_a_grade_by_a_table_without_a_row_is_none_and_the_line_stands():
    policy = read(
        {"grade": {"formula": "lookup.l"}}, lookups=[{**ROWS, "unit": "points"}]
    )

    (line,) = answered(policy, {"class": "Z"}).lines

    assert (line.decision, line.grade) == (Decision.YES, None)


PASSED = [{"when": {"item.score": {"min": "0"}}, "formula": "item.score"},
          {"when": {}, "word": "合格"}]  # fmt: skip
SCALE = {**BANDS, "of": "item.score", "rows": [{"from": "0", "value": "A"}]}


@pytest.mark.parametrize(
    ("grade", "recorded", "code"),
    [
        ({"formula": "min(item.score, 70)"}, None, "no_grade"),
        ({"table": "b"}, None, "no_grade"),
        ({"cases": PASSED}, "合格", "rule_applies"),
        ({"cases": PASSED[:1]}, None, "no_grade"),
    ],
)
def test_a_mark_known_to_be_none_is_decided_and_one_nobody_gave_is_not(
    grade, recorded, code
):
    policy = read({"grade": grade}, bands=[SCALE])

    (line,) = answered(policy, {"score": ""}).lines
    assert (line.decision, line.grade) == (Decision.YES, recorded)
    assert codes(line)[-1] == code
    (line,) = answered(policy, {}).lines
    assert line.decision is Decision.UNDECIDED


@pytest.mark.parametrize("bound", ["min", "max", "above", "below"])
def test_a_number_known_to_be_none_meets_no_bound(bound):
    policy = read({"when": {"item.type": "t", "item.score": {bound: "60"}}})

    (line,) = answered(policy, {"score": ""}).lines
    assert (line.decision, codes(line)[0]) == (Decision.NO, "condition_failed")
    (line,) = answered(policy, {"score": "合格"}).lines
    assert line.decision is Decision.UNDECIDED


def test_a_grade_that_has_no_value_leaves_the_line_open():
    policy = read({"grade": {"formula": "item.score / item.rank"}})

    (line,) = answered(policy, {"score": "60", "rank": "0"}).lines

    assert (line.decision, codes(line)[-1]) == (
        *(Decision.UNDECIDED, "formula_has_no_value"),
    )


def test_where_a_bound_has_no_row_no_change_is_near():
    policy = read(
        {"when": {"item.type": "t", "item.credits": {"max": "lookup.l"}}},
        lookups=[ROWS],
    )
    held = {"id": "h", "type": "t", "credits": "1", "class": "Z"}
    case = Case.of({"purpose": "deposit", "as_of": "2026-11-24", "portfolio": [held]})

    assert nearest(policy, case, evaluate(policy, case)) == {}


# --- numbers below zero


def own(**bounds):
    says = {"fact": "item.own", "type": "number", "unit": "credits", "says": WORDS}
    amount = {"credits": "max(min(item.own + 4, 4), 0)"}
    return read(amount, facts=[{**says, **bounds}])


def test_a_fact_of_ones_own_may_be_below_zero_unless_it_is_said_not_to_be():
    assert answered(own(), {}).decision is Decision.UNDECIDED
    assert str(answered(own(), {"own": "-3"}).credits) == "1"
    assert str(answered(own(min="0"), {}).credits) == "4"


def test_a_number_out_of_the_bounds_declared_is_not_read():
    (line,) = answered(own(min="1", max="2"), {"own": "-3"}).lines
    assert str(line.credits) == "4"
    (line,) = answered(own(min="-9", max="-2"), {"own": "5"}).lines
    assert (line.decision, str(line.credits_max)) == (Decision.UNDECIDED, "2")


@pytest.mark.parametrize(
    "members",
    [
        {"portfolio": [{"id": "h", "score": "-1"}]},
        {"learner": {"cohort": "-1"}},
        {"programme": {"total_credits": "-1"}},
        {"programme": {"courses": [{"code": "A", "credits": "-0.5"}]}},
    ],
)
def test_a_case_with_a_number_of_ours_below_zero_is_refused(members):
    case = {"purpose": "deposit", "as_of": "2026-11-24", "portfolio": [], **members}

    with pytest.raises(BadValueError):
        Case.of(case)


def test_days_between_two_dates_may_be_below_zero_where_one_is_not_known():
    days = "days(learner.enrolled_on, as_of)"
    policy = read({"when": {"item.rank": {"max": f"max(0, min(3, 3 + {days}))"}}})

    assert answered(policy, {"rank": "2"}).decision is Decision.UNDECIDED


def test_a_finding_without_a_least_is_not_below_zero():
    policy = read(
        {"credits": "4 + finding.f"},
        findings=[{name: AMOUNT[name] for name in ("finding", "by", "unit", "asks")}],
    )
    given = [{"name": "f", "value": "-3"}]

    assert answered(policy, {}, findings=given).decision is Decision.UNDECIDED
    assert str(answered(policy, {}, findings=given).credits) == "4"


# --- a fact that is there, and decides nothing


LADDER = {"ladders": {"l": ["A", "B"]}, "tables": {"t": {"m": ["A"]}}}


@pytest.mark.parametrize(
    ("when", "held", "code", "more"),
    [
        ({"item.score": {"min": "60"}}, {}, "fact_unknown", {}),
        ({"item.score": {"min": "60"}}, {"score": "many"}, "fact_not_comparable", {}),
        ({"item.rank": {"max": "item.participants / 2"}}, {"rank": "5"},
         "compared_fact_unknown", {"unknown": "item.participants"}),
        ({"item.rank": {"max": "item.participants / item.author_order"}},
         {"rank": "5", "participants": "9", "author_order": "0"},
         "compared_fact_unknown",
         {"unknown": "item.author_order、item.participants"}),
        ({"item.level": {"at_least": "A", "on": "l"}}, {"level": "C"},
         "fact_not_comparable", {}),
        ({"item.level": {"at_least": "item.class", "on": "l"}},
         {"level": "A", "class": "C"}, "fact_not_comparable", {}),
        ({"item.level": {"at_most": "item.class", "on": "l"}}, {"level": "A"},
         "compared_fact_unknown", {"unknown": "item.class"}),
        ({"item.level": {"in_table": "item.class", "on": "t"}}, {"level": "A"},
         "compared_fact_unknown", {"unknown": "item.class"}),
        ({"item.major": {"same_as": "learner.major"}}, {"major": "m"},
         "compared_fact_unknown", {"unknown": "learner.major"}),
        ({"none_of": [{"item.major": {"same_as": "learner.major"}}]}, {"major": "m"},
         "compared_fact_unknown", {"unknown": "learner.major"}),
        ({"item.issued_on": {"min": "item.expires_on - 1 year"}},
         {"issued_on": "2023-03-01"},
         "compared_fact_unknown", {"unknown": "item.expires_on"}),
        ({"item.issued_on": {"max": "item.expires_on - 1 year"}},
         {"issued_on": "long ago", "expires_on": "2025-01-01"},
         "fact_not_comparable", {}),
        ({"item.issued_on": {"max": "item.expires_on - 1 year"}},
         {"issued_on": "2023-03-01", "expires_on": "2024-02-29"},
         "day_not_decided", {"first": "2023-02-28", "second": "2023-03-01"}),
    ],
)  # fmt: skip
def test_it_is_said_why_a_fact_that_is_there_decides_nothing(when, held, code, more):
    policy = read({"when": {"item.type": "t", **when}}, **LADDER)

    (line,) = answered(policy, held).lines

    (reason,) = line.reasons
    assert (line.decision, reason.code) == (Decision.UNDECIDED, code)
    assert reason.facts.items() >= more.items()
    said = [
        reason_text(reason.code, reason.rule, reason.clause, reason.facts, locale)
        for locale in LOCALES
    ]
    assert all(text in one for text in more.values() if "." not in text for one in said)
    assert not any("recorded" in one for one in said if code == "day_not_decided")
