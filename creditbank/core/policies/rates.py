"""The most credit a rule gives for each credit of the holding it draws on.

Decision: a formula is read once more, over ranges, with 1 in the place of
``item.credits``. What grows with the credits of the holding is then its own rate; what
does not is divided by them, of which is known only what the conditions say. So
``min(8, item.credits)`` is at most 1 for each, ``3`` has no highest rate unless
``item.credits: {min: 2}`` stands beside it, and then 1.5. Every rate is a bound that
holds whatever the other facts are; None says that none could be shown, never that there
is none to fear. The rejected way, trying some numbers of credits, misses what lies
between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from creditbank.core.policies.amounts import (
    FUNCTIONS,
    Amount,
    NoValueError,
    add,
    divide,
    hull,
    least,
    most,
    multiply,
    subtract,
)
from creditbank.core.policies.conditions import (
    AllOf,
    Condition,
    Conditions,
    Relation,
)
from creditbank.core.policies.formulas import Formula, number_of, words_of
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.spans import CREDITS, NOTHING, Spans

ANY = Amount(None, None)
_NUMBER = re.compile(r"\d")
_LOW = frozenset({Relation.MIN, Relation.ABOVE})
_HIGH = frozenset({Relation.MAX, Relation.BELOW})
_ENDS: dict[str, Callable[[list[Amount]], Amount]] = {
    "+": lambda parts: add(*parts),
    "-": lambda parts: subtract(*parts),
    "min": least,
    "max": most,
}


@dataclass(frozen=True)
class Value:
    """An amount, or what there is of it for each credit of the holding."""

    amount: Amount
    is_rate: bool = False


ONE = Value(Amount.of(Fraction(1)))


@dataclass(frozen=True)
class Holding:
    """What conditions say of a holding's credits."""

    low: Fraction
    high: Fraction | None
    at_most: frozenset[str]  # facts that are never above its credits

    @property
    def credits(self) -> Amount:
        return Amount(self.low, self.high)

    @property
    def share(self) -> Amount:
        """One divided by the credits."""
        low = 1 / self.high if self.high else Fraction(0)
        return Amount(low, 1 / self.low if self.low else None)


