"""Formulas over exact fractions: ``min(8, item.bank_value)``.

Decision: a formula is a small text of our own grammar, never Python. What is not
known is carried as a range, so that ``min(8, something unknown)`` is still known to
be at most 8 and the answer can say so.

    sum     = product (("+" | "-") product)*
    product = factor (("*" | "/") factor)*
    factor  = number | fact | name "(" sum ("," sum)* ")" | "(" sum ")" | "-" factor

A fact may be a number of the case, ``finding.…``, ``const.…``, ``derived.…``, or a
row of a lookup or band of the policy (``lookup.…``, ``band.…``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import (
    FUNCTIONS,
    Amount,
    NoValueError,
    add,
    divide,
    multiply,
    subtract,
)
from creditbank.core.policies.dates import days_between, whole_years
from creditbank.core.policies.dimensions import (
    PLAIN,
    Unit,
    product,
    quotient,
    unit_of,
    unit_text,
)
from creditbank.core.policies.fields import FieldType, Kind, Vocabulary
from creditbank.core.policies.nodes import FormulaFaultError
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.values import exact

__all__ = ["Amount", "Formula", "Names", "NoValueError", "formula_of"]

CHARACTERS_MAX = 400  # the longest formula in the published rules has 60
DEPTH_MAX = 20
SIZE_MAX = 400  # words of a formula and of the bands it rests on; language 1

_WORD = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?)|([^\W\d][\w.]*)|([-+*/(),]))")

Node = Callable[[Scope], Amount]
Table = tuple[Node, Unit, frozenset[str], int]  # with the words it takes to read it
number_of = lru_cache(maxsize=4096)(exact)
NOTHING = Amount.of(Fraction(0))


@dataclass(frozen=True)
class Formula:
    """A parsed formula; equal when written alike."""

    text: str
    fields: frozenset[str]
    unit: Unit
    size: int = field(compare=False)
    parsed: Node = field(repr=False, compare=False)
    constant: Amount | None = field(repr=False, compare=False)

    def amount(self, scope: Scope) -> Amount:
        """Work it out; raises NoValueError where arithmetic gives nothing."""
        return self.constant if self.constant is not None else self.parsed(scope)


@dataclass(frozen=True)
class Names:
    """What a formula may name: the facts, and the policy's own tables of numbers."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    tables: Mapping[str, Table] = field(default_factory=dict)


def formula_of(text: str, names: Names | None = None) -> Formula:
    """Parse ``text``.

    Raises BadValueError naming what could not be read; FormulaFaultError for a fact
    that does not exist or is no number, and for units that do not fit together.
    """
    parser = _Parser(text, names or Names())
    parsed, unit = parser.whole()
    fields = frozenset(parser.fields)
    constant = None if fields else _constant_value(parsed)
    return Formula(text, fields, unit, parser.size, parsed, constant)


def words_of(text: str) -> list[str]:
    """Part a formula into its words; an empty one ends it. Raises BadValueError."""
    words, position, text = [], 0, text.strip()
    while position < len(text):
        match = _WORD.match(text, position)
        if match is None:
            raise BadValueError("formula", text)
        words.append(match.group().strip())
        position = match.end()
    return [*words, ""]


def _constant_value(parsed: Node) -> Amount | None:
    try:
        return parsed({})
    except NoValueError:
        return None


