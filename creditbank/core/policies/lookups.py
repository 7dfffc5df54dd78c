"""Tables and bands of a policy: the value that one or more facts pick out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TypeAlias

from creditbank.core.policies.amounts import Amount, NoRowError, NoValueError, hull
from creditbank.core.policies.dimensions import Unit
from creditbank.core.policies.formulas import Formula, Node, number_of
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.policies.steps import AT_ONCE

Rows: TypeAlias = "Mapping[str, Rows | str]"

KEPT_MAX = 64  # keys a table keeps the answers of
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

        @lru_cache(maxsize=KEPT_MAX)  # a key that is not known reads every row
        def picked(keys: tuple[str | None, ...]) -> Amount:
            values = list(_picked(self.rows, keys))
            if values == [None]:
                found = " / ".join(key or "" for key in keys)
                raise NoRowError(self.name, found)
            missing = frozenset(
                name for name, key in zip(self.keys, keys, strict=True) if key is None
            )
            return _spanned(values, missing)

        return lambda scope: picked(tuple(read(scope) for read in readers))


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
        for value in dict.fromkeys(values)  # many rows, few values
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
    name: str = ""

    def band(self, grade: str) -> tuple[Fraction, Fraction] | None:
        """Give the percentages from the top between which a grade lies."""
        start = Fraction(0)
        for name, share in self.grades:
            if name == grade:
                return start, start + share
            start += share
        return None

    def overlapping(self, low: Fraction, high: Fraction) -> list[tuple[str, Fraction]]:
        """Give the grades that overlap a band, from the top, each with its middle."""
        found = []
        start = Fraction(0)
        for name, share in self.grades:
            end = start + share
            if start < high and end > low:
                found.append((name, (start + end) / 2))
            start = end
        return found


@dataclass(frozen=True)
class Matching:
    """A grade of one scale found on another, by shares from the top.

    ``method``: ``midpoint`` takes the one whose middle is closest, ``highest`` and
    ``lowest`` take one of those that overlap. ``ties`` says which of several equally
    close is taken, "" where the policy does not.
    """

    source: Distribution
    target: Distribution
    field: str
    method: str
    ties: str = ""

    def grades(self, grade: str) -> tuple[str, ...]:
        """Find the grade; several where nothing says which, none where none overlap."""
        band = self.source.band(grade)
        found = self.target.overlapping(*band) if band is not None else []
        if band is None or not found:
            return ()
        pick = self.method
        if pick == "midpoint":
            middle = (band[0] + band[1]) / 2
            least = min(abs(at - middle) for _, at in found)
            found = [one for one in found if abs(one[1] - middle) == least]
            pick = self.ties
        names = tuple(name for name, _ in found)
        return {"highest": names[:1], "lowest": names[-1:]}.get(pick, names)
