"""Comparing one fact with what is asked for, in three values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import NoRowError, NoValueError
from creditbank.core.policies.answers import Decision
from creditbank.core.policies.dates import DateFormula
from creditbank.core.policies.formulas import Formula, number_of
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import day_of

YES, NO, UNDECIDED = Decision.YES, Decision.NO, Decision.UNDECIDED

Test: TypeAlias = Callable[[str, Scope], Decision]
Why: TypeAlias = "tuple[str, tuple[tuple[str, str], ...]]"  # a code, and its facts
NOT_COMPARABLE: Why = ("fact_not_comparable", ())


class Relation(StrEnum):
    """How a field is compared; bounds are inclusive but for above and below."""

    IN = "in"
    NOT = "not"
    MIN = "min"
    MAX = "max"
    ABOVE = "above"
    BELOW = "below"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    IN_TABLE = "in_table"
    SAME_AS = "same_as"
    NOT_SAME_AS = "not_same_as"
    HAS = "has"
    LACKS = "lacks"


@dataclass(frozen=True)
class Operand:
    """What a fact is compared with; its form follows the relation.

    IN, NOT, HAS, LACKS: the words. Bounds: a formula for numbers, a date formula for
    dates. AT_LEAST, AT_MOST: a word or a field on the ladder. IN_TABLE: ``words[0]`` is
    the field whose value picks the row of the table, ``ladder`` the table's name.
    SAME_AS: the other field.
    """

    relation: Relation
    words: tuple[str, ...]
    formula: Formula | None
    day: DateFormula | None
    ladder: str
    steps: tuple[str, ...]  # of the ladder
    rows: Mapping[str, tuple[str, ...]]


def expected_of(operand: Operand, scope: Scope) -> str:
    """Say what was asked for, with what the facts make of it."""
    match operand.relation:
        case Relation.IN | Relation.NOT | Relation.HAS | Relation.LACKS:
            return "、".join(operand.words)
        case Relation.AT_LEAST | Relation.AT_MOST:
            word = operand.words[0]
            return reader(word)(scope) or word
        case Relation.IN_TABLE:
            row = reader(operand.words[0])(scope)
            if row is None:
                return operand.words[0]
            return "、".join(operand.rows.get(row, ()))
        case Relation.SAME_AS | Relation.NOT_SAME_AS:
            return reader(operand.words[0])(scope) or operand.words[0]
        case _:
            return _bound_text(operand, scope)


def _bound_text(operand: Operand, scope: Scope) -> str:
    if operand.day is not None:
        span = operand.day.span(scope)
        if span is None or (not operand.day.field and not operand.day.steps):
            return operand.day.text
        return f"{operand.day.text} = {span.low.isoformat()}"
    formula = operand.formula
    if formula is None:  # pragma: no cover - a bound has one or the other
        return ""
    try:
        known = formula.amount(scope).known
    except NoValueError:
        known = None
    return (
        formula.text
        if known is None or not formula.fields
        else (f"{formula.text} = {known}")
    )


def why_open(operand: Operand, found: str, scope: Scope) -> Why:
    """Say why a fact that is there decides nothing.

    What else is not known, or both days a date may fall on, or that the fact cannot be
    compared at all.
    """
    if operand.relation in {Relation.AT_LEAST, Relation.AT_MOST}:
        word = operand.words[0]
        is_missing = found in operand.steps and reader(word)(scope) is None
        return _unknown(word) if is_missing else NOT_COMPARABLE
    if operand.day is not None:
        return _why_day(operand.day, found, scope)
    if operand.formula is None:
        return _unknown(operand.words[0])
    try:
        number_of(found)
        names = operand.formula.amount(scope).unknown
    except BadValueError:
        return NOT_COMPARABLE
    except NoValueError:
        names = operand.formula.fields
    return _unknown("、".join(sorted(names)))


def _why_day(day: DateFormula, found: str, scope: Scope) -> Why:
    try:
        day_of(found)
    except BadValueError:
        return NOT_COMPARABLE
    span = day.span(scope)
    if span is None:
        return _unknown(day.field or day.text)
    first, second = span.low.isoformat(), span.high.isoformat()
    return "day_not_decided", (("first", first), ("second", second))


def _unknown(names: str) -> Why:
    return "compared_fact_unknown", (("unknown", names),)


def test_of(operand: Operand) -> Test:
    """Make the test; what is known to be no number meets no bound."""
    make = _TESTS.get(operand.relation)
    if make is not None:
        return make(operand)
    return _dated(operand) if operand.day else _bounded(operand)


def _in(operand: Operand) -> Test:
    words = frozenset(operand.words)
    inside, outside = (YES, NO) if operand.relation is Relation.IN else (NO, YES)
    return lambda found, _scope: inside if found in words else outside


def _has(operand: Operand) -> Test:
    words, relation = frozenset(operand.words), operand.relation

    def test(found: str, _scope: Scope) -> Decision:
        is_there = not words.isdisjoint(found.split("\n"))
        return YES if is_there is (relation is Relation.HAS) else NO

    return test


def _on_ladder(operand: Operand) -> Test:
    read = reader(operand.words[0])

    def test(found: str, scope: Scope) -> Decision:
        floor = read(scope) or operand.words[0]
        if found not in operand.steps or floor not in operand.steps:
            return UNDECIDED
        one, two = operand.steps.index(found), operand.steps.index(floor)
        is_so = one >= two if operand.relation is Relation.AT_LEAST else one <= two
        return YES if is_so else NO

    return test


def _in_table(operand: Operand) -> Test:
    read = reader(operand.words[0])

    def test(found: str, scope: Scope) -> Decision:
        row = read(scope)
        if row is None:
            return UNDECIDED
        return YES if found in operand.rows.get(row, ()) else NO

    return test


def _same_as(operand: Operand) -> Test:
    read = reader(operand.words[0])
    wanted = operand.relation is Relation.SAME_AS

    def test(found: str, scope: Scope) -> Decision:
        other = read(scope)
        if other is None:
            return UNDECIDED
        return YES if (found == other) is wanted else NO

    return test


def _bounded(operand: Operand) -> Test:
    """Compare a number with a formula's range."""
    formula, relation = operand.formula, operand.relation

    def test(found: str, scope: Scope) -> Decision:
        if not found:
            return NO
        try:
            value = number_of(found)
            bound = formula.amount(scope) if formula else None
        except NoRowError:  # the source names no bound here, so nothing meets it
            return NO
        except (BadValueError, NoValueError):
            return UNDECIDED
        if bound is None:  # pragma: no cover - a bound has one or the other
            return UNDECIDED
        return _compared(value, bound.low, bound.high, relation)

    return test


