"""One live award for each holding, course and term (law 6), before it is posted."""

from __future__ import annotations

import pytest

from creditbank.core.policies import Decision
from tests.core.test_policy_openness import PROGRAMME, answered, codes, convert, read

SLOT = {"holding": "other", "when": {"item.type": "t"}}
CHOICE = {"item": "h0", "target": "A"}
POSTED = {"line": "3.1", "items": ["h0"], "target": "A", "credits": "2", "rule": "r1"}


def given(answer):
    return [(line.items, line.target) for line in answer.yes_lines]


def test_two_holdings_to_one_course_give_it_once_whichever_is_named_first():
    answer = answered(convert({"with": [SLOT]}), {}, {}, programme=PROGRAMME)

    assert given(answer) == [(("h0", "h1"), "A")]
    assert len(answer.lines) == 1


def test_of_three_holdings_two_give_a_course_and_the_third_says_why_not():
    answer = answered(convert({"with": [SLOT]}), {}, {}, {}, programme=PROGRAMME)

    assert given(answer) == [(("h0", "h1"), "A")]
    others = [line for line in answer.lines if line.decision is Decision.NO]
    assert {codes(line)[0] for line in others} == {"another_line_stands"}


def test_two_holdings_whose_parts_differ_are_two_ways_of_one_course():
    drawn = {"with": [SLOT], "credits": "item.credits"}
    answer = answered(
        convert(drawn), {"credits": "1"}, {"credits": "3"}, programme=PROGRAMME
    )

    assert given(answer) == [(("h1", "h0"), "A")]


def test_a_holding_may_serve_several_courses():
    courses = {"courses": [{"code": code, "credits": "4"} for code in ("A", "B")]}

    assert len(given(answered(convert({}), {}, programme=courses))) == 2


def test_what_is_posted_for_a_course_is_not_awarded_again():
    answer = answered(
        convert({}), {}, programme=PROGRAMME, choices=[CHOICE], prior=[POSTED]
    )

    (line,) = answer.lines
    assert (line.decision, codes(line)[0]) == (Decision.NO, "already_awarded")
    assert line.reasons[0].facts == {"line": "3.1"}


@pytest.mark.parametrize(
    "other",
    [
        {"target": "B"},
        {"items": ["x"]},
        {"term": "T1"},
        {"scheme": "bank"},
        {"purpose": "convert:x/other"},
    ],
)
def test_another_course_holding_term_or_purpose_is_another_use(other):
    answer = answered(
        convert({}),
        {},
        programme=PROGRAMME,
        purpose="convert:x/y",
        choices=[CHOICE],
        prior=[{**POSTED, **other}],
    )

    assert given(answer) == [(("h0",), "A")]


def test_a_deposit_is_made_once_for_a_term():
    once = {**POSTED, "target": None, "scheme": "bank", "purpose": "deposit"}

    assert not given(answered(read({}), {}, prior=[once]))
    yearly = read({"term": "item.term"})
    assert given(answered(yearly, {"term": "T2"}, prior=[{**once, "term": "T1"}]))
