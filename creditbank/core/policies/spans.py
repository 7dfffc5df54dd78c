"""The least and the most that a policy's tables give; each is looked through once."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import Amount, divide, hull
from creditbank.core.policies.formulas import number_of
from creditbank.core.policies.lookups import OTHER, Bands, Lookup, Rows
from creditbank.core.policies.model import Policy

CREDITS = "item.credits"
NOTHING = Amount.of(Fraction(0))
ANY_MORE = Amount(Fraction(0), None)


class Spans:
    """What the tables and scales of one policy span."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._lookups: dict[str, tuple[Amount, Amount]] = {}
        self._bands: dict[str, tuple[Fraction, Amount, Amount]] = {}

    def of_lookup(self, name: str) -> tuple[Amount, Amount]:
        """Span a table: for each credit where credits pick the row, and otherwise."""
        if name not in self._lookups:
            self._lookups[name] = _of_lookup(self.policy.lookups[name])
        return self._lookups[name]

    def of_bands(self, name: str) -> tuple[Fraction, Amount, Amount]:
        """Give the most a scale gives for one on it, what it gives at zero, and all."""
        if name not in self._bands:
            self._bands[name] = _of_bands(self.policy.bands[name])
        return self._bands[name]


def _of_lookup(lookup: Lookup) -> tuple[Amount, Amount]:
    at = lookup.keys.index(CREDITS) if CREDITS in lookup.keys else None
    keyed: list[Amount] = []
    others: list[Amount] = []
    for keys, text in _cells(lookup.rows, ()):
        value = Amount.of(number_of(text))
        if at is None or keys[at] == OTHER:
            others.append(value)
        else:
            keyed.extend(_by_key(keys[at], value))
    return _span(keyed), _span(others)


def _of_bands(bands: Bands) -> tuple[Fraction, Amount, Amount]:
    values = [(row.low, number_of(row.value)) for row in bands.rows]
    steep = [value / low for low, value in values if low > 0 and value > 0]
    flat = [Amount.of(value) for low, value in values if low <= 0 or value <= 0]
    every = [Amount.of(value) for _, value in values]
    return max(steep, default=Fraction(0)), _span(flat), _span(every)


def _cells(rows: Rows | str, keys: tuple[str, ...]) -> Iterator[tuple[list[str], str]]:
    if isinstance(rows, str):
        yield list(keys), rows
        return
    for key, row in rows.items():
        yield from _cells(row, (*keys, key))


def _by_key(key: str, value: Amount) -> Iterator[Amount]:
    """Divide a row's value by the credits it is for; a key that is none meets none."""
    try:
        credits = number_of(key)
    except BadValueError:
        return
    if credits:
        yield divide(value, Amount.of(credits))
    elif value.known:
        yield ANY_MORE


def _span(amounts: list[Amount]) -> Amount:
    """Span some amounts, or none of them: no row gives nothing."""
    return hull([NOTHING, *amounts])
