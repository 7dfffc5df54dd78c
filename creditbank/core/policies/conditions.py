"""Conditions over facts, in three values: a fact nobody knows decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from creditbank.core.policies.answers import Decision
from creditbank.core.policies.comparing import (
    NO,
    UNDECIDED,
    YES,
    Operand,
    Relation,
    Test,
    expected_of,
    test_of,
    why_open,
)
from creditbank.core.policies.dates import DateFormula
from creditbank.core.policies.formulas import Formula
from creditbank.core.policies.scopes import Around, Reader, Scope, reader

__all__ = ["NO", "UNDECIDED", "YES", "Relation"]

# What these compare with is, or may be, the name of another fact.
OF_FIELDS = frozenset(
    {
        *(Relation.AT_LEAST, Relation.AT_MOST, Relation.IN_TABLE),
        *(Relation.SAME_AS, Relation.NOT_SAME_AS),
    }
)


@dataclass(frozen=True)
class Judged:
    """A condition's truth; ``field``, ``expected`` and ``found`` say why.

    ``code`` and ``more`` say why it is open although the fact is there.
    """

    truth: Decision
    field: str
    expected: str
    found: str | None
    code: str = "fact_unknown"
    more: tuple[tuple[str, str], ...] = ()

    def facts(self) -> dict[str, str]:
        facts = {"field": self.field, "expected": self.expected}
        return facts if self.found is None else {**facts, "found": self.found}


@dataclass(frozen=True)
class Condition(Operand):
    """``field relation operand``; the operand's form follows the relation."""

    field: str
    read: Reader
    test: Test

    @property
    def key(self) -> tuple[str, tuple[str, ...]] | None:
        is_word = self.relation is Relation.IN and self.field.startswith("item.")
        return (self.field.removeprefix("item."), self.words) if is_word else None

    @property
    def facts(self) -> frozenset[str]:
        """Name the facts it reads: its own, and those it is compared with."""
        others = set(self.words[:1]) if self.relation in OF_FIELDS else set()
        if self.formula is not None:
            others |= self.formula.fields
        if self.day is not None and self.day.field is not None:
            others.add(self.day.field)
        return frozenset({self.field, *others})

    def truth(self, scope: Scope) -> Decision:
        found = self.read(scope)
        return UNDECIDED if found is None else self.test(found, scope)

    def judged(self, scope: Scope) -> tuple[Judged, ...]:
        expected = f"{self.relation.value} {expected_of(self, scope)}"
        found = self.read(scope)
        if found is not None:
            found = found.replace("\n", "、")
        truth = self.truth(scope)
        if truth is UNDECIDED and found is not None:
            why = why_open(self, found, scope)
            return (Judged(truth, self.field, expected, found, *why),)
        return (Judged(truth, self.field, expected, found),)

    def inputs(self, scope: Scope) -> Iterable[tuple[str, str]]:
        yield self.field, (self.read(scope) or "").replace("\n", "、")


@dataclass(frozen=True)
class AllOf:
    """Every part must hold."""

    parts: tuple[Conditions, ...] = ()

    key = None

    def truth(self, scope: Scope) -> Decision:
        truth = YES
        for part in self.parts:
            found = part.truth(scope)
            if found is NO:
                return NO
            if found is UNDECIDED:
                truth = UNDECIDED
        return truth

    def judged(self, scope: Scope) -> tuple[Judged, ...]:
        return tuple(one for part in self.parts for one in part.judged(scope))

    def inputs(self, scope: Scope) -> Iterable[tuple[str, str]]:
        for part in self.parts:
            yield from part.inputs(scope)


@dataclass(frozen=True)
class AnyOf:
    """One part is enough; the one that comes closest is the one that is told."""

    parts: tuple[Conditions, ...]

    key = None

    def truth(self, scope: Scope) -> Decision:
        truths = {part.truth(scope) for part in self.parts}
        return YES if YES in truths else UNDECIDED if UNDECIDED in truths else NO

    def judged(self, scope: Scope) -> tuple[Judged, ...]:
        return self._closest(scope).judged(scope)

    def inputs(self, scope: Scope) -> Iterable[tuple[str, str]]:
        return self._closest(scope).inputs(scope)

    def _closest(self, scope: Scope) -> Conditions:
        return min(
            self.parts,
            key=lambda part: (
                (YES, UNDECIDED, NO).index(part.truth(scope)),
                sum(one.truth is not YES for one in part.judged(scope)),
            ),
        )


