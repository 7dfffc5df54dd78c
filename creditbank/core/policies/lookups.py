"""Tables and bands of a policy: the value that one or more facts pick out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import Amount, NoRowError, NoValueError, hull
from creditbank.core.policies.dimensions import Unit
from creditbank.core.policies.formulas import Formula, Node, number_of
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.policies.steps import AT_ONCE

Rows: TypeAlias = "Mapping[str, Rows | str]"

OTHER = "*"  # the row for every value that has none of its own


@dataclass(frozen=True)
class Lookup:
    """A table read by its keys in turn; ``unit`` None where its values are words."""

    name: str
    keys: tuple[str, ...]
    rows: Rows
    unit: Unit | None

    @cached_property
    def size(self) -> int:
        """Count it as steps: every row is looked at where no key is known."""
        return 1 + _breadth(self.rows) // AT_ONCE

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self.keys)

    def found(self, scope: Scope) -> list[str | None]:
        """Give every value the known keys admit; None stands for "no row"."""
        return list(_picked(self.rows, [reader(key)(scope) for key in self.keys]))

    def unknown(self, scope: Scope) -> frozenset[str]:
        """Name the keys that are not known."""
        return frozenset(key for key in self.keys if reader(key)(scope) is None)

    def amount(self) -> Node:
        """Make the function formulas call; no row is a NoRowError."""
        readers = [reader(key) for key in self.keys]

        def pick(scope: Scope) -> Amount:
            keys = [read(scope) for read in readers]
            values = list(_picked(self.rows, keys))
            if values == [None]:
                found = " / ".join(key or "" for key in keys)
                raise NoRowError(self.name, found)
            missing = frozenset(
                name for name, key in zip(self.keys, keys, strict=True) if key is None
            )
            return _spanned(values, missing)

        return pick


def _breadth(rows: Rows | str) -> int:
    return 1 if isinstance(rows, str) else sum(_breadth(one) for one in rows.values())


def _picked(rows: Rows | str, keys: Sequence[str | None]) -> Iterator[str | None]:
    if not keys or isinstance(rows, str):
        yield rows if isinstance(rows, str) else None
        return
    key, rest = keys[0], keys[1:]
    if key is not None:
        row = rows.get(key, rows.get(OTHER))
        if row is None:
            yield None
        else:
            yield from _picked(row, rest)
        return
    for row in rows.values():
        yield from _picked(row, rest)
    yield from [] if OTHER in rows else [None]


def _spanned(values: Sequence[str | None], missing: frozenset[str]) -> Amount:
    amounts = [
        Amount.of(Fraction(0) if value is None else number_of(value))
        for value in values
    ]
    span = hull(amounts)
    return Amount(span.low, span.high, missing) if missing else span


@dataclass(frozen=True)
class Band:
    """One stretch of a scale; ``low`` and ``high`` belong to it."""

    low: Fraction
    high: Fraction | None
    value: str


@dataclass(frozen=True)
class Bands:
    """A scale cut into bands; below the first and in a gap there is no value."""

    name: str
    of: Formula
    rows: tuple[Band, ...]
    unit: Unit | None

    @cached_property
    def size(self) -> int:
        """Count it as steps; what it is the scale of is worked out twice."""
        return 3 + 2 * self.of.size + len(self.rows) // AT_ONCE

    @property
    def fields(self) -> frozenset[str]:
        return self.of.fields

    def found(self, scope: Scope) -> list[str | None]:
        """Give the value of every band the scale may lie in; None for no band."""
        try:
            return self._among(self.of.amount(scope))
        except NoRowError:
            return [None]
        except NoValueError:  # it cannot be told where on the scale
            return self._among(Amount(None, None))

    def unknown(self, scope: Scope) -> frozenset[str]:
        """Name what is not known of the place on the scale."""
        try:
            return self.of.amount(scope).unknown
        except NoValueError:
            return self.of.fields

    def _among(self, amount: Amount) -> list[str | None]:
        if amount.known is not None:
            return [self._at(amount.known)]
        low, high = amount.low, amount.high
        values: list[str | None] = [
            row.value
            for row in self.rows
            if (high is None or row.low <= high)
            and (low is None or row.high is None or row.high >= low)
        ]
        return [*values, None]

    def _at(self, number: Fraction) -> str | None:
        for row in self.rows:
            if number >= row.low and (row.high is None or number <= row.high):
                return row.value
        return None

    def amount(self) -> Node:
        """Make the function formulas call; no band is a NoRowError."""

        def pick(scope: Scope) -> Amount:
            amount = self.of.amount(scope)
            values = self._among(amount)
            if values == [None]:
                raise NoRowError(self.name, self.of.text)
            missing = amount.unknown if amount.known is None else frozenset()
            return _spanned(values, missing)

        return pick


@dataclass(frozen=True)
class Distribution:
    """Grades from the top, each with its exact percentage of those who passed."""

    grades: tuple[tuple[str, Fraction], ...]

    def band(self, grade: str) -> tuple[Fraction, Fraction] | None:
        """Give the percentages from the top between which a grade lies."""
        start = Fraction(0)
        for name, share in self.grades:
            if name == grade:
                return start, start + share
            start += share
        return None

    def matching(self, low: Fraction, high: Fraction, method: str) -> str:
        """Find the grade for a band of another scale.

        ``midpoint``: whose middle is closest; ``highest`` and ``lowest``: of those
        that overlap the band. Raises BadValueError where none does.
        """
        middle, best = (low + high) / 2, []
        start = Fraction(0)
        for position, (name, share) in enumerate(self.grades):
            end = start + share
            if start < high and end > low:
                distance = abs((start + end) / 2 - middle)
                rank = {
                    "midpoint": distance,
                    "highest": Fraction(position),
                    "lowest": Fraction(-position),
                }[method]
                best.append((rank, position, name))
            start = end
        if not best:
            raise BadValueError("distribution", str(middle))
        return min(best)[2]
