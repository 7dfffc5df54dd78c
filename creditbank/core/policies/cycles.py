"""Cycles of conversions that gain credit: there and back must not make more of it.

A rule that gives ``item.credits`` times a fixed rate carries credits from the scheme
its condition names to the scheme of its authority. Round a cycle the rates multiply;
more than one is credit out of nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.conditions import Relation, leaves
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.values import shown

LENGTH_MAX = 6  # schemes in one cycle that is looked for


def cycles(policies: Sequence[Policy]) -> Iterator[tuple[list[str], str]]:
    """Name each cycle of schemes that gains, and by how much."""
    rates: dict[str, dict[str, Fraction]] = {}
    for policy in policies:
        for rule in policy.rules:
            rate = _rate(policy, rule)
            if rate is None:
                continue
            for scheme in _schemes(rule):
                row = rates.setdefault(scheme, {})
                row[policy.authority] = max(row.get(policy.authority, rate), rate)
    for start in sorted(rates):
        yield from _from(rates, [start], Fraction(1))


def _from(
    rates: dict[str, dict[str, Fraction]], path: list[str], gain: Fraction
) -> Iterator[tuple[list[str], str]]:
    for scheme, rate in sorted(rates.get(path[-1], {}).items()):
        if scheme == path[0] and gain * rate > 1:
            yield [*path, scheme], shown(gain * rate)
        elif scheme > path[0] and scheme not in path and len(path) < LENGTH_MAX:
            yield from _from(rates, [*path, scheme], gain * rate)


def _schemes(rule: Rule) -> list[str]:
    """Give the schemes a rule takes credits from."""
    found: list[str] = []
    for one in leaves(rule.when):
        if one.relation is Relation.IN:
            found += one.words if one.field == "item.scheme" else ()
    return found


def _rate(policy: Policy, rule: Rule) -> Fraction | None:
    """Give the rate of a rule that multiplies ``item.credits``; None for another."""
    if "item.credits" not in rule.credits.fields:
        return None
    amounts = []
    for credits in ("0", "60", "120"):
        scope = {"item": {"credits": credits}, "const": policy.const}
        try:
            known = rule.credits.amount(scope).known
        except NoValueError:
            return None
        if known is None:
            return None
        amounts.append(known)
    zero, one, two = amounts
    return one / 60 if zero == 0 and two == 2 * one else None
