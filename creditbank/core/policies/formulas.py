"""Formulas over exact fractions: ``min(8, item.bank_value)``.

Decision: a formula is a small text of our own grammar, never Python. What is not
known is carried as a range, so that ``min(8, something unknown)`` is still known to
be at most 8 and the answer can say so.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = number | field | name "(" sum ("," sum)* ")" | "(" sum ")" | "-" factor
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from creditbank.core.errors import BadValueError
from creditbank.core.values import exact

CHARACTERS_MAX = 400  # the longest formula in the published rules has 40
DEPTH_MAX = 20

_WORD = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([^\W\d][\w.]*)|([-+*/(),]))")


@dataclass(frozen=True)
class Amount:
    """A number as far as it is known: from ``low`` to ``high``; None is unbounded."""

    low: Fraction | None
    high: Fraction | None
    unknown: frozenset[str] = frozenset()

    @classmethod
    def of(cls, number: Fraction) -> Amount:
        return cls(number, number)

    @classmethod
    def missing(cls, name: str) -> Amount:
        """Stand for a fact nobody gave; no quantity in a policy is below zero."""
        return cls(Fraction(0), None, frozenset({name}))

    @property
    def known(self) -> Fraction | None:
        return self.low if self.low is not None and self.low == self.high else None


class NoValueError(Exception):
    """The formula has no value here: a division by zero, a product of unknowns."""


Scope = Mapping[str, str]
_Node = Callable[[Scope], Amount]


@dataclass(frozen=True)
class Formula:
    """A parsed formula; equal when written alike."""

    text: str
    fields: frozenset[str]
    parsed: _Node = field(repr=False, compare=False)

    def amount(self, scope: Scope) -> Amount:
        """Work it out; raises NoValueError where arithmetic gives nothing."""
        return self.parsed(scope)


def formula_of(text: str) -> Formula:
    """Parse ``text``; raises BadValueError naming what could not be read."""
    parser = _Parser(text)
    parsed = parser.whole()
    return Formula(text, frozenset(parser.fields), parsed)


class _Parser:
    """Turns the text into one function of the facts."""

    def __init__(self, text: str) -> None:
        if len(text) > CHARACTERS_MAX:
            raise BadValueError("formula", text[:40])
        self.text = text
        self.words = self._split()
        self.at = 0
        self.depth = 0
        self.fields: set[str] = set()

    def _split(self) -> list[str]:
        words, position, text = [], 0, self.text.strip()
        while position < len(text):
            match = _WORD.match(text, position)
            if match is None:
                raise BadValueError("formula", self.text)
            words.append(match.group().strip())
            position = match.end()
        return [*words, ""]

    def whole(self) -> _Node:
        node = self._sum()
        self._need("")
        return node

    def _take(self) -> str:
        word = self.words[self.at]
        self.at = min(self.at + 1, len(self.words) - 1)
        return word

    def _need(self, word: str) -> None:
        if self._take() != word:
            raise BadValueError("formula", self.text)

    def _sum(self) -> _Node:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise BadValueError("formula", self.text)
        node = self._product()
        while self.words[self.at] in {"+", "-"}:
            node = _binary(self._take(), node, self._product())
        self.depth -= 1
        return node

    def _product(self) -> _Node:
        node = self._factor()
        while self.words[self.at] in {"*", "/"}:
            node = _binary(self._take(), node, self._factor())
        return node

    def _factor(self) -> _Node:
        word = self._take()
        if word == "(":
            node = self._sum()
            self._need(")")
            return node
        if word[:1].isdigit():
            return _constant(Amount.of(exact(word)))
        if word in _FUNCTIONS and self.words[self.at] == "(":
            return self._call(word)
        if not word or word in "-+*/(),":
            raise BadValueError("formula", self.text)
        self.fields.add(word)
        return _field(word)

    def _call(self, name: str) -> _Node:
        self._need("(")
        parts = [self._sum()]
        while self.words[self.at] == ",":
            self._take()
            parts.append(self._sum())
        self._need(")")
        least, most, function = _FUNCTIONS[name]
        if not least <= len(parts) <= most:
            raise BadValueError("formula", self.text)
        return lambda scope: function([part(scope) for part in parts])


def _constant(amount: Amount) -> _Node:
    return lambda _scope: amount


def _field(name: str) -> _Node:
    def read(scope: Scope) -> Amount:
        try:
            return Amount.of(exact(scope[name]))
        except (KeyError, BadValueError):  # absent, or a word where a number belongs
            return Amount.missing(name)

    return read


def _binary(sign: str, left: _Node, right: _Node) -> _Node:
    operation = {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}[sign]
    return lambda scope: operation(left(scope), right(scope))


def _plus(one: Fraction | None, two: Fraction | None) -> Fraction | None:
    return None if one is None or two is None else one + two


def _minus(one: Fraction | None) -> Fraction | None:
    return None if one is None else -one


def _add(one: Amount, two: Amount) -> Amount:
    return Amount(
        _plus(one.low, two.low), _plus(one.high, two.high), one.unknown | two.unknown
    )


def _subtract(one: Amount, two: Amount) -> Amount:
    return _add(one, Amount(_minus(two.high), _minus(two.low), two.unknown))


def _multiply(one: Amount, two: Amount) -> Amount:
    factor, other = (one.known, two) if one.known is not None else (two.known, one)
    if factor is None:
        return Amount(None, None, one.unknown | two.unknown)
    ends = [None if end is None else end * factor for end in (other.low, other.high)]
    low, high = ends if factor >= 0 else reversed(ends)
    return Amount(low, high, one.unknown | two.unknown)


def _divide(one: Amount, two: Amount) -> Amount:
    if two.known is None:
        return Amount(None, None, one.unknown | two.unknown)
    if two.known == 0:
        raise NoValueError
    return _multiply(one, Amount.of(1 / two.known))


def _unknown(parts: list[Amount]) -> frozenset[str]:
    return frozenset().union(*(part.unknown for part in parts))


def _least(parts: list[Amount]) -> Amount:
    lows = [part.low for part in parts]
    highs = [part.high for part in parts if part.high is not None]
    low = None if None in lows else min(low for low in lows if low is not None)
    return Amount(low, min(highs, default=None), _unknown(parts))


def _most(parts: list[Amount]) -> Amount:
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Amount(max(lows, default=None), high, _unknown(parts))


def _rounded(whole: Callable[[Fraction], int]) -> Callable[[list[Amount]], Amount]:
    """Round to a multiple of the step, which is 1 unless named."""

    def rounded(parts: list[Amount]) -> Amount:
        amount = parts[0]
        step = parts[1].known if len(parts) > 1 else Fraction(1)
        if not step:
            raise NoValueError

        def end(number: Fraction | None) -> Fraction | None:
            return None if number is None else whole(number / step) * step

        return Amount(end(amount.low), end(amount.high), _unknown(parts))

    return rounded


def _half_up(number: Fraction) -> int:
    return math.floor(number + Fraction(1, 2))


_FUNCTIONS: dict[str, tuple[int, int, Callable[[list[Amount]], Amount]]] = {
    "min": (2, 9, _least),
    "max": (2, 9, _most),
    "floor": (1, 2, _rounded(math.floor)),
    "ceil": (1, 2, _rounded(math.ceil)),
    "round_half_up": (1, 2, _rounded(_half_up)),
}
