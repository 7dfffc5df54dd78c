"""What the readers of one policy file share: its names, and its faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from creditbank.core.errors import BadValueError
from creditbank.core.policies.dimensions import PLAIN, Unit, unit_of, unit_text
from creditbank.core.policies.fields import FieldType, Kind, Vocabulary
from creditbank.core.policies.formulas import (
    Formula,
    Names,
    formula_of,
)
from creditbank.core.policies.formulas import Table as FormulaTable
from creditbank.core.policies.lookups import Bands, Distribution, Lookup
from creditbank.core.policies.model import Cited, Words
from creditbank.core.policies.nodes import FormulaFaultError
from creditbank.core.policies.nodes import Node as FileNode
from creditbank.core.policies.tables import Table
from creditbank.core.values import exact

E = TypeVar("E", bound=StrEnum)

ZERO_FORMULA = formula_of("0")


@dataclass
class Context:
    """One file being read; what is wrong is collected, reading goes on."""

    table: Table
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    ladders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    lookups: dict[str, Lookup] = field(default_factory=dict)
    bands: dict[str, Bands] = field(default_factory=dict)
    distributions: dict[str, Distribution] = field(default_factory=dict)
    numbers: dict[str, FormulaTable] = field(default_factory=dict)
    of_posted: set[str] = field(default_factory=set)  # fields read of posted lines
    says: dict[str, Words] = field(default_factory=dict)  # the policy's own facts

    def cited(self, table: Table, name: str) -> Cited:
        return Cited(table.given(name), table.given("clause"), table.given("published"))

    def words(self, table: Table, name: str) -> Words:
        part = table.table(name)
        if part is None:
            table.fault(table.node, "missing", name=name)
            return Words("", "")
        words = Words(part.given("zh"), part.given("en"))
        part.end()
        return words

    def named(self, table: Table, name: str) -> None:
        """Read what a fact of the policy's own is called, where the file says it."""
        if table.has("says"):
            self.says[name] = self.words(table, "says")

    def one_of(self, table: Table, name: str, known: Sequence[str]) -> str:
        text = table.text(name)
        if table.has(name) and text not in known:
            table.fault(
                table.members[name], "not_one_of", name=name, known="、".join(known)
            )
        return text

    def enum(self, table: Table, name: str, kind: type[E]) -> E:
        text = self.one_of(table, name, [one.value for one in kind])
        return next((one for one in kind if one.value == text), next(iter(kind)))

    def flag(self, table: Table, name: str) -> bool:
        """Read ``yes`` or ``no``, which is what is meant where it is missing."""
        return table.has(name) and self.one_of(table, name, ("yes", "no")) == "yes"

    def declare(self, name: str, kind: Kind, node: FileNode) -> None:
        if self.vocabulary.kind(name) is not None:
            self.table.fault(node, "name_used_twice", name=name)
        self.vocabulary.own[name] = kind

    def kind(self, name: str, node: FileNode) -> Kind | None:
        """Tell what a fact is; a fault where there is none such."""
        found = self.vocabulary.kind(name)
        if found is None:
            self.table.fault(node, "unknown_field", field=name)
        return found

    def single(self, name: str, node: FileNode) -> None:
        """Refuse a fact of several words where one value belongs."""
        kind = self.kind(name, node)
        if kind is not None and kind.type is FieldType.LIST:
            self.table.fault(node, "list_not_one_value", field=name)

    def fact(self, table: Table, name: str) -> str:
        """Read the name of a fact that has one value."""
        text = table.text(name)
        if table.has(name):
            self.single(text, table.members[name])
        return text

    def formula(self, table: Table, name: str, unit: str | None = None) -> Formula:
        """Read a formula; ``unit`` is the one it must come out in."""
        node = table.node_at(name)
        if node is None:
            table.fault(table.node, "missing", name=name)
            return ZERO_FORMULA
        formula = self.formula_at(node, name)
        if unit is not None:
            self.check_unit(formula, unit, node)
        return formula

    def formula_at(self, node: FileNode, name: str) -> Formula:
        if node.text is None:
            self.table.fault(node, "not_text", name=name)
            return ZERO_FORMULA
        try:
            return formula_of(node.text, Names(self.vocabulary, self.numbers))
        except FormulaFaultError as error:
            self.table.fault(node, error.fault, **error.facts)
        except BadValueError:
            self.table.fault(node, "bad_value", name=name, value=node.text[:80])
        return ZERO_FORMULA

    def check_unit(self, formula: Formula, unit: str, node: FileNode) -> None:
        """Refuse hours where credits belong; a plain number passes for any unit."""
        wanted = unit_of(unit)
        if formula.unit and wanted and formula.unit != wanted:
            self.table.fault(
                node,
                "wrong_unit",
                formula=formula.text[:80],
                one=unit_text(formula.unit),
                two=unit_text(wanted),
            )

    def unit(self, table: Table, name: str) -> Unit | None:
        """Read a unit; None where the member is missing."""
        if not table.has(name):
            return None
        found: Unit | None = table.parsed(name, unit_of)
        return PLAIN if found is None else found

    def number(self, table: Table, name: str) -> Fraction | None:
        return table.parsed(name, exact) if table.has(name) else None

    def bounds(self, table: Table) -> tuple[Fraction | None, Fraction | None]:
        """Read the least and the most that a number may be."""
        low, high = self.number(table, "min"), self.number(table, "max")
        if low is not None and high is not None and low > high:
            facts = {"low": table.text("min"), "high": table.text("max")}
            table.fault(table.node, "min_above_max", **facts)
        return low, high

    def two_units(self, one: Unit, two: Unit) -> dict[str, str]:
        return {"one": unit_text(one), "two": unit_text(two)}
