"""What one condition says of another, whatever the case: it covers, or excludes it."""

from __future__ import annotations

from fractions import Fraction

from creditbank.core.policies.conditions import (
    AllOf,
    Condition,
    Conditions,
    Relation,
)
from creditbank.core.values import day_of

LOW = frozenset({Relation.MIN, Relation.ABOVE})
HIGH = frozenset({Relation.MAX, Relation.BELOW})
_STRICT = frozenset({Relation.ABOVE, Relation.BELOW})


def plain_parts(when: Conditions) -> list[Condition] | None:
    """Give plain conditions; None for a tree that is more than a list of them."""
    parts = when.parts if isinstance(when, AllOf) else ()
    plain = [part for part in parts if isinstance(part, Condition)]
    return plain if len(plain) == len(parts) else None


def covers(wide: Condition, narrow: Condition) -> bool:
    """Tell whether what meets ``narrow`` always meets ``wide``."""
    if wide.field != narrow.field:
        return False
    if wide.relation is Relation.IN and narrow.relation is Relation.IN:
        return set(narrow.words) <= set(wide.words)
    outer, inner = bound_of(wide), bound_of(narrow)
    sides = {relation in LOW for relation in (wide.relation, narrow.relation)}
    if outer is None or inner is None or len(sides) > 1:
        return _same(wide, narrow)
    if inner == outer:  # the bound itself meets min and max, not above and below
        return wide.relation not in _STRICT or narrow.relation in _STRICT
    return (inner > outer) is (wide.relation in LOW)


def _same(one: Condition, two: Condition) -> bool:
    """Compare two conditions as they are written."""
    shape = (one.relation, one.words, one.formula, one.day, one.ladder)
    return shape == (two.relation, two.words, two.formula, two.day, two.ladder)


def excludes(one: Condition, two: Condition) -> bool:
    """Tell whether nothing meets both."""
    if one.field != two.field:
        return False
    relations = {one.relation, two.relation}
    if relations == {Relation.IN}:
        return not set(one.words) & set(two.words)
    if relations == {Relation.IN, Relation.NOT}:
        inside, outside = (one, two) if one.relation is Relation.IN else (two, one)
        return set(inside.words) <= set(outside.words)
    least, most = _least_most(one, two)
    if least is None or most is None:
        return False
    return least >= most if relations & _STRICT else least > most


def _least_most(
    one: Condition, two: Condition
) -> tuple[Fraction | None, Fraction | None]:
    for first, second in ((one, two), (two, one)):
        if first.relation in LOW and second.relation in HIGH:
            return bound_of(first), bound_of(second)
    return None, None


def bound_of(condition: Condition) -> Fraction | None:
    """Give a bound that no fact moves, a date as its day's number; None for another."""
    if condition.formula is not None and condition.formula.constant is not None:
        return condition.formula.constant.known
    day = condition.day
    if day is not None and day.field is None and not day.steps:
        return Fraction(day_of(day.start).toordinal())
    return None
