"""From the nodes of a policy file to a Policy, or to all its faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TypeVar

from creditbank.core.errors import BadValueError
from creditbank.core.policies.fields import FieldType, type_of
from creditbank.core.policies.formulas import Formula, formula_of
from creditbank.core.policies.model import (
    LANGUAGE,
    Bites,
    Cap,
    Cited,
    Condition,
    Conditions,
    Counts,
    Effect,
    FindingAsked,
    Gate,
    GradeRule,
    Over,
    Policy,
    Relation,
    Rule,
    Source,
    Step,
    Window,
    Words,
)
from creditbank.core.policies.nodes import Fault, Node, PolicyFaultsError
from creditbank.core.policies.tables import Table
from creditbank.core.values import Digest, Period, day_of

E = TypeVar("E", bound=StrEnum)

NOTHING = Node(1, 1, text="")


def policy_of(root: Node, digest: Digest) -> Policy:
    """Read a policy whose bytes have ``digest``; raises PolicyFaultsError."""
    faults: list[Fault] = []
    policy = _Reading(Table(root, faults), digest).policy()
    if faults:
        raise PolicyFaultsError(
            tuple(sorted(faults, key=lambda fault: (fault.line, fault.column)))
        )
    return policy


class _Reading:
    """One file being read; what is wrong is collected, reading goes on."""

    def __init__(self, table: Table, digest: Digest) -> None:
        self.table = table
        self.digest = digest
        self.finding_units: dict[str, str] = {}
        self.ladders: dict[str, tuple[str, ...]] = {}
        self.tables: dict[str, dict[str, tuple[str, ...]]] = {}

    def policy(self) -> Policy:
        table = self.table
        if table.text("language") != LANGUAGE:
            table.fault(table.node, "language_not_known", known=LANGUAGE)
        self.ladders = self._ladders()
        self.tables = self._tables()
        findings = tuple(self._finding(part) for part in table.tables("findings"))
        self.finding_units = {one.name: one.unit for one in findings}
        policy = Policy(
            code=table.text("code"),
            version=table.text("version"),
            authority=table.text("authority"),
            purpose=self._one_of(table, "purpose", ("deposit", "convert")),
            programmes=table.words("programmes"),
            title=self._words(table, "title"),
            summary=self._words(table, "summary"),
            source=self._source(),
            effective=self._effective(),
            objective=self._one_of(table, "objective", ("credits",)),
            rules=tuple(self._rule(part) for part in table.tables("rules")),
            gates=tuple(self._gate(part) for part in table.tables("gates")),
            caps=tuple(self._cap(part) for part in table.tables("caps")),
            windows=tuple(self._window(part) for part in table.tables("windows")),
            findings=findings,
            steps=tuple(self._step(part) for part in table.tables("steps")),
            ladders=self.ladders,
            tables=self.tables,
            digest=self.digest,
        )
        self._names_once(policy)
        table.end()
        return policy

    def _names_once(self, policy: Policy) -> None:
        names = [
            *(rule.cited.name for rule in policy.rules),
            *(gate.cited.name for gate in policy.gates),
            *(cap.cited.name for cap in policy.caps),
            *(window.cited.name for window in policy.windows),
        ]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.table.fault(self.table.node, "name_used_twice", name=name)
        if not policy.rules:
            self.table.fault(self.table.node, "missing", name="rules")

    def _one_of(self, table: Table, name: str, known: Sequence[str]) -> str:
        text = table.text(name)
        if table.has(name) and text not in known:
            table.fault(
                table.members[name], "not_one_of", name=name, known="、".join(known)
            )
        return text

    def _enum(self, table: Table, name: str, kind: type[E]) -> E:
        text = self._one_of(table, name, [one.value for one in kind])
        return next((one for one in kind if one.value == text), next(iter(kind)))

    def _words(self, table: Table, name: str) -> Words:
        part = table.table(name)
        if part is None:
            table.fault(table.node, "missing", name=name)
            return Words("", "")
        words = Words(part.text("zh"), part.text("en"))
        part.end()
        return words

    def _source(self) -> Source:
        part = self.table.table("source")
        if part is None:
            self.table.fault(self.table.node, "missing", name="source")
            return Source("", "", "")
        source = Source(
            part.text("document"), part.text("address", ""), part.text("completeness")
        )
        part.end()
        return source

    def _effective(self) -> Period:
        part = self.table.table("effective")
        if part is None:
            self.table.fault(self.table.node, "missing", name="effective")
            return Period()
        self._one_of(part, "by", ("submitted_on",))
        starts = part.parsed("from", day_of)
        ends = part.parsed("to", day_of) if part.has("to") else None
        part.end()
        try:
            return Period(starts, ends)
        except BadValueError:
            part.fault(part.node, "ends_before_it_starts")
            return Period()

    def _ladders(self) -> dict[str, tuple[str, ...]]:
        part = self.table.table("ladders")
        return {} if part is None else {name: part.words(name) for name in part.members}

    def _tables(self) -> dict[str, dict[str, tuple[str, ...]]]:
        part = self.table.table("tables")
        if part is None:
            return {}
        rows = {name: Table(node, self.table.faults) for name, node in part.node_pairs}
        return {
            name: {key: table.words(key) for key in table.members}
            for name, table in rows.items()
        }

    def _cited(self, table: Table, name: str) -> Cited:
        return Cited(table.text(name), table.text("clause"), table.text("published"))

    def _rule(self, table: Table) -> Rule:
        rule = Rule(
            cited=self._cited(table, "rule"),
            when=self._conditions(table, "when"),
            effect=self._enum(table, "effect", Effect),
            credits=self._formula(table, "credits"),
            grade=self._grade(table),
            bundle=table.words("bundle"),
        )
        table.end()
        return rule

    def _gate(self, table: Table) -> Gate:
        gate = Gate(self._cited(table, "gate"), self._conditions(table, "when"))
        table.end()
        return gate

    def _cap(self, table: Table) -> Cap:
        cap = Cap(
            cited=self._cited(table, "cap"),
            counts=self._enum(table, "counts", Counts),
            over=self._enum(table, "over", Over),
            where=self._conditions(table, "where", only="target."),
            max=self._formula(table, "max"),
            bites=self._enum(table, "bites", Bites),
        )
        table.end()
        return cap

    def _window(self, table: Table) -> Window:
        cited = self._cited(table, "window")
        self._one_of(table, "after", ("term.starts_on",))
        days = table.parsed("days", int) or 1
        possible = (
            table.parsed("days_possible", int) if table.has("days_possible") else days
        )
        table.end()
        return Window(cited, days, max(days, possible or days))

    def _finding(self, table: Table) -> FindingAsked:
        finding = FindingAsked(
            name=table.text("finding"),
            by_role=self._one_of(table, "by", ("reviewer", "officer")),
            unit=self._one_of(table, "unit", ("credits", "yes_no")),
            min=table.text("min", ""),
            max=table.text("max", ""),
            asks=self._words(table, "asks"),
        )
        table.end()
        return finding

    def _step(self, table: Table) -> Step:
        step = Step(
            name=table.text("step"),
            by_role=self._one_of(table, "by", ("reviewer", "officer")),
            asks=self._words(table, "asks"),
        )
        table.end()
        return step

    def _grade(self, table: Table) -> GradeRule | None:
        part = table.table("grade")
        if part is None:
            return None
        if part.has("formula"):
            rule = GradeRule(formula=self._formula(part, "formula"))
        else:
            by = part.text("by")
            self._type(by, part.node_at("by") or part.node)
            values = part.table("values")
            rows = {} if values is None else {k: values.text(k) for k in values.members}
            rule = GradeRule(field=by, values=rows)
        part.end()
        return rule

    def _formula(self, table: Table, name: str) -> Formula:
        formula = table.parsed(name, formula_of) or formula_of("0")
        for one in sorted(formula.fields):
            if self._type(one, table.members[name]) not in (FieldType.NUMBER, None):
                table.fault(table.members[name], "not_a_number_field", field=one)
        return formula

    def _type(self, name: str, node: Node) -> FieldType | None:
        found = type_of(name, self.finding_units)
        if found is None:
            self.table.fault(node, "unknown_field", field=name)
        return found

    def _conditions(self, table: Table, name: str, *, only: str = "") -> Conditions:
        """Read a table of conditions, or ``any_of`` a list of such tables."""
        part = table.table(name)
        if part is None:
            return ()
        several = part.tables("any_of") if part.has("any_of") else [part]
        if part.has("any_of"):
            part.end()
        return tuple(
            tuple(
                self._condition(one, key, node, only)
                for key, node in one.members.items()
            )
            for one in several
        )

    def _condition(self, table: Table, name: str, node: Node, only: str) -> Condition:
        kind = self._type(name, node)
        if not name.startswith(only):
            table.fault(node, "field_not_here", field=name)
        if node.text is not None:
            return Condition(name, Relation.IN, (node.text,))
        if node.items is not None:
            words = tuple(part.text or "" for part in node.items)
            return Condition(name, Relation.IN, words)
        return self._related(Table(node, self.table.faults), name, kind)

    def _related(self, test: Table, name: str, kind: FieldType | None) -> Condition:
        found = [one for one in Relation if test.has(one.value)]
        if len(found) != 1:
            test.fault(test.node, "one_relation_needed", field=name)
            return Condition(name, Relation.IN)
        relation = found[0]
        condition = Condition(name, relation)
        match relation:
            case Relation.IN | Relation.NOT:
                node = test.node_at(relation.value) or NOTHING
                words = (
                    (node.text,)
                    if node.text is not None
                    else tuple(part.text or "" for part in node.items or ())
                )
                condition = Condition(name, relation, words)
            case Relation.MIN | Relation.MAX if kind is FieldType.DATE:
                condition = Condition(name, relation, (self._day(test, relation),))
            case Relation.MIN | Relation.MAX:
                bound = self._formula(test, relation.value)
                condition = Condition(name, relation, formula=bound)
            case Relation.AT_LEAST | Relation.IN_TABLE:
                word, ladder = test.text(relation.value), test.text("on")
                known = self.ladders if relation is Relation.AT_LEAST else self.tables
                if ladder not in known:
                    test.fault(test.node, "unknown_ladder_or_table", name=ladder)
                condition = Condition(name, relation, (word,), ladder=ladder)
            case _:  # SAME_AS
                other = test.text(relation.value)
                self._type(other, test.node)
                condition = Condition(name, relation, (other,))
        test.end()
        return condition

    def _day(self, test: Table, relation: Relation) -> str:
        """Read a date, or the name of another date field."""
        text = test.text(relation.value)
        if type_of(text, {}) is FieldType.DATE:
            return text
        day: date | None = test.parsed(relation.value, day_of)
        return "" if day is None else day.isoformat()
