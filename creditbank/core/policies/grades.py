"""The grade a line records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import NoRowError, NoValueError
from creditbank.core.policies.answers import Decision
from creditbank.core.policies.conditions import ALWAYS, Conditions, leaves
from creditbank.core.policies.formulas import Formula, number_of
from creditbank.core.policies.lookups import Bands, Lookup, Matching
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import shown

DECIMALS = 100  # a grade is a multiple of 0.01, or the policy names its rounding


class GradeState(StrEnum):
    GIVEN = "given"
    NONE = "none"  # the source gives nothing to work from
    OPEN = "open"  # it depends on what is not known yet
    NO_VALUE = "no_value"  # its formula has none here
    TIED = "tied"  # several are equally close, and the policy does not say which
    NOT_EXACT = "not_exact"  # the policy names no rounding


@dataclass(frozen=True)
class Grade:
    """A grade as far as it is known; ``why`` names what is open.

    ``found`` says what there was to work from where the source gives none.
    """

    state: GradeState
    text: str | None = None
    why: str = ""
    found: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class GradeCase:
    """One way to the grade: a word, a formula, a table, or another scale's match."""

    when: Conditions = ALWAYS
    word: str | None = None
    formula: Formula | None = None
    field: str = ""
    values: Mapping[str, str] | None = None
    table: Lookup | Bands | None = None
    matching: Matching | None = None

    def grade(self, scope: Scope) -> Grade:
        if self.word is not None:
            return Grade(GradeState.GIVEN, self.word)
        if self.formula is not None:
            return _reckoned(self.formula, scope)
        if self.table is not None:
            return _looked_up(self.table, scope)
        if self.matching is not None:
            return _matched(self.matching, scope)
        found = reader(self.field)(scope)
        if found is None:
            return Grade(GradeState.OPEN, None, self.field)
        return _worded((self.values or {}).get(found), [self.field], scope)


@dataclass(frozen=True)
class GradeRule:
    """The grade of the first case whose conditions hold."""

    cases: tuple[GradeCase, ...]

    def grade(self, scope: Scope) -> Grade:
        for case in self.cases:
            truth = case.when.truth(scope)
            if truth is Decision.YES:
                return case.grade(scope)
            if truth is Decision.UNDECIDED:
                open_ones = {
                    one.field
                    for one in case.when.judged(scope)
                    if one.truth is Decision.UNDECIDED
                }
                return Grade(GradeState.OPEN, None, "、".join(sorted(open_ones)))
        read = [one.field for case in self.cases for one in leaves(case.when)]
        return _none(read, scope)


def _matched(matching: Matching, scope: Scope) -> Grade:
    found = reader(matching.field)(scope)
    if found is None:
        return Grade(GradeState.OPEN, None, matching.field)
    grades = matching.grades(found)
    if len(grades) > 1:
        return Grade(GradeState.TIED, None, "、".join(grades))
    return _worded(grades[0] if grades else None, [matching.field], scope)


def _reckoned(formula: Formula, scope: Scope) -> Grade:
    try:
        amount = formula.amount(scope)
    except NoRowError:
        return _none(formula.fields, scope)
    except NoValueError:
        return Grade(GradeState.NO_VALUE, None, formula.text)
    if amount.known is None:
        return _unknown(amount.unknown, scope)
    if (amount.known * DECIMALS).denominator != 1:
        return Grade(GradeState.NOT_EXACT, None, _about(amount.known))
    return Grade(GradeState.GIVEN, shown(amount.known))


def _unknown(unknown: frozenset[str], scope: Scope) -> Grade:
    """Leave open what nobody gave; a word where a mark belongs, or "", is none."""
    read = {name: reader(name)(scope) for name in unknown}
    absent = {name for name, text in read.items() if text is None}
    wordy = [name for name, text in read.items() if text is not None and _is_word(text)]
    if absent or not wordy:
        return _open(absent or unknown)
    return _none(wordy, scope)


def _is_word(text: str) -> bool:
    try:
        number_of(text)
    except BadValueError:
        return True
    return False


def _worded(text: str | None, fields: Iterable[str], scope: Scope) -> Grade:
    """Give the word that a table has, if it has one."""
    return _none(fields, scope) if text is None else Grade(GradeState.GIVEN, text)


def _none(fields: Iterable[str], scope: Scope) -> Grade:
    """Record no grade, and say what there was to work from."""
    found = {name: reader(name)(scope) or "" for name in sorted(fields)}
    return Grade(GradeState.NONE, found=found)


def _open(unknown: Iterable[str]) -> Grade:
    return Grade(GradeState.OPEN, None, "、".join(sorted(unknown)))


def _looked_up(table: Lookup | Bands, scope: Scope) -> Grade:
    found = set(table.found(scope))
    if len(found) > 1:
        return _unknown(table.unknown(scope), scope)
    return _worded(found.pop(), table.fields, scope)


def _about(number: Fraction) -> str:
    """Show a fraction by its first four decimals: ``65.8450…``."""
    whole, rest = divmod(abs(number.numerator) * 10_000 // number.denominator, 10_000)
    return f"{'-' if number < 0 else ''}{whole}.{rest:04d}…"
