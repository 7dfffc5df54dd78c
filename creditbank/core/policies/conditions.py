"""Conditions over facts, in three values: a fact nobody knows decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from creditbank.core.errors import BadValueError
from creditbank.core.policies.answers import Decision
from creditbank.core.policies.cases import Case, Facts, Finding, Item
from creditbank.core.policies.formulas import NoValueError, Scope
from creditbank.core.policies.model import Condition, Conditions, Policy, Relation
from creditbank.core.values import Credits, day_of

YES, NO, UNDECIDED = Decision.YES, Decision.NO, Decision.UNDECIDED


@dataclass(frozen=True)
class Judged:
    """A condition's truth; ``field``, ``expected`` and ``found`` say why."""

    truth: Decision
    field: str
    expected: str
    found: str | None

    def facts(self) -> dict[str, str]:
        facts = {"field": self.field, "expected": self.expected}
        return facts if self.found is None else {**facts, "found": self.found}


def base_scope(case: Case) -> dict[str, str]:
    """Name the facts that are the same for every line of the case."""
    programme = case.programme
    scope = {f"learner.{name}": text for name, text in case.learner.items()}
    scope.update((f"programme.{name}", text) for name, text in programme.facts.items())
    scope["as_of"] = case.as_of.isoformat()
    scope["programme.course_count"] = str(len(programme.courses))
    totals: dict[str, Credits] = {}
    for facts in programme.courses.values():
        bucket = facts.get("bucket", "")
        credits = Credits.of(facts.get("credits", "0"))
        totals[bucket] = totals.get(bucket, Credits(0)) + credits
    scope.update(
        (f"programme.credits_in.{bucket}", str(total))
        for bucket, total in totals.items()
    )
    return scope


def line_scope(
    base: Scope, case: Case, item: Item | None, target: str | None
) -> dict[str, str]:
    """Name the facts one line may read: the base, its holding, course, findings."""
    scope = dict(base)
    if item is not None:
        scope["item.id"] = item.id
        scope.update((f"item.{name}", text) for name, text in item.facts.items())
    if target is not None:
        course: Facts = case.programme.courses.get(target, {})
        scope["target.code"] = target
        scope.update((f"target.{name}", text) for name, text in course.items())
    for finding in case.findings:
        if _concerns(finding, item, target):
            scope[f"finding.{finding.name}"] = finding.value
    return scope


def _concerns(finding: Finding, item: Item | None, target: str | None) -> bool:
    same_item = finding.item is None or (item is not None and finding.item == item.id)
    return same_item and finding.target in (None, target)


def every(truths: Iterable[Decision]) -> Decision:
    """Strong Kleene AND."""
    found = set(truths)
    return NO if NO in found else UNDECIDED if UNDECIDED in found else YES


def judge(
    conditions: Conditions, scope: Scope, policy: Policy
) -> tuple[Decision, tuple[Judged, ...]]:
    """Judge alternatives of conditions; say which conditions decided.

    The alternative reported is the first that holds; else the one that comes
    closest, which is where a person would look first.
    """
    if not conditions:
        return YES, ()
    judged = [
        tuple(_judge(condition, scope, policy) for condition in alternative)
        for alternative in conditions
    ]
    return min(
        ((every(part.truth for part in parts), parts) for parts in judged),
        key=lambda pair: (
            (YES, UNDECIDED, NO).index(pair[0]),
            sum(part.truth is not YES for part in pair[1]),
        ),
    )


def _judge(condition: Condition, scope: Scope, policy: Policy) -> Judged:
    field, relation = condition.field, condition.relation
    found = scope.get(field)
    match relation:
        case Relation.IN | Relation.NOT:
            expected = "、".join(condition.words)
            inside = found in condition.words
            truth = _truth(inside is (relation is Relation.IN))
        case Relation.MIN | Relation.MAX:
            truth, expected = _bounded(condition, scope)
        case Relation.AT_LEAST:
            expected = scope.get(condition.words[0], condition.words[0])
            truth = _at_least(found, expected, policy.ladders[condition.ladder])
        case Relation.IN_TABLE:
            truth, expected = _in_table(condition, scope, policy.tables)
        case Relation.SAME_AS:
            other = scope.get(condition.words[0])
            expected = other if other is not None else condition.words[0]
            truth = UNDECIDED if other is None else _truth(found == other)
        case _:  # pragma: no cover
            assert_never(relation)
    return Judged(
        UNDECIDED if found is None else truth, field, f"{relation} {expected}", found
    )


def _truth(value: bool) -> Decision:  # noqa: FBT001 - the truth itself
    return YES if value else NO


def _bounded(condition: Condition, scope: Scope) -> tuple[Decision, str]:
    """Compare a number with a formula's range, or a date with a date; inclusive."""
    if condition.formula is None:
        return _dated(condition, scope)
    try:
        bound = condition.formula.amount(scope)
        value = Credits.of(scope[condition.field]).fraction
    except (KeyError, BadValueError, NoValueError):
        return UNDECIDED, condition.formula.text
    expected = condition.formula.text
    if bound.known is not None and condition.formula.fields:
        expected += f" = {bound.known}"
    low, high = bound.low, bound.high
    if condition.relation is Relation.MIN:
        if high is not None and value >= high:
            return YES, expected
        return (NO if low is not None and value < low else UNDECIDED), expected
    if low is not None and value <= low:
        return YES, expected
    return (NO if high is not None and value > high else UNDECIDED), expected


def _dated(condition: Condition, scope: Scope) -> tuple[Decision, str]:
    bound = scope.get(condition.words[0], condition.words[0])
    try:
        value, limit = day_of(scope[condition.field]), day_of(bound)
    except (KeyError, BadValueError):
        return UNDECIDED, bound
    is_min = condition.relation is Relation.MIN
    return _truth(value >= limit if is_min else value <= limit), bound


def _at_least(found: str | None, floor: str, ladder: tuple[str, ...]) -> Decision:
    if found not in ladder or floor not in ladder:
        return UNDECIDED
    return _truth(ladder.index(found) >= ladder.index(floor))


def _in_table(
    condition: Condition,
    scope: Scope,
    tables: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> tuple[Decision, str]:
    row = scope.get(condition.words[0])
    if row is None:
        return UNDECIDED, condition.words[0]
    words = tables[condition.ladder].get(row, ())
    return _truth(scope.get(condition.field) in words), "、".join(words)
