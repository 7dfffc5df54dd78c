"""What the parts of the policy language answer where a fact is odd or missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from small_policies import (
    CAP,
    CITED,
    RULE,
    answered,
    asked,
    finding,
    read,
    rule,
    told,
)

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case, Decision, evaluate
from creditbank.core.policies.dates import (
    Span,
    date_formula_of,
    days_between,
    whole_years,
)
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.grades import GradeCase, GradeRule, GradeState
from creditbank.core.policies.lookups import Distribution, Matching
from creditbank.core.policies.nearest import nearest
from creditbank.core.policies.scopes import reader
from creditbank.core.policies.versions import applying, evaluate_versions


def test_a_month_after_the_thirty_first_is_either_of_two_days():
    span = date_formula_of("2026-01-31 + 1 month").span({})

    assert span == Span(date(2026, 2, 28), date(2026, 3, 1))


def test_weeks_and_days_are_reckoned_exactly():
    span = date_formula_of("2026-01-31 + 1 week - 2 days").span({})

    assert span == Span(date(2026, 2, 5), date(2026, 2, 5))


def test_a_date_reckoned_from_an_unknown_or_impossible_day_is_not_known():
    enrolled = date_formula_of("learner.enrolled_on - 5 years")

    assert enrolled.span({}) is None
    assert enrolled.span({"learner": {"enrolled_on": "soon"}}) is None
    assert date_formula_of("2026-01-01 + 9999 years").span({}) is None


@pytest.mark.parametrize("text", ["", "+ 1 day", "2026-01-01 + much", "a" * 121])
def test_what_is_no_date_formula_is_refused(text):
    with pytest.raises(BadValueError):
        date_formula_of(text)


def test_whole_years_are_open_only_on_the_day_that_does_not_exist():
    assert whole_years("2004-02-29", "2022-02-27", "age").known == Fraction(17)
    assert whole_years("2004-02-29", "2022-02-28", "age").known is None
    assert whole_years("2004-02-29", "2022-03-01", "age").known == Fraction(18)


def test_a_span_from_what_is_no_date_is_not_known():
    assert days_between("2026-01-01", "2026-01-31", "days").known == Fraction(30)
    assert days_between("soon", "2026-01-31", "days").known is None
    assert whole_years("soon", "2026-01-31", "age").known is None


def test_the_year_of_a_date_is_its_first_four_figures():
    year = reader("item.issued_on.year")

    assert year({"item": {"issued_on": "2022-05-01"}}) == "2022"
    assert year({"item": {}}) is None


@pytest.mark.parametrize(
    ("formula", "state"),
    [
        ("item.score", GradeState.OPEN),
        ("item.rank / 0", GradeState.NO_VALUE),
        ("100 / 3", GradeState.NOT_EXACT),
        ("70", GradeState.GIVEN),
    ],
)
def test_a_grade_is_given_only_where_it_is_known_and_exact(formula, state):
    assert GradeCase(formula=formula_of(formula)).grade({}).state is state
    assert GradeRule(()).grade({}).state is GradeState.NONE


def test_a_holding_known_to_have_no_mark_records_none():
    carried = GradeCase(formula=formula_of("item.score"))

    assert carried.grade({"item": {"score": ""}}).state is GradeState.NONE
    assert carried.grade({"item": {"score": "pass"}}).state is GradeState.NONE


# --- whole policies, where something is odd or missing


def nearest_of(policy, portfolio, **members):
    case = asked(policy, portfolio, **members)
    return nearest(policy, case, evaluate(policy, case))


@pytest.mark.parametrize(
    ("when", "held", "learner", "expected"),
    [
        ({"item.score": {"min": "60"}}, {"score": "50"}, {}, ("item.score", "60")),
        ({"item.score": {"max": "60"}}, {"score": "70"}, {}, ("item.score", "60")),
        ({"item.level": {"at_least": "B", "on": "l"}}, {"level": "A"}, {},
         ("item.level", "B")),
        ({"item.major": {"same_as": "learner.major"}}, {"major": "M"}, {"major": "N"},
         ("item.major", "N")),
        ({"item.issued_on": {"min": "2024-01-01"}}, {"issued_on": "2023-01-01"}, {},
         ("item.issued_on", "2024-01-01")),
        ({"item.issued_on": {"max": "2024-01-01"}}, {"issued_on": "2025-01-01"}, {},
         ("item.issued_on", "2024-01-01")),
        ({"item.issued_on": {"below": "2024-01-01"}}, {"issued_on": "2025-01-01"}, {},
         ("item.issued_on", "2023-12-31")),
        ({"item.issued_on": {"above": "2024-02-28"}}, {"issued_on": "2023-01-01"}, {},
         ("item.issued_on", "2024-02-29")),
        ({"learner.passed": ["ENG3"]}, {}, {"passed": ["MATH"]},
         ("learner.passed", "ENG3")),
        ({"learner.region": "R"}, {}, {"region": "S"}, ("learner.region", "R")),
        ({"as_of": {"max": "2026-01-01"}}, {}, {}, ("as_of", "2026-01-01")),
    ],
)  # fmt: skip
def test_the_nearest_change_is_one_input_that_makes_it_a_yes(
    when, held, learner, expected
):
    policy = read(ladders={"l": ["A", "B"]}, **rule(when=when))

    change = nearest_of(policy, [{"id": "h", **held}], learner=learner)[0]

    assert (change.field, change.needed) == expected
    assert change.facts["credits"] == "2"


@pytest.mark.parametrize(
    ("when", "held"),
    [
        ({"item.outcome": "X"}, {"outcome": "Y"}),
        ({"item.level": {"not": "A"}}, {"level": "A"}),
        (
            {"item.score": {"min": "60"}, "item.level": "A"},
            {"score": "1", "level": "B"},
        ),
        ({"item.score": {"max": "1 / 3"}}, {"score": "1"}),
        ({"item.score": {"above": "60"}}, {"score": "60"}),
        ({"item.issued_on": {"above": "9999-12-31"}}, {"issued_on": "2025-01-01"}),
        ({"programme.award": "A"}, {}),
    ],
)
def test_where_no_single_change_suffices_none_is_told(when, held):
    programme = {"award": "B"}
    assert nearest_of(read(**rule(when=when)), [{"id": "h", **held}],
                      programme=programme) == {}  # fmt: skip


def test_a_finding_that_refused_may_be_the_nearest_change():
    policy = read(findings=[finding()], **rule(when={"finding.f": "yes"}))
    given = [{"name": "f", "value": "no"}, {"name": "f", "value": "no", "item": "h"}]

    change = nearest_of(policy, [{"id": "h"}, {"id": "k"}], findings=given)

    assert {one.field for one in change.values()} == {"finding.f"}


def test_the_day_a_window_opens_may_be_the_nearest_change():
    window = {"window": "w", "opens": "2026-12-01", "closes": "2026-12-31", **CITED}
    change = nearest_of(read(windows=[window]), [{"id": "h"}])[0]

    assert (change.field, change.needed) == ("as_of", "2026-12-01")


def test_a_window_by_a_date_nobody_gave_is_open_or_not():
    opens = "learner.enrolled_on"
    window = {"window": "w", "opens": opens, "closes": f"{opens} + 1 week", **CITED}
    policy = read(windows=[window])

    unknown = answered(policy, [{"id": "h"}])
    assert unknown.decision is Decision.UNDECIDED
    assert "window_date_unknown" in told(unknown)
    learner = {"enrolled_on": "2026-11-20"}
    assert answered(policy, [{"id": "h"}], learner=learner).decision is Decision.YES


@pytest.mark.parametrize(
    ("unit", "value", "more", "decision"),
    [
        ("credits", "3", {"min": "1", "max": "5"}, Decision.YES),
        ("credits", "9", {"min": "1", "max": "5"}, Decision.UNDECIDED),
        ("credits", "many", {}, Decision.UNDECIDED),
    ],
)
def test_a_finding_out_of_bounds_or_no_number_is_not_read(unit, value, more, decision):
    policy = read(findings=[finding(unit, **more)], **rule(credits="finding.f"))
    given = [{"name": "f", "value": value}]

    assert answered(policy, [{"id": "h"}], findings=given).decision is decision
    other = [{**given[0], "by_role": "officer"}]
    assert answered(policy, [{"id": "h"}], findings=other).decision is not Decision.YES


def test_several_holdings_are_those_asked_for_at_the_same_course():
    slot = {"holding": "other", "when": {"item.type": "u"}}
    when = {"item.type": "t", "target.code": {"not": "B"}}
    policy = read(purpose="convert", **rule(when=when, **{"with": [slot]}))
    held = [
        {"id": "a", "type": "t"},
        {"id": "b", "type": "u"},
        {"id": "c", "type": "u"},
    ]
    members = {
        "programme": {"courses": [{"code": "A", "credits": "2"}]},
        "choices": [{"item": "a", "target": "A"}, {"item": "b", "target": "A"}],
    }

    assert [line.items for line in answered(policy, held, **members).lines] == [
        ("a", "b")
    ]
    alone = {**members, "choices": members["choices"][:1]}
    assert told(answered(policy, held, **alone)) == {"holding_missing"}


def test_a_condition_that_cannot_be_worked_out_leaves_the_line_open():
    odd = {
        "item.score": {"min": "item.rank / 0"},
        "item.issued_on": {"min": "learner.enrolled_on"},
        "item.major": {"same_as": "learner.major"},
    }
    held = {"id": "h", "score": "1", "issued_on": "2020-01-01", "major": "M"}
    for field, relation in odd.items():
        answer = answered(read(**rule(when={field: relation})), [held])
        assert answer.decision is Decision.UNDECIDED, field
    soon = [{"id": "h", "issued_on": "soon"}]
    dated = read(**rule(when={"item.issued_on": {"min": "2020-01-01"}}))
    assert answered(dated, soon).decision is Decision.UNDECIDED


def test_a_holding_that_must_not_be_there_is_named_where_it_is():
    policy = read(**rule(when={"item.type": "t", "lacks": {"item.type": "u"}}))
    held = [{"id": "a", "type": "t"}, {"id": "b", "type": "u"}]

    assert answered(policy, held[:1]).decision is Decision.YES
    assert "condition_failed" in told(answered(policy, held))
    wanted = read(**rule(when={"none_of": [{"holds": {"item.type": "u"}}]}))
    assert answered(wanted, [{"id": "a", "type": "t"}]).decision is Decision.YES


def test_a_grade_may_come_from_bands_of_words_or_hang_on_an_absent_fact():
    bands = {"bands": "letter", "of": "item.score", "gaps": "yes", "rows": [
        {"from": "60", "to": "79", "value": "B"}, {"from": "80", "value": "A"}]}  # fmt: skip
    policy = read(bands=[bands], **rule(grade={"table": "letter"}))
    grades = {score: answered(policy, [{"id": "h", "score": score}]).lines[0].grade
              for score in ("85", "60", "10")}  # fmt: skip
    assert grades == {"85": "A", "60": "B", "10": None}
    assert "grade_fact_unknown" in told(answered(policy, [{"id": "h"}]))

    cases = [{"when": {"item.level": "A"}, "word": "优"}]
    hangs = read(**rule(grade={"cases": cases}))
    assert "grade_fact_unknown" in told(answered(hangs, [{"id": "h"}]))


def test_a_grade_on_a_finding_not_given_leaves_the_line_open():
    policy = read(
        findings=[finding("points", min="0", max="100")],
        **rule(grade={"formula": "finding.f"}),
    )
    assert "grade_finding_missing" in told(answered(policy, [{"id": "h"}]))
    given = [{"name": "f", "value": "77"}]
    assert answered(policy, [{"id": "h"}], findings=given).lines[0].grade == "77"


def test_grades_of_two_scales_meet_by_their_shares_or_not_at_all():
    scales = [
        {"distribution": "a", "grades": {"30": "40", "29": "60"}},
        {"distribution": "b", "grades": {"A": "50", "B": "50"}},
    ]
    match = {"from": "a", "to": "b", "grade": "item.grade"}
    found = {}
    for method in ("midpoint", "highest", "lowest"):
        grade = {"distribution": {**match, "by": method}}
        policy = read(distributions=scales, **rule(grade=grade))
        held = [{"id": "h", "grade": "29"}]
        found[method] = answered(policy, held).lines[0].grade
        assert answered(policy, [{"id": "h", "grade": "3"}]).lines[0].grade is None
        assert "grade_fact_unknown" in told(answered(policy, [{"id": "h"}]))
    assert found == {"midpoint": "B", "highest": "A", "lowest": "B"}
    empty = GradeCase(
        matching=Matching(scale({"30": 100}), scale({}), "item.grade", "midpoint")
    )
    assert empty.grade({"item": {"grade": "30"}}).state is GradeState.NONE


def scale(shares):
    return Distribution(tuple((n, Fraction(s)) for n, s in shares.items()))


def test_a_scale_not_known_may_lie_in_any_band():
    bands = {"bands": "b", "of": "item.score", "unit": "credits", "rows": [
        {"from": "50", "to": "59", "value": "6"}, {"from": "60", "value": "9"}]}  # fmt: skip
    policy = read(bands=[bands], **rule(credits="band.b"))

    assert str(answered(policy, [{"id": "h", "score": "60"}]).credits) == "9"
    unknown = answered(policy, [{"id": "h"}])
    assert (unknown.decision, str(unknown.credits_max)) == (Decision.UNDECIDED, "9")
    assert told(answered(policy, [{"id": "h", "score": "1"}])) >= {"no_row"}


def test_below_zero_nothing_is_given():
    policy = read(**rule(credits="item.rank - 5"))
    answer = answered(policy, [{"id": "h", "rank": "1"}])

    assert (answer.decision, told(answer)) == (
        Decision.NO,
        {"below_zero", "rule_applies"},
    )


def test_an_amount_by_cases_is_open_while_a_case_is():
    cases = [
        {"when": {"item.level": "A"}, "value": "4"},
        {"when": {"item.type": "t"}, "value": "2"},
    ]
    policy = read(**rule(credits=cases))

    assert str(answered(policy, [{"id": "h", "type": "t"}]).credits_max) == "4"
    sure = answered(policy, [{"id": "h", "type": "t", "level": "B"}])
    assert str(sure.credits) == "2"
    none = answered(policy, [{"id": "h", "type": "u", "level": "B"}])
    assert told(none) >= {"no_row"}


def test_a_derived_fact_may_be_a_number_or_not_known():
    cases = [{"when": {"item.level": "A"}, "number": "item.score / 2"}]
    derived = {"derived": "half", "unit": "points", "cases": cases, **CITED}
    policy = read(derived=[derived], **rule(when={"derived.half": {"min": "30"}}))

    assert answered(policy, [{"id": "h", "level": "A", "score": "60"}]).yes_lines
    for held in ({"level": "A"}, {"score": "60"}):
        answer = answered(policy, [{"id": "h", **held}])
        assert answer.decision is Decision.UNDECIDED


def test_who_keeps_the_old_version_must_be_known():
    old = read(
        effective={"by": "submitted_on", "from": "2020-01-01", "to": "2024-12-31"}
    )
    new = read(
        version="2",
        effective={"by": "submitted_on", "from": "2025-01-01"},
        supersedes={"version": "1", "kept_by": {"learner.student_type": "退役"}},
    )
    case = asked(new, [{"id": "h"}])
    item = case.portfolio[0]

    why = applying([old, new], case, item).reason
    assert (why.code, dict(why.facts)) == (
        "version_date_unknown",
        {"field": "learner.student_type"},
    )
    kept = asked(new, [{"id": "h"}], learner={"student_type": "退役"})
    assert applying([old, new], kept, item).policy is old


def test_an_objective_the_policy_has_not_is_refused():
    with pytest.raises(BadValueError):
        answered(read(caps=[CAP]), [{"id": "h"}], objective="fame")


def test_a_minimum_without_a_value_is_open():
    minimum = {"minimum": "m", "counts": "credits", "min": "1 / 0", **CITED}
    answer = answered(read(minimums=[minimum]), [{"id": "h"}])

    assert answer.decision is Decision.UNDECIDED


def test_a_line_without_a_known_most_leaves_a_cap_of_credits_open():
    policy = read(caps=[CAP], **rule(credits="item.bank_value"))
    held = [{"id": "h"}, {"id": "k", "bank_value": "2"}]

    answer = answered(policy, held)

    assert (answer.decision, answer.credits_max) == (Decision.UNDECIDED, None)


def test_lists_of_the_learner_are_texts_on_lines_of_their_own():
    listed = asked(None, [], learner={"passed": ["A", "B"]})
    assert listed.learner["passed"] == "A\nB"
    assert asked(None, [], learner={"passed": "A"}).learner["passed"] == "A"
    with pytest.raises(BadValueError):
        asked(None, [], learner={"passed": ["A\nB"]})


@pytest.mark.parametrize(
    ("text", "value"), [("-2 + 5", "3"), ("-(2 - 5)", "3"), ("2 * -3", "-6")]
)
def test_a_number_may_be_taken_with_the_other_sign(text, value):
    assert formula_of(text).amount({}).known == Fraction(value)


def test_a_word_where_a_number_belongs_is_not_known():
    policy = read(**rule(credits="item.bank_value"))
    answer = answered(policy, [{"id": "h", "bank_value": "many"}])

    assert (answer.decision, answer.credits_max) == (Decision.UNDECIDED, None)


def test_a_table_of_two_keys_with_a_row_for_all_others_has_no_empty_place():
    rows = {"A": {"x": "4", "other": "2"}, "other": {"other": "1"}}
    table = {"lookup": "t", "keys": ["item.level", "item.type"], "unit": "credits",
             "rows": rows}  # fmt: skip
    policy = read(lookups=[table], **rule(credits="lookup.t"))

    assert str(answered(policy, [{"id": "h", "level": "A"}]).credits_max) == "4"
    open_ones = answered(policy, [{"id": "h"}])
    assert "no_row" not in told(open_ones)
    assert str(open_ones.credits_max) == "4"


def test_a_grade_that_no_rounding_makes_exact_leaves_the_line_open():
    policy = read(**rule(grade={"formula": "item.score / 3"}))
    answer = answered(policy, [{"id": "h", "score": "100"}])

    assert "grade_not_exact" in told(answer)
    assert answer.decision is Decision.UNDECIDED


def test_a_rule_that_only_rules_a_course_out_may_be_asked_for_any_other():
    when = {"item.type": "t", "target.code": {"not": "A"}}
    policy = read(purpose="convert", **rule(when=when))
    courses = [{"code": code, "credits": "2"} for code in ("A", "B")]

    lines = answered(
        policy, [{"id": "h", "type": "t"}], programme={"courses": courses}
    ).yes_lines

    assert [line.target for line in lines] == ["B"]


def test_a_change_after_which_another_version_would_answer_is_not_told():
    policy = read(**rule(when={"as_of": {"min": "2027-01-01"}}))
    case = asked(policy, [{"id": "h"}])
    answer = evaluate(policy, case)

    def until(year):
        return lambda changed, _item: changed.as_of.year < year

    assert nearest(policy, case, answer)[0].needed == "2027-01-01"
    assert nearest(policy, case, answer, until(2028))[0].needed == "2027-01-01"
    assert nearest(policy, case, answer, until(2027)) == {}


def test_every_line_names_the_version_that_decides_it():
    old = {"by": "issued_on", "from": "2020-01-01", "to": "2024-12-31"}
    one = read(effective=old)
    two = read(version="2", effective={"by": "issued_on", "from": "2025-01-01"})
    held = [
        {"id": name, **({"issued_on": day} if day else {})}
        for name, day in (("a", "2024-12-31"), ("b", "2025-01-01"), ("c", ""))
    ]

    answer = evaluate_versions([one, two], asked(two, held)).json()

    assert [line["version"] for line in answer["lines"]] == ["1", "2", ""]


def test_where_who_keeps_the_old_version_is_not_known_none_applies():
    policy = read(
        version="2", supersedes={"version": "1", "kept_by": {"learner.region": "R"}}
    )
    answer = evaluate_versions(
        [read(effective={"by": "submitted_on", "from": "2019-01-01",
                         "to": "2019-12-31"}), policy],
        asked(policy, [{"id": "h"}]),
    )  # fmt: skip

    assert "version_date_unknown" in told(answer)


def test_a_window_of_the_learner_that_is_no_day_is_not_offered_as_a_change():
    when = {"as_of": {"same_as": "learner.enrolled_on"}}
    policy = read(**rule(when=when))
    learner = {"enrolled_on": "soon"}

    assert nearest_of(policy, [{"id": "h"}], learner=learner) == {}


def test_two_versions_of_one_day_answer_nothing():
    both = [read(version="1"), read(version="2")]
    found = applying(both, asked(None, [{"id": "h"}]), None)

    assert (found.policy, found.reason.code) == (None, "two_versions")
    assert found.reason.facts["versions"] == "1、2"


def test_a_condition_within_none_of_stands_among_those_that_may_change():
    when = {"none_of": [{"item.level": "A"}], "item.score": {"min": "60"}}
    policy = read(**rule(when=when))
    change = nearest_of(policy, [{"id": "h", "level": "B", "score": "50"}])[0]

    assert (change.field, change.needed) == ("item.score", "60")


def test_a_fact_made_of_others_is_none_of_its_words_where_no_case_holds():
    cases = [{"when": {"item.level": "A"}, "word": "high"}]
    derived = {"derived": "d", "cases": cases, **CITED}
    policy = read(derived=[derived], **rule(when={"derived.d": "high"}))

    assert answered(policy, [{"id": "h", "level": "B"}]).decision is Decision.NO


def test_years_between_dates_nobody_gave_are_not_known():
    age = "years(learner.born_on, learner.enrolled_on)"
    derived = {"derived": "age", "unit": "years", **CITED}
    derived["cases"] = [{"when": {}, "number": age}]
    policy = read(derived=[derived], **rule(when={"derived.age": {"min": "18"}}))

    answer = answered(policy, [{"id": "h"}], learner={"born_on": "2000-01-01"})

    assert (answer.decision, told(answer)) == (Decision.UNDECIDED, {"fact_unknown"})


def test_a_line_outside_every_cap_has_no_most_where_its_amount_is_not_known():
    cap = {**CAP, "where": {"item.type": "t"}, "max": "3"}
    policy = read(caps=[cap], **rule(credits="item.bank_value"))
    held = [{"id": name, "type": "t", "bank_value": "2"} for name in "hi"]
    held.append({"id": "k", "type": "u"})

    answer = answered(policy, held)

    assert (str(answer.credits), answer.credits_max) == ("2", None)


def test_a_line_that_an_open_one_would_trim_is_open_itself():
    cap = {**CAP, "bites": "trim"}
    rules = [
        {**RULE, "rule": "a", "credits": "3",
         "when": {"item.type": "open", "finding.f": "yes"}},
        {**RULE, "rule": "b", "credits": "4", "when": {"item.type": "sure"}},
    ]  # fmt: skip
    policy = read(caps=[cap], findings=[finding()], rules=rules)

    answer = answered(
        policy, [{"id": "h", "type": "open"}, {"id": "k", "type": "sure"}]
    )

    assert (answer.yes_lines, str(answer.credits_max)) == ((), "5")


def test_what_was_posted_in_a_place_counts_against_what_may_stand_there():
    cap = {**CAP, "over": "finding.f", "max": "3"}
    place = finding("one_of", words=["x", "y"])
    policy = read(caps=[cap], findings=[place])
    posted = {"line": "1", "items": ["p"], "credits": "2", "effect": "elective"}
    given = [{"name": "f", "value": "x", "item": "p"}]
    asked_for = {"prior": [posted], "findings": given}

    held = [{"id": "p"}, {"id": "h"}]
    answer = answered(policy, held, choices=[{"item": "h"}], **asked_for)

    assert (answer.decision, str(answer.credits_max)) == (Decision.UNDECIDED, "2")


def test_of_two_rules_only_the_open_one_tells_its_readings():
    rules = [
        {**RULE, "rule": "a", "when": {"finding.f": "yes"}, "credits": "3"},
        {**RULE, "rule": "b", "alternative_to": "a"},
    ]
    policy = read(findings=[finding()], rules=rules)

    lines = {one.rule: one for one in answered(policy, [{"id": "h"}]).lines}

    assert "reading" in {one.code for one in lines["a"].reasons}
    assert "reading" not in {one.code for one in lines["b"].reasons}


def test_a_cap_by_items_bounds_no_amount_that_nobody_knows():
    cap = {**CAP, "counts": "items", "max": "1"}
    policy = read(caps=[cap], **rule(credits="item.bank_value"))
    held = [{"id": "h", "bank_value": "3"}, {"id": "k", "bank_value": "many"}]

    answer = answered(policy, held)

    assert (answer.decision, answer.credits_max) == (Decision.UNDECIDED, None)


def test_nothing_is_set_off_for_what_was_posted_on_a_holding_out_of_sight():
    group = {"group": "g", "by": "finding.f", "nets": "yes", **CITED}
    policy = read(groups=[group], findings=[finding("one_of", words=["x", "y"])])
    posted = {"line": "1", "items": ["away"], "credits": "1", "effect": "elective"}
    given = [{"name": "f", "value": "x", "item": "h"}]

    answer = answered(policy, [{"id": "h"}], prior=[posted], findings=given)

    assert str(answer.credits) == "2"


def a_bundle_under(bites, most, **more):
    cap = {**CAP, "bites": bites, "max": most, "where": {"target.code": "C1"}, **more}
    rules = [{**RULE, "bundle": ["C1", "C2"], "credits": "target.credits"}]
    case = {
        "purpose": "convert:x/y",
        "as_of": "2026-01-01",
        "programme": {
            "courses": [{"code": "C1", "credits": "4"}, {"code": "C2", "credits": "3"}]
        },
        "portfolio": [{"id": "h"}],
    }
    answer = evaluate(read(purpose="convert", rules=rules, caps=[cap]), Case.of(case))
    used = [one.used for one in answer.caps]
    return {line.target: str(line.credits) for line in answer.yes_lines}, used


def test_of_a_bundle_only_the_course_under_the_cap_is_cut():
    assert a_bundle_under("trim", "2.5") == ({"C1": "2.5", "C2": "3"}, ["2.5"])
    assert a_bundle_under("trim", "2.75", step="0.5") == (
        {"C1": "2.5", "C2": "3"},
        ["2.5"],
    )
    assert a_bundle_under("trim", "9") == ({"C1": "4", "C2": "3"}, ["4"])
    assert a_bundle_under("whole", "4") == ({"C1": "4", "C2": "3"}, ["4"])


def test_a_bundle_falls_whole_where_one_of_its_courses_is_cut_to_nothing():
    assert a_bundle_under("trim", "0") == ({}, ["0"])
    assert a_bundle_under("whole", "3.99") == ({}, ["0"])


def test_a_refusal_counts_what_a_trimming_cap_left_of_the_others():
    cap = {**CAP, "bites": "trim", "max": "5"}
    held = [{"id": f"h{n}", "issued_on": f"202{n}-01-01"} for n in range(3)]
    case = {"purpose": "deposit", "as_of": "2026-01-01", "portfolio": held}

    answer = evaluate(read(rules=[{**RULE, "credits": "4"}], caps=[cap]), Case.of(case))

    assert [str(line.credits) for line in answer.lines] == ["4", "1", "0"]
    assert answer.caps[0].used == "5"
    (refused,) = [one for one in answer.lines if not one.credits.hundredths]
    told = next(one for one in refused.reasons if one.code == "cap_credits_all")
    assert (told.facts["used"], told.facts["asked"]) == ("5", "4")
