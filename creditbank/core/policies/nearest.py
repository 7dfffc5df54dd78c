"""What one changed input would have made of a refusal.

One input of one failed condition is changed, and the whole case is answered again:
only a change after which the line is a yes is told. Where no single change suffices,
nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeAlias

from creditbank.core.errors import BadValueError
from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.answers import Answer, Decision, Line
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Case, Finding, Item
from creditbank.core.policies.conditions import Condition, Relation, leaves
from creditbank.core.policies.evaluation import answered
from creditbank.core.policies.model import Policy
from creditbank.core.policies.portfolio import Facts, Listed
from creditbank.core.policies.scopes import Scope, reader
from creditbank.core.policies.steps import Steps, StepsSpentError
from creditbank.core.values import day_of, shown

TRIES_MAX = 40  # evaluations spent on one answer
WORDS_MAX = 4
DAY = timedelta(days=1)

# Whether the policy still answers for a holding once the case is changed.
Governs: TypeAlias = Callable[[Case, Item], bool]

# What a holding is cannot be changed; how far it goes can.
FIXED = frozenset(
    {"item.id", "item.outcome", "item.type", "item.certificate", "item.module"}
)


@dataclass(frozen=True)
class Nearest:
    """The change after which a line would be a yes."""

    field: str
    found: str
    needed: str
    credits: str
    is_list: bool = False  # one more on a list, and none taken off

    @property
    def facts(self) -> dict[str, str]:
        """Give what its sentence names."""
        return {
            "field": self.field,
            "found": self.found,
            "needed": self.needed,
            "credits": self.credits,
        }


def nearest(
    policy: Policy, case: Case, answer: Answer, governs: Governs | None = None
) -> dict[int, Nearest]:
    """Give the nearest change of each refused line, by its place in the answer.

    A change after which another version would answer (``governs``) is not told. Where
    the version is settled, nothing a learner changes moves it.
    """
    asking = Asking(policy, case)
    tries = [TRIES_MAX]
    steps = Steps()
    found = {}
    for number, line in enumerate(answer.lines):
        if line.decision is Decision.NO:
            change = _of_line(asking, line, tries, steps, governs)
            if change is not None:
                found[number] = change
    return found


def _of_line(
    asking: Asking,
    line: Line,
    tries: list[int],
    steps: Steps,
    governs: Governs | None,
) -> Nearest | None:
    for field, found, needed in _changes(asking, line):
        if tries[0] == 0:
            return None
        tries[0] -= 1
        changed = _changed(asking, line, field, needed)
        if changed is None or not _is_governed(changed, line, governs):
            continue
        for again in _again(asking.policy, changed, steps):
            same = (again.items, again.target) == (line.items, line.target)
            if same and again.decision is Decision.YES:
                is_list = asking.policy.vocabulary.is_list(field)
                return Nearest(field, found, needed, str(again.credits), is_list)
    return None


def _is_governed(changed: Case, line: Line, governs: Governs | None) -> bool:
    held = {one.id: one for one in changed.portfolio}
    return governs is None or governs(changed, held[line.items[0]])


def _again(policy: Policy, case: Case, steps: Steps) -> Sequence[Line]:
    """Answer a changed case with the steps all tries share; nothing past them."""
    try:
        return answered(Asking(policy, case, steps)).lines
    except StepsSpentError:
        return ()


def _changes(asking: Asking, line: Line) -> Iterator[tuple[str, str, str]]:
    """Propose a value for each input that a failed condition read."""
    scope = asking.pair((asking.items[line.items[0]],), line.target, {}).scope
    trees = {one.cited.name: one.when for one in asking.policy.rules}
    trees |= {one.cited.name: one.when for one in asking.policy.gates}
    for reason in line.reasons:
        if reason.code == "outside_window" and "opens" in reason.facts:
            yield "as_of", asking.case.as_of.isoformat(), reason.facts["opens"]
        if reason.code != "condition_failed" or reason.rule not in trees:
            continue
        for condition in leaves(trees[reason.rule]):
            if condition.field != reason.facts["field"] or condition.field in FIXED:
                continue
            if condition.truth(scope) is Decision.NO:
                found = (condition.read(scope) or "").replace("\n", "、")
                for needed in _needed(condition, scope):
                    yield condition.field, found, needed


def _needed(condition: Condition, scope: Scope) -> Sequence[str]:
    """Give the values nearest to what was found for which a failed condition holds."""
    match condition.relation:
        case Relation.IN | Relation.HAS:
            return condition.words[:WORDS_MAX]
        case Relation.AT_LEAST | Relation.AT_MOST | Relation.SAME_AS:
            word = condition.words[0]
            return [reader(word)(scope) or word]
        case Relation.MIN | Relation.MAX:
            return _bound(condition, scope)
        case Relation.ABOVE | Relation.BELOW:
            return _day_beyond(condition, scope)
        case _:
            return ()


def _day_beyond(condition: Condition, scope: Scope) -> Sequence[str]:
    """Give the day after a bound, or before it; of numbers none is the nearest."""
    span = condition.day.span(scope) if condition.day is not None else None
    if span is None:
        return ()
    is_above = condition.relation is Relation.ABOVE
    try:
        day = span.high + DAY if is_above else span.low - DAY
    except OverflowError:
        return ()
    return (day.isoformat(),)


def _bound(condition: Condition, scope: Scope) -> Sequence[str]:
    if condition.day is not None:
        span = condition.day.span(scope)
        is_min = condition.relation is Relation.MIN
        return [(span.high if is_min else span.low).isoformat()] if span else []
    try:
        known = condition.formula.amount(scope).known if condition.formula else None
    except NoValueError:  # the source names no bound here
        return ()
    text = "" if known is None else shown(known)
    return [text] if text and "/" not in text else ()


def _changed(asking: Asking, line: Line, field: str, value: str) -> Case | None:
    """Put another value in the place of one input; None where it cannot be changed."""
    part, _, name = field.partition(".")
    case, is_list = asking.case, asking.policy.vocabulary.is_list(field)
    if field == "as_of":
        return _on(case, value)
    if part == "item":
        return replace(
            case,
            portfolio=tuple(
                Item(one.id, _with(one.facts, name, value, is_list=is_list))
                if one.id == line.items[0]
                else one
                for one in case.portfolio
            ),
        )
    if part == "learner":
        learner = _with(case.learner, name, value, is_list=is_list)
        return replace(case, learner=learner)
    if part == "finding":
        changed = Finding(name, value, line.items[0], line.target)
        given = next(one for one in case.findings if one.name == name)
        changed = replace(changed, by_role=given.by_role)
        return replace(case, findings=(*case.findings, changed))
    return None


def _on(case: Case, text: str) -> Case | None:
    try:
        day: date = day_of(text)
    except BadValueError:
        return None
    return replace(case, as_of=day)


def _with(facts: Facts, name: str, value: str, *, is_list: bool) -> Facts:
    """Put a value in the place of a fact, or one more word on a list."""
    had = facts.get(name, "")
    more = Listed.of([had, value] if had else [value])
    return {**facts, name: more if is_list else value}
