"""A public notice: its days, what it announces, and what may not be agreed to yet."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from creditbank.core.errors import BadValueError, NothingToPostError, NoticeOpenError
from creditbank.core.notices import (
    Notice,
    NoticeChangedError,
    Objection,
    ObjectionOpenError,
    OwnObjectionError,
    Ruling,
    check_ended,
    check_opening,
    has_objected,
    is_disputed,
    period_of,
    proposed,
    refuse_objector,
)
from creditbank.core.people import STRANGER, Actor
from creditbank.core.policies import Answer, Case, Decision, Line
from creditbank.core.policies.parts import Step, Words
from creditbank.core.values import Credits, UserId

FIRST = date(2026, 11, 24)
LINES = [{"credits": "6"}]
STEP = Step("s", "college", Words("公示", "Notice"), 5)


def a_notice(lines=LINES):
    place = ("n", "l", "c", "step", "bank", "deposit", "bank/deposit", "1")
    return Notice(*place, period=period_of(FIRST, 5), lines=lines)


def an_objection(ruling=None):
    return Objection(1, "n", "no", "u", datetime(2026, 11, 24, tzinfo=UTC), ruling)


def a_line(decision, *items):
    amounts = (Credits.of("2"), Credits.of("2"))
    return Line(items, "C1", decision, *amounts, "90", "elective", "r", ())


def test_law_17_a_notice_announces_outcomes_and_credits_and_neither_id_nor_grade():
    held = [{"id": "h", "outcome": "X1"}, {"id": "k"}]
    case = Case.of({"purpose": "deposit", "as_of": "2026-01-01", "portfolio": held})
    lines = (a_line(Decision.YES, "h", "k"), a_line(Decision.UNDECIDED, "h"))

    assert proposed(Answer(lines), case) == [
        {
            "outcomes": ["X1", ""],
            "target": "C1",
            "credits": "2",
            "effect": "elective",
            "rule": "r",
        }
    ]


def test_a_notice_of_five_days_ends_with_its_fifth():
    days = period_of(FIRST, 5)
    assert (days.starts_on, days.ends_on) == (FIRST, date(2026, 11, 28))


def test_nothing_the_same_and_the_disputed_are_not_announced():
    check_opening(STEP, None, [], LINES)
    check_opening(
        STEP, a_notice(), [an_objection(Ruling.DISMISSED)], [{"credits": "4"}]
    )
    for latest, objections, lines, error in (
        (None, [], [], NothingToPostError),
        (a_notice(), [], LINES, BadValueError),
        (a_notice(), [an_objection()], [{"credits": "4"}], ObjectionOpenError),
    ):
        with pytest.raises(error):
            check_opening(STEP, latest, objections, lines)


def test_what_is_agreed_to_was_announced_undisputed_for_all_its_days():
    after = date(2026, 11, 29)
    check_ended(STEP, a_notice(), [an_objection(Ruling.DISMISSED)], LINES, after)
    for latest, objections, lines, today, error in (
        (None, [], LINES, after, NoticeOpenError),
        (a_notice(), [], [], after, NoticeChangedError),
        (a_notice(), [an_objection()], LINES, after, ObjectionOpenError),
        (a_notice(), [], LINES, date(2026, 11, 28), NoticeOpenError),
    ):
        with pytest.raises(error):
            check_ended(STEP, latest, objections, lines, today)


def test_a_notice_is_disputed_until_every_objection_is_ruled_on():
    assert not is_disputed([])
    assert not is_disputed([an_objection(Ruling.UPHELD)])
    assert is_disputed([an_objection(Ruling.DISMISSED), an_objection()])


def test_who_objected_is_a_party_to_the_claim_whatever_became_of_it():
    objector, other = Actor(UserId("u")), Actor(UserId("v"))
    for made in ([an_objection()], [an_objection(Ruling.DISMISSED)]):
        assert has_objected(objector, made)
        with pytest.raises(OwnObjectionError):
            refuse_objector(objector, made)
        refuse_objector(other, made)
        refuse_objector(STRANGER, made)
    refuse_objector(objector, [])