def _dated(operand: Operand) -> Test:
    day, relation = operand.day, operand.relation

    def test(found: str, scope: Scope) -> Decision:
        span = day.span(scope) if day else None
        try:
            value = day_of(found)
        except BadValueError:
            return UNDECIDED
        if span is None:
            return UNDECIDED
        return _compared(
            Fraction(value.toordinal()),
            Fraction(span.low.toordinal()),
            Fraction(span.high.toordinal()),
            relation,
        )

    return test


def _compared(
    value: Fraction, low: Fraction | None, high: Fraction | None, relation: Relation
) -> Decision:
    """Compare with a bound known to lie from ``low`` to ``high``."""
    if relation is Relation.MIN or relation is Relation.BELOW:
        sure = high is not None and value >= high
        never = low is not None and value < low
    else:
        sure = low is not None and value <= low
        never = high is not None and value > high
    if relation is Relation.BELOW or relation is Relation.ABOVE:
        sure, never = never, sure
    return YES if sure else NO if never else UNDECIDED


_TESTS: dict[Relation, Callable[[Operand], Test]] = {
    Relation.IN: _in,
    Relation.NOT: _in,
    Relation.HAS: _has,
    Relation.LACKS: _has,
    Relation.AT_LEAST: _on_ladder,
    Relation.AT_MOST: _on_ladder,
    Relation.IN_TABLE: _in_table,
    Relation.SAME_AS: _same_as,
    Relation.NOT_SAME_AS: _same_as,
}
