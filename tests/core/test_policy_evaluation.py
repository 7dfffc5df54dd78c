"""What the parts of the policy language answer where a fact is odd or missing."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from creditbank.core.errors import BadValueError
from creditbank.core.policies.dates import (
    Span,
    date_formula_of,
    days_between,
    whole_years,
)
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.grades import GradeCase, GradeRule, GradeState
from creditbank.core.policies.scopes import reader


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
        ("item.score", GradeState.NONE),
        ("100 / 3", GradeState.NOT_EXACT),
        ("70", GradeState.GIVEN),
    ],
)
def test_a_grade_is_given_only_where_it_is_known_and_exact(formula, state):
    assert GradeCase(formula=formula_of(formula)).grade({}).state is state
    assert GradeRule(()).grade({}).state is GradeState.NONE