@dataclass(frozen=True)
class NoneOf:
    """None of these conditions holds as a whole."""

    part: Conditions

    key = None

    def truth(self, scope: Scope) -> Decision:
        return {YES: NO, NO: YES, UNDECIDED: UNDECIDED}[self.part.truth(scope)]

    def judged(self, scope: Scope) -> tuple[Judged, ...]:
        truth = self.truth(scope)
        return tuple(
            replace(one, truth=truth, expected=f"none_of {one.expected}")
            for one in self.part.judged(scope)
        )

    def inputs(self, scope: Scope) -> Iterable[tuple[str, str]]:
        return self.part.inputs(scope)


@dataclass(frozen=True)
class Held:
    """Some holding of the portfolio, or some line posted before, is like this.

    ``place`` is ``portfolio`` or ``prior``; the scopes of what stands there are given
    by the case. What is posted is known whole, and so is a portfolio.
    """

    place: str
    like: Conditions
    is_wanted: bool

    key = None

    def truth(self, scope: Scope) -> Decision:
        truths = {self.like.truth(one) for one in self._others(scope)}
        found = YES if YES in truths else UNDECIDED if UNDECIDED in truths else NO
        if found is UNDECIDED or self.is_wanted:
            return found
        return NO if found is YES else YES

    def judged(self, scope: Scope) -> tuple[Judged, ...]:
        count = str(len(self._others(scope)))
        return (Judged(self.truth(scope), self.place, self.asked, count),)

    def inputs(self, scope: Scope) -> Iterable[tuple[str, str]]:
        del scope
        yield self.place, self.asked

    @property
    def asked(self) -> str:
        relation = "holds" if self.is_wanted else "lacks"
        return f"{relation} {' ; '.join(described(self.like))}"

    def _others(self, scope: Scope) -> Sequence[Scope]:
        around = cast("Around", scope["around"])  # every base scope has it
        if self.place == "prior":
            return around.prior
        own = scope.get("item", {}).get("id")
        return [one for one in around.portfolio if one["item"].get("id") != own]


Conditions: TypeAlias = "Condition | AllOf | AnyOf | NoneOf | Held"

ALWAYS = AllOf()


def every(truths: Iterable[Decision]) -> Decision:
    """Strong Kleene AND."""
    truth = YES
    for one in truths:
        if one is NO:
            return NO
        if one is UNDECIDED:
            truth = UNDECIDED
    return truth


def leaves(conditions: Conditions) -> Iterable[Condition]:
    """Give every plain condition of a tree, those of other holdings left out."""
    if isinstance(conditions, Condition):
        yield conditions
    elif isinstance(conditions, AllOf | AnyOf):
        for part in conditions.parts:
            yield from leaves(part)
    elif isinstance(conditions, NoneOf):
        yield from leaves(conditions.part)


def facts_of(conditions: Conditions) -> set[str]:
    """Name every fact that a tree reads, those of other holdings left out."""
    return {name for one in leaves(conditions) for name in one.facts}


def looks_around(conditions: Conditions) -> bool:
    """Tell whether a tree reads other holdings or posted lines."""
    if isinstance(conditions, AllOf | AnyOf):
        return any(looks_around(part) for part in conditions.parts)
    if isinstance(conditions, NoneOf):
        return looks_around(conditions.part)
    return isinstance(conditions, Held)


def described(conditions: Conditions) -> list[str]:
    """Name what a tree asks for, as ``field relation operand``.

    Tables of conditions of which one holds, or none, stand behind ``any_of`` or
    ``none_of``, `` | `` between them, and `` & `` between the conditions of one.
    """
    if isinstance(conditions, Condition):
        one = conditions
        return [f"{one.field} {one.relation.value} {expected_of(one, {})}"]
    if isinstance(conditions, AllOf):
        return [said for part in conditions.parts for said in described(part)]
    if isinstance(conditions, AnyOf):
        return [f"any_of {_either(conditions)}"]
    if isinstance(conditions, NoneOf):
        return [f"none_of {_either(conditions.part)}"]
    return []  # pragma: no cover - others of others are refused when a file is read


def _either(conditions: Conditions) -> str:
    parts = conditions.parts if isinstance(conditions, AnyOf) else (conditions,)
    return " | ".join(" & ".join(described(part)) for part in parts)


def condition(
    name: str,
    relation: Relation,
    *,
    words: tuple[str, ...] = (),
    formula: Formula | None = None,
    day: DateFormula | None = None,
    ladder: tuple[str, tuple[str, ...]] = ("", ()),
    rows: Mapping[str, tuple[str, ...]] | None = None,
) -> Condition:
    """Build a condition with the function that tests it."""
    operand = Operand(relation, words, formula, day, *ladder, rows or {})
    test = test_of(operand)
    return Condition(**vars(operand), field=name, read=reader(name), test=test)
