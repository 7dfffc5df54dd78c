"""Dates reckoned from other dates: ``learner.enrolled_on - 5 years``.

A month or a year later need not exist (29 February, the 31st): no published policy
says which day is meant then, so such a date is a span of days, and a condition
between the two is not decided.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import Amount
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import day_of

CHARACTERS_MAX = 120
DAYS = "[1-9][0-9]{0,3}"  # what a number of days looks like

_STEP = re.compile(r"\s*([+-])\s*([0-9]{1,4})\s*(day|week|month|year)s?")
_START = re.compile(r"\s*([0-9]{4}-[0-9]{2}-[0-9]{2}|[^\W\d][\w.]*)")


@dataclass(frozen=True)
class Span:
    """A day as far as it is known: the earliest and the latest it can be."""

    low: date
    high: date


@dataclass(frozen=True)
class DateFormula:
    """A date or a date field, moved by days, weeks, months or years."""

    text: str
    start: str  # a field, or a date as written
    steps: tuple[tuple[int, str], ...] = ()

    @property
    def field(self) -> str | None:
        return None if self.start[:1].isdigit() else self.start

    def span(self, scope: Scope) -> Span | None:
        """Work it out; None where the field it starts from is not known."""
        text = reader(self.start)(scope) if self.field else self.start
        if text is None:
            return None
        try:
            day = day_of(text)
            span = Span(day, day)
            for count, unit in self.steps:
                span = _moved(span, count, unit)
        except (BadValueError, ValueError, OverflowError):
            return None
        return span


def date_formula_of(text: str) -> DateFormula:
    """Read a date formula; raises BadValueError for anything else."""
    match = _START.match(text) if len(text) <= CHARACTERS_MAX else None
    if match is None:
        raise BadValueError("date", text[:40])
    start, at = match.group(1), match.end()
    if start[:1].isdigit():
        day_of(start)
    steps = []
    while text[at:].strip():
        step = _STEP.match(text, at)
        if step is None:
            raise BadValueError("date", text[:40])
        count = int(step.group(2)) * (1 if step.group(1) == "+" else -1)
        steps.append((count, step.group(3)))
        at = step.end()
    return DateFormula(text.strip(), start, tuple(steps))


def days_of(text: str) -> int:
    """Read a number of days; raises BadValueError for none, or for anything else."""
    if not re.fullmatch(DAYS, text):
        raise BadValueError("days", text[:40])
    return int(text)


def whole_years(start: str, end: str, name: str) -> Amount:
    """Count the birthdays from ``start`` up to ``end``, that day included."""
    try:
        first, last = day_of(start), day_of(end)
    except BadValueError:
        return Amount.missing(name)
    early, late = _anniversary(first, last.year)
    years = last.year - first.year
    low = years - (last < late)
    high = years - (last < early)
    unknown = frozenset({name}) if low != high else frozenset()
    return Amount(Fraction(max(low, 0)), Fraction(max(high, 0)), unknown)


def days_between(start: str, end: str, name: str) -> Amount:
    """Count the days from ``start`` to ``end``."""
    try:
        return Amount.of(Fraction((day_of(end) - day_of(start)).days))
    except BadValueError:
        return Amount.missing(name, None)


def _moved(span: Span, count: int, unit: str) -> Span:
    if unit in {"day", "week"}:
        by = timedelta(days=count * (7 if unit == "week" else 1))
        return Span(span.low + by, span.high + by)
    months = count * (12 if unit == "year" else 1)
    return Span(_months_on(span.low, months).low, _months_on(span.high, months).high)


def _months_on(day: date, months: int) -> Span:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day <= last:
        same = date(year, month + 1, day.day)
        return Span(same, same)
    end = date(year, month + 1, last)
    return Span(end, end + timedelta(days=1))


def _anniversary(day: date, year: int) -> tuple[date, date]:
    """Give the day in ``year``; for 29 February in other years, both readings."""
    months = (year - day.year) * 12
    span = _months_on(day, months)
    return span.low, span.high
