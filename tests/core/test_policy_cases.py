"""A CASE is read as it is written, or refused by the member that is wrong."""

from __future__ import annotations

import pytest
from small_policies import asked, read

from creditbank.core.errors import BadValueError
from creditbank.core.policies import Case
from creditbank.core.policies.reading_cases import RepeatedError
from creditbank.language.refusals import refusal_text

BASE = {"purpose": "deposit", "as_of": "2025-01-01", "portfolio": [{"id": "h"}]}
LINE = {"line": "1.0", "items": ["h"], "credits": "2"}


def refused(**members):
    with pytest.raises(BadValueError) as caught:
        Case.of({**BASE, **members})
    return caught.value


@pytest.mark.parametrize(
    ("members", "kind", "value"),
    [
        ({"portfolio": [{"id": "h", "score": "1"}, {"id": "h", "score": "2"}]},
         "portfolio.id", "h"),
        ({"programme": {"courses": [{"code": "A", "credits": "2"},
                                    {"code": "B"}, {"code": "A", "credits": "9"}]}},
         "programme.courses.code", "A"),
        ({"prior": [LINE, {**LINE, "credits": "3"}]}, "prior.line", "1.0"),
        ({"prior": [{**LINE, "items": ["h", "h"]}]}, "prior.items", "h"),
        ({"prior": [{**LINE, "holdings": [{"id": "h"}, {"id": "h"}]}]},
         "prior.holdings.id", "h"),
    ],
)  # fmt: skip
def test_what_a_case_names_once_may_not_stand_in_it_twice(members, kind, value):
    error = refused(**members)

    assert isinstance(error, RepeatedError)
    assert error.facts == {"kind": kind, "value": value}
    for locale in ("zh", "en"):
        said = refusal_text(error.code, error.facts, locale)
        assert kind in said and f"“{value}”" in said


def test_the_same_names_in_two_parts_of_a_case_are_no_repetition():
    case = Case.of(
        {
            **BASE,
            "portfolio": [{"id": "h"}, {"id": "k"}],
            "programme": {"courses": [{"code": "h"}, {"code": "k"}]},
            "prior": [
                {**LINE, "holdings": [{"id": "h"}]},
                {**LINE, "line": "1.1", "holdings": [{"id": "h"}]},
            ],
        }
    )

    assert Case.of(case.json()) == case


@pytest.mark.parametrize(
    "as_of",
    [
        *("2025-01-01garbage", "2025-01-01T10:00:00Z", "2025-01-01 ", " 2025-01-01"),
        *("2025-01-01\n", "2025-1-1", "20250101", "2025-13-01", "2025-02-30", ""),
    ],
)
def test_the_day_a_case_is_decided_as_of_is_a_calendar_date_and_nothing_more(as_of):
    error = refused(as_of=as_of)

    assert error.facts == {"kind": "as_of", "value": as_of}
    assert "as_of" in refusal_text(error.code, error.facts, "en")


def test_a_case_without_its_day_is_refused_by_that_name():
    with pytest.raises(BadValueError, match="as_of"):
        Case.of({"portfolio": []})
    with pytest.raises(BadValueError, match="as_of"):
        asked(read(), [], as_of=20250101)


def test_an_empty_list_is_the_same_fact_before_a_case_is_kept_and_after():
    held = [{"id": "h", "own": [], "level": "A"}]
    case = Case.of({"as_of": "2025-01-01", "portfolio": held})
    again = Case.of(case.json())

    assert [
        type(one) for one in (case, again) for one in one.portfolio[0].facts.values()
    ] == [str] * 4
    assert case == again
