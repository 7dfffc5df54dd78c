"""How many steps a part of a policy takes to be looked at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from creditbank.core.policies.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Conditions,
    NoneOf,
)
from creditbank.core.policies.grades import GradeRule
from creditbank.core.policies.parts import Rule
from creditbank.core.policies.steps import AT_ONCE
from creditbank.core.policies.values import Derived


@dataclass(frozen=True)
class Weight:
    """Steps of a part itself, and those it takes again for every other holding."""

    plain: int = 0
    around: int = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(self.plain + other.plain, self.around + other.around)

    def steps(self, others: int) -> int:
        return self.plain + self.around * others


def total(weights: Iterable[Weight]) -> Weight:
    return sum(weights, Weight())


def of_conditions(tree: Conditions) -> Weight:
    """Weigh conditions by the facts they read and the words they list."""
    if isinstance(tree, Condition):
        size = 0 if tree.formula is None else tree.formula.size
        rows = max((len(row) for row in tree.rows.values()), default=0)
        return Weight(1 + size + (len(tree.words) + len(tree.steps) + rows) // AT_ONCE)
    if isinstance(tree, AllOf | AnyOf):
        return total(of_conditions(part) for part in tree.parts)
    if isinstance(tree, NoneOf):
        return of_conditions(tree.part)
    inner = of_conditions(tree.like)
    return Weight(1, inner.plain + inner.around)


def of_rule(rule: Rule) -> Weight:
    """Weigh what a rule asks and what it gives."""
    given = [of_conditions(one.when) for one in rule.credits.pieces]
    given += [Weight(one.amount.size) for one in rule.credits.pieces]
    slots = [of_conditions(slot.when) for slot in rule.slots]
    return total([of_conditions(rule.when), *slots, *given, _of_grade(rule.grade)])


def _of_grade(grade: GradeRule | None) -> Weight:
    weight = Weight()
    for case in grade.cases if grade is not None else ():
        weight += of_conditions(case.when)
        for part in (case.formula, case.table):
            weight += Weight(part.size if part is not None else 1)
        if case.matching is not None:
            scales = case.matching.source, case.matching.target
            weight += Weight(sum(len(one.grades) for one in scales))
    return weight


def of_derived(derived: Derived) -> Weight:
    """Weigh a fact made of others."""
    weight = Weight()
    for case in derived.cases:
        weight += of_conditions(case.when)
        for part in (case.number, case.table):
            weight += Weight(part.size if part is not None else 1)
    return weight