class Rates:
    """The rates of one policy's rules."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.spans = Spans(policy)

    def highest(self, rule: Rule) -> Fraction | None:
        """Give the most a rule gives for one credit, all courses of a bundle taken.

        None where no bound could be shown.
        """
        shared = [rule.when, *(gate.when for gate in self.policy.gates)]
        found = [Fraction(0)]
        for piece in rule.credits.pieces:
            holding = _holding(self.policy, [*shared, piece.when])
            try:
                high = _Reader(self.spans, holding, piece.amount).rate().high
            except NoValueError:
                high = None
            if high is None:
                return None
            found.append(high)
        return max(found) * max(1, len(rule.bundle))


def _holding(policy: Policy, trees: Iterable[Conditions]) -> Holding:
    """Read what conditions say of the credits of a holding."""
    low, high, at_most = Fraction(0), None, set[str]()
    scope = {"const": policy.const}
    for one in (leaf for tree in trees for leaf in plain(tree)):
        if one.field != CREDITS or one.formula is None:
            continue
        try:
            bound = one.formula.amount(scope)
        except NoValueError:
            continue
        if one.relation in _LOW:
            low = max(low, bound.low or Fraction(0))
            at_most |= one.formula.fields & {one.formula.text.strip()}
        elif one.relation in _HIGH and bound.high is not None:
            high = bound.high if high is None else min(high, bound.high)
    return Holding(low, high, frozenset(at_most))


def plain(when: Conditions) -> Iterator[Condition]:
    """Give the conditions that must hold each by itself."""
    if isinstance(when, Condition):
        yield when
    for part in when.parts if isinstance(when, AllOf) else ():
        yield from plain(part)


class _Reader:
    """Reads one formula, which was parsed before, as a rate of a holding's credits."""

    def __init__(self, spans: Spans, holding: Holding, formula: Formula) -> None:
        self.spans = spans
        self.policy = spans.policy
        self.holding = holding
        self.words = words_of(formula.text)
        self.at = 0

    def rate(self) -> Amount:
        return self._per(self.value())

    def value(self) -> Value:
        found = self._product()
        while self.words[self.at] in {"+", "-"}:
            found = self._joined(self._take(), [found, self._product()])
        return found

    def _take(self) -> str:
        self.at += 1
        return self.words[self.at - 1]

    def _per(self, value: Value) -> Amount:
        """Divide by the credits of the holding what does not grow with them."""
        if value.is_rate or value.amount.known == 0:
            return value.amount
        return multiply(value.amount, self.holding.share)

    def _joined(self, name: str, parts: list[Value]) -> Value:
        function = _ENDS[name]
        if not any(one.is_rate for one in parts):
            return Value(function([one.amount for one in parts]))
        return Value(function([self._per(one) for one in parts]), is_rate=True)

    def _product(self) -> Value:
        found = self._factor()
        while self.words[self.at] in {"*", "/"}:
            is_times = self._take() == "*"
            found = (self._times if is_times else self._by)(found, self._factor())
        return found

    def _times(self, one: Value, two: Value) -> Value:
        found = multiply(one.amount, two.amount)
        if one.is_rate and two.is_rate:
            found = multiply(found, self.holding.credits)
        return Value(found, one.is_rate or two.is_rate)

    def _by(self, one: Value, two: Value) -> Value:
        found = divide(one.amount, two.amount)
        if two.is_rate and not one.is_rate:
            found = multiply(found, self.holding.share)
        return Value(found, one.is_rate and not two.is_rate)

    def _factor(self) -> Value:
        word = self._take()
        if word == "-":
            return self._joined("-", [Value(NOTHING), self._factor()])
        if _NUMBER.match(word):
            return Value(Amount.of(number_of(word)))
        if word != "(" and self.words[self.at] != "(":
            return self._fact(word)
        parts = self._parts(word)
        if word == "(":
            return parts[0]
        if word not in FUNCTIONS:  # between two dates
            return Value(ANY)
        return self._joined(word, parts) if word in _ENDS else self._round(word, parts)

    def _parts(self, word: str) -> list[Value]:
        """Read what stands in parentheses; of dates, only how many there are."""
        if word != "(":
            self._take()
        parts = []
        while True:
            parts.append(self.value())
            if self._take() == ")":
                return parts

    def _fact(self, name: str) -> Value:
        part, _, key = name.partition(".")
        if name == CREDITS:
            return Value(ONE.amount, is_rate=True)
        if part == "const":
            return Value(Amount.of(number_of(self.policy.const[key])))
        if part == "lookup":
            keyed, others = self.spans.of_lookup(key)
            return self._either(keyed, Value(others))
        if part == "band":
            return self._banded(key)
        kind = self.policy.vocabulary.kind(name)
        known = ANY if kind is None else Amount.missing(name, kind.low, kind.high)
        if name in self.holding.at_most and known.low is not None and known.low >= 0:
            return Value(Amount(Fraction(0), Fraction(1)), is_rate=True)
        return Value(known)

    def _either(self, rate: Amount, other: Value) -> Value:
        if rate.known == 0:
            return other
        return Value(hull([rate, self._per(other)]), is_rate=True)

    def _banded(self, name: str) -> Value:
        """Read a scale: who is from so many credits on cannot have fewer."""
        steepest, flat, every = self.spans.of_bands(name)
        of = _Reader(self.spans, self.holding, self.policy.bands[name].of).value()
        high = hull([NOTHING, of.amount]).high
        if not of.is_rate or high is None:
            return Value(every)
        rate = least([Amount(Fraction(0), steepest * high), self._per(Value(every))])
        return self._either(rate, Value(flat))

    def _round(self, name: str, parts: list[Value]) -> Value:
        """Bound what rounding makes of a rate: a step more or less at most."""
        if not any(one.is_rate for one in parts):
            return Value(FUNCTIONS[name][2]([one.amount for one in parts]))
        step = (parts[1:] or [ONE])[0]
        if step.is_rate or step.amount.known is None or step.amount.known <= 0:
            return Value(ANY, is_rate=True)
        value, whole = self._per(parts[0]), self._per(step)
        up = NOTHING if name == "floor" else Amount(Fraction(0), whole.high)
        down = NOTHING if name == "ceil" else Amount(Fraction(0), whole.high)
        found = subtract(add(value, up), down)
        if name.startswith("round_half") and value.high is not None:
            twice = 2 * max(value.high, Fraction(0))  # from a half, one is made at most
            high = twice if found.high is None else min(found.high, twice)
            found = Amount(found.low, high, found.unknown)
        return Value(found, is_rate=True)