class _Parser:
    """Turns the text into one function of the facts, and its unit."""

    def __init__(self, text: str, names: Names) -> None:
        if len(text) > CHARACTERS_MAX:
            raise BadValueError("formula", text[:40])
        self.text = text
        self.names = names
        self.words = words_of(text)
        self.at = 0
        self.depth = 0
        self.size = len(self.words)
        self.fields: set[str] = set()

    def whole(self) -> tuple[Node, Unit]:
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

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise BadValueError("formula", self.text)

    def _sum(self) -> tuple[Node, Unit]:
        self._deeper()
        node, unit = self._product()
        while self.words[self.at] in {"+", "-"}:
            operation = {"+": add, "-": subtract}[self._take()]
            other, second = self._product()
            unit = self._same(unit, second)
            node = _binary(operation, node, other)
        self.depth -= 1
        return node, unit

    def _product(self) -> tuple[Node, Unit]:
        node, unit = self._factor()
        while self.words[self.at] in {"*", "/"}:
            is_times = self._take() == "*"
            other, second = self._factor()
            unit = product(unit, second) if is_times else quotient(unit, second)
            node = _binary(multiply if is_times else divide, node, other)
        return node, unit

    def _factor(self) -> tuple[Node, Unit]:
        word = self._take()
        if word == "(":
            found = self._sum()
            self._need(")")
            return found
        if word == "-":
            self._deeper()
            node, unit = self._factor()
            self.depth -= 1
            return _binary(subtract, _constant(NOTHING), node), unit
        if word[:1].isdigit():
            return _constant(Amount.of(exact(word))), PLAIN
        if self.words[self.at] == "(":
            return self._call(word)
        if not word or word in "+*/(),":
            raise BadValueError("formula", self.text)
        return self._fact(word)

    def _fact(self, name: str) -> tuple[Node, Unit]:
        table = self.names.tables.get(name)
        if table is not None:
            node, unit, fields, size = table
            self.fields |= fields
            self.size += size
            if self.size > SIZE_MAX:
                raise FormulaFaultError("formula_too_large", name=name)
            return node, unit
        kind = self.names.vocabulary.kind(name)
        if kind is None:
            raise FormulaFaultError("unknown_field", field=name)
        if kind.type is not FieldType.NUMBER:
            raise FormulaFaultError("not_a_number_field", field=name)
        self.fields.add(name)
        return _field(name, kind), kind.unit

    def _call(self, name: str) -> tuple[Node, Unit]:
        if name in _DATES:
            return self._between(name)
        if name not in FUNCTIONS:
            raise BadValueError("formula", self.text)
        self._need("(")
        parts = [self._sum()]
        while self.words[self.at] == ",":
            self._take()
            parts.append(self._sum())
        self._need(")")
        fewest, largest, function = FUNCTIONS[name]
        if not fewest <= len(parts) <= largest:
            raise BadValueError("formula", self.text)
        unit = parts[0][1]
        for _node, other in parts[1:]:
            unit = self._same(unit, other)
        nodes = [node for node, _unit in parts]
        return (lambda scope: function([node(scope) for node in nodes])), unit

    def _between(self, name: str) -> tuple[Node, Unit]:
        """Read ``years(learner.born_on, learner.enrolled_on)``."""
        self._need("(")
        start = self._date()
        self._need(",")
        end = self._date()
        self._need(")")
        function, unit = _DATES[name]
        first, last = reader(start), reader(end)

        def count(scope: Scope) -> Amount:
            one, two = first(scope), last(scope)
            if one is None or two is None:
                low = Fraction(0) if function is whole_years else None
                return Amount.missing(start if one is None else end, low)
            return function(one, two, start)

        return count, unit_of(unit)

    def _date(self) -> str:
        name = self._take()
        kind = self.names.vocabulary.kind(name)
        if kind is None or kind.type is not FieldType.DATE:
            raise FormulaFaultError("not_a_date_field", field=name)
        self.fields.add(name)
        return name

    def _same(self, one: Unit, two: Unit) -> Unit:
        """Refuse to add or compare unlike units; a plain number fits any."""
        if one and two and one != two:
            raise FormulaFaultError(
                "units_differ", one=unit_text(one), two=unit_text(two)
            )
        return one or two


def _constant(amount: Amount) -> Node:
    return lambda _scope: amount


def _field(name: str, kind: Kind) -> Node:
    read = reader(name)
    missing = Amount.missing(name, kind.low, kind.high)

    def amount(scope: Scope) -> Amount:
        text = read(scope)
        if text is None:
            return missing
        try:
            number = number_of(text)
        except BadValueError:  # a word where a number belongs
            return missing
        return Amount.of(number) if kind.admits(number) else missing

    return amount


def _binary(
    operation: Callable[[Amount, Amount], Amount], left: Node, right: Node
) -> Node:
    return lambda scope: operation(left(scope), right(scope))


_DATES: dict[str, tuple[Callable[[str, str, str], Amount], str]] = {
    "years": (whole_years, "years"),
    "days": (days_between, "days"),
}
