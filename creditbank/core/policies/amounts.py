"""Exact numbers as far as they are known: ranges over fractions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as far as it is known: from ``low`` to ``high``; None is unbounded."""

    low: Fraction | None
    high: Fraction | None
    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, number: Fraction) -> Amount:
        return cls(number, number)

    @classmethod
    def missing(
        cls, name: str, low: Fraction | None = Fraction(0), high: Fraction | None = None
    ) -> Amount:
        """Stand for a fact nobody gave; none of ours is below zero."""
        return cls(low, high, frozenset({name}))

    @property
    def known(self) -> Fraction | None:
        if self.low is self.high:
            return self.low
        return self.low if self.low is not None and self.low == self.high else None


class NoValueError(Exception):
    """The formula has no value here: a division by zero, a product of unknowns."""


class NoRowError(NoValueError):
    """A table has no row for these facts: the source gives nothing here."""

    def __init__(self, table: str, found: str) -> None:
        super().__init__(table, found)
        self.table = table
        self.found = found


def add(one: Amount, two: Amount) -> Amount:
    return Amount(
        _plus(one.low, two.low), _plus(one.high, two.high), one.unknown | two.unknown
    )


def subtract(one: Amount, two: Amount) -> Amount:
    return add(one, Amount(_minus(two.high), _minus(two.low), two.unknown))


def multiply(one: Amount, two: Amount) -> Amount:
    unknown = one.unknown | two.unknown
    factor, other = (one.known, two) if one.known is not None else (two.known, one)
    if factor is not None:
        ends = [None if e is None else e * factor for e in (other.low, other.high)]
        low, high = ends if factor >= 0 else reversed(ends)
        return Amount(low, high, unknown)
    if _is_positive(one) and _is_positive(two):
        return Amount(
            _times(one.low, two.low, None), _times(one.high, two.high, None), unknown
        )
    return Amount(None, None, unknown)


def divide(one: Amount, two: Amount) -> Amount:
    """Divide; raises NoValueError by zero. A range that reaches zero bounds nothing."""
    if two.known == 0:
        raise NoValueError
    if two.known is not None:
        return multiply(one, Amount(1 / two.known, 1 / two.known, two.unknown))
    if two.low is None or two.low <= 0:
        return Amount(None, None, one.unknown | two.unknown)
    low = Fraction(0) if two.high is None else 1 / two.high
    return multiply(one, Amount(low, 1 / two.low, two.unknown))


def least(parts: list[Amount]) -> Amount:
    lows = [part.low for part in parts]
    highs = [part.high for part in parts if part.high is not None]
    low = None if None in lows else min(low for low in lows if low is not None)
    return Amount(low, min(highs, default=None), unknown_of(parts))


def most(parts: list[Amount]) -> Amount:
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Amount(max(lows, default=None), high, unknown_of(parts))


def hull(parts: list[Amount]) -> Amount:
    """Span several possible amounts."""
    lows, highs = [one.low for one in parts], [one.high for one in parts]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    return Amount(low, high, unknown_of(parts))


def unknown_of(parts: list[Amount]) -> frozenset[str]:
    return frozenset().union(*(part.unknown for part in parts))


def rounded(whole: Callable[[Fraction], int]) -> Callable[[list[Amount]], Amount]:
    """Round to a multiple of the step, which is 1 unless named."""

    def by_step(parts: list[Amount]) -> Amount:
        amount = parts[0]
        step = parts[1].known if len(parts) > 1 else Fraction(1)
        if not step:
            raise NoValueError

        def end(number: Fraction | None) -> Fraction | None:
            return None if number is None else whole(number / step) * step

        return Amount(end(amount.low), end(amount.high), unknown_of(parts))

    return by_step


def half_up(number: Fraction) -> int:
    """Round as people do: a half goes up."""
    return math.floor(number + Fraction(1, 2))


def half_down(number: Fraction) -> int:
    return math.ceil(number - Fraction(1, 2))


def _plus(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one + two


def _minus(one: Fraction | None) -> Fraction | None:
    return None if one is None else -one


def _times(
    one: Fraction | None, two: Fraction | None, unbounded: Fraction | None
) -> Fraction | None:
    return unbounded if one is None or two is None else one * two


def _is_positive(amount: Amount) -> bool:
    return amount.low is not None and amount.low >= 0


# What formulas may call: the fewest and the most amounts each takes.
FUNCTIONS: dict[str, tuple[int, int, Callable[[list[Amount]], Amount]]] = {
    "min": (2, 9, least),
    "max": (2, 9, most),
    "floor": (1, 2, rounded(math.floor)),
    "ceil": (1, 2, rounded(math.ceil)),
    "round_half_up": (1, 2, rounded(half_up)),
    "round_half_even": (1, 2, rounded(round)),
    "round_half_down": (1, 2, rounded(half_down)),
}
