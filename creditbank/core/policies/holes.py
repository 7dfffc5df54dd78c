"""What can never hold, and the scores and days that lie between two rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise

from creditbank.core.policies.conditions import Condition
from creditbank.core.policies.implying import HIGH, LOW, bound_of, excludes, plain_parts
from creditbank.core.policies.model import Policy, Rule, Window
from creditbank.core.policies.steps import Steps
from creditbank.core.values import shown

Told = tuple[str, str, dict[str, str]]  # of which part, the code, the facts
TERM = {"starts_on": "2025-02-24", "ends_on": "2025-07-11"}  # any term will do


def never(policy: Policy, steps: Steps) -> Iterator[Told]:
    """Name rules no case can meet, and windows that close before they open."""
    for rule in policy.rules:
        parts = plain_parts(rule.when) or []
        steps.ask(1 + len(parts) * len(parts))
        if any(excludes(one, two) for one, two in combinations(parts, 2)):
            yield rule.cited.name, "rule_never_holds", {"rule": rule.cited.name}
    for window in policy.windows:
        if _is_shut(window):
            name = window.cited.name
            yield name, "window_never_opens", {"window": name}


def _is_shut(window: Window) -> bool:
    """Tell whether the last day lies before the first; both start from one date."""
    if window.opens.field != window.closes_possible.field:
        return False
    scope = {"term": TERM}
    opens, closes = window.opens.span(scope), window.closes_possible.span(scope)
    return opens is not None and closes is not None and closes.high < opens.low


@dataclass(frozen=True)
class _Stretch:
    """What one rule takes of a scale; None where it has no end."""

    rule: str
    low: Fraction | None
    high: Fraction | None
    is_day: bool


def holes(policy: Policy, steps: Steps) -> Iterator[Told]:
    """Name two rules alike but for the stretch of one scale, and what lies between.

    As with bands, scores are whole where one ends at 59 and the next begins at 60.
    """
    stretches: dict[tuple[object, ...], list[_Stretch]] = defaultdict(list)
    for rule in policy.rules:
        for key, stretch in _stretches(rule, steps):
            stretches[key].append(stretch)
    for key, several in stretches.items():
        ordered = sorted(several, key=lambda one: one.low or Fraction(0))
        for one, two in pairwise(ordered):
            if one.high is not None and two.low is not None and two.low - one.high > 1:
                facts = {"rule": two.rule, "by": one.rule, "field": str(key[0])}
                ends = {"one": _text(one.high, one), "two": _text(two.low, two)}
                yield two.rule, "rules_leave_a_hole", {**facts, **ends}


def _stretches(
    rule: Rule, steps: Steps
) -> Iterator[tuple[tuple[object, ...], _Stretch]]:
    parts = plain_parts(rule.when) or []
    bounded = {one.field for one in parts if bound_of(one) is not None}
    steps.ask(1 + len(parts) * len(bounded))
    for field in sorted(bounded):
        of = [one for one in parts if one.field == field]
        ends = [(one.relation, bound_of(one)) for one in of]
        lows = [end for relation, end in ends if relation in LOW and end is not None]
        highs = [end for relation, end in ends if relation in HIGH and end is not None]
        rest = frozenset(_shape(one) for one in parts if one.field != field)
        key = (field, rest, rule.bundle, rule.without_target, rule.is_fallback)
        is_day = any(one.day is not None for one in of)
        yield (
            key,
            _Stretch(
                rule.cited.name,
                max(lows, default=None),
                min(highs, default=None),
                is_day,
            ),
        )


def _shape(one: Condition) -> tuple[object, ...]:
    return (one.field, one.relation, one.words, one.formula, one.day, one.ladder)


def _text(end: Fraction, of: _Stretch) -> str:
    return date.fromordinal(int(end)).isoformat() if of.is_day else shown(end)
