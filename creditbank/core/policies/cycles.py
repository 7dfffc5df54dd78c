"""Cycles of conversions that gain credit: there and back must not make more of it.

A rule carries credits from the schemes its conditions name (from any, where it reads
``item.credits`` and names none) to the scheme of its authority. A cycle that gains is
shown by so many credits that come back as more, where every rule reckons by them: a
fault. That none gains is shown only where the highest rates of its rules (``rates``)
multiply to no more than one; whatever lies between is told as a doubt, never passed
over. One line of a holding is followed: that it may stand at several courses at once is
for a policy's caps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from creditbank.core.policies.amounts import NoValueError
from creditbank.core.policies.conditions import (
    NO,
    AllOf,
    AnyOf,
    Condition,
    Conditions,
    Relation,
)
from creditbank.core.policies.model import Policy, Rule
from creditbank.core.policies.rates import Rates, plain
from creditbank.core.policies.spans import CREDITS
from creditbank.core.policies.steps import Steps, StepsSpentError
from creditbank.core.values import shown

LENGTH_MAX = 6  # schemes in one cycle that is looked for
SCHEME = "item.scheme"
HUNDRED = 100  # what is posted is a multiple of 0.01 (law 4)

# Credits that are followed round a cycle, as many as some course has.
TRIED = tuple(Fraction(n) for n in (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 60, 120))


@dataclass(frozen=True)
class Conversion:
    """A rule that makes credits of its authority of those of other schemes."""

    policy: Policy
    rule: Rule
    sources: frozenset[str]  # none: any scheme but its own
    rates: Rates
    steps: Steps
    kept: dict[Fraction, Fraction | None] = field(default_factory=dict)

    @property
    def to(self) -> str:
        return self.policy.authority

    @property
    def reads_credits(self) -> bool:
        return CREDITS in self.rule.credits.fields

    @cached_property
    def highest(self) -> Fraction | None:
        return self.rates.highest(self.rule)

    def takes(self, scheme: str) -> bool:
        return scheme in self.sources if self.sources else scheme != self.to

    def of(self, credits: Fraction) -> Fraction | None:
        """Give what it makes of so many credits; None where more decides than that.

        And where the steps of its file are spent: then nothing is shown.
        """
        if credits not in self.kept:
            try:
                self.steps.ask(self.policy.weights[self.rule.cited.name].steps(0))
                self.kept[credits] = self._made(credits)
            except StepsSpentError:
                self.kept[credits] = None
        return self.kept[credits]

    @cached_property
    def _reads_more(self) -> bool:
        read = self.rule.credits.fields - {CREDITS}
        return any(not name.startswith("const.") for name in read)

    def _made(self, credits: Fraction) -> Fraction | None:
        if self._reads_more:
            return None
        scope = {"item": {"credits": shown(credits)}, "const": self.policy.const}
        for one in plain(self.rule.when):
            if one.field == CREDITS and one.truth(scope) is NO:
                return None
        try:
            known = self.rule.credits.amount(scope).known
        except NoValueError:
            return None
        if known is None or (known * HUNDRED).denominator != 1:
            return None
        return known * max(1, len(self.rule.bundle))


def conversions(policies: Sequence[Policy]) -> list[Conversion]:
    found = []
    for policy in policies:
        rates, steps = Rates(policy), Steps()
        for rule in policy.rules:
            sources = frozenset(_schemes(rule.when))
            one = Conversion(policy, rule, sources, rates, steps)
            if sources or one.reads_credits:
                found.append(one)
    return found


def cycles(policies: Sequence[Policy]) -> Iterator[tuple[list[str], str]]:
    """Name each cycle of schemes that is shown to gain, and by how much."""
    steps: dict[str, dict[str, list[Conversion]]] = {}
    for one in conversions(policies):
        for scheme in one.sources if one.reads_credits else ():
            steps.setdefault(scheme, {}).setdefault(one.to, []).append(one)
    for start in sorted(steps):
        yield from _from(steps, [start], {credits: credits for credits in TRIED})


def _from(
    steps: Mapping[str, Mapping[str, Sequence[Conversion]]],
    path: list[str],
    held: Mapping[Fraction, Fraction],
) -> Iterator[tuple[list[str], str]]:
    """Follow some credits on; ``held`` says what has become of each so far."""
    for scheme, rules in sorted(steps.get(path[-1], {}).items()):
        if scheme < path[0] or scheme in path[1:]:
            continue
        made = _made(rules, held)
        gain = max((made[had] / had for had in made), default=Fraction(0))
        if scheme == path[0] and gain > 1:
            yield [*path, scheme], shown(gain)
        elif scheme != path[0] and made and len(path) < LENGTH_MAX:
            yield from _from(steps, [*path, scheme], made)


def _made(
    rules: Sequence[Conversion], held: Mapping[Fraction, Fraction]
) -> dict[Fraction, Fraction]:
    found = {}
    for had, now in held.items():
        amounts = [made for one in rules if (made := one.of(now)) is not None]
        if amounts:
            found[had] = max(amounts)
    return found


def doubts(policies: Sequence[Policy]) -> Iterator[tuple[str, dict[str, str]]]:
    """Name the rules by which a cycle might gain, where it is not shown that none does.

    ``rate_not_bounded``: no highest rate could be shown. ``cycle_may_gain``: the
    highest rates of a cycle multiply to more than one.
    """
    found = conversions(policies)
    shown_to_gain = {_turned(path) for path, _ in cycles(policies)}
    graph = _Graph(found)
    for one in found:
        way = graph.way_back(one)
        facts = {"code": one.policy.code, "rule": one.rule.cited.name}
        if way is None:
            continue
        if one.highest is None:
            facts |= {"formula": one.rule.credits.text, "schemes": " → ".join(way)}
            yield "rate_not_bounded", facts
        elif one.highest > 1:
            gaining = graph.gaining(one)
            if gaining is not None and _turned(gaining[0]) not in shown_to_gain:
                shown_to_gain.add(_turned(gaining[0]))
                facts |= {"schemes": " → ".join(gaining[0]), "gain": shown(gaining[1])}
                yield "cycle_may_gain", facts


class _Graph:
    """Which scheme's credits become another's, and at which highest rate."""

    def __init__(self, found: Sequence[Conversion]) -> None:
        self.schemes = sorted({one.to for one in found})
        self.into: dict[str, dict[str, list[Conversion]]] = {}
        for one in found:
            for scheme in filter(one.takes, self.schemes):
                row = self.into.setdefault(scheme, {})
                row.setdefault(one.to, []).append(one)
        self._ways: dict[str, dict[str, list[str]]] = {}
        self._best: dict[str, list[dict[str, tuple[Fraction, list[str]]]]] = {}

    def way_back(self, one: Conversion) -> list[str] | None:
        """Give a shortest cycle through a conversion; None where there is none."""
        ways = self._ways_from(one.to)
        back = [ways[scheme] for scheme in ways if one.takes(scheme)]
        shortest = min(back, key=lambda way: (len(way), way), default=None)
        return None if shortest is None else [shortest[-1], *shortest]

    def _ways_from(self, start: str) -> dict[str, list[str]]:
        if start not in self._ways:
            ways = {start: [start]}
            waiting = [start]
            for scheme in waiting:
                for other in self.into.get(scheme, {}):
                    if other not in ways and len(ways[scheme]) < LENGTH_MAX:
                        ways[other] = [*ways[scheme], other]
                        waiting.append(other)
            self._ways[start] = ways
        return self._ways[start]

    def gaining(self, one: Conversion) -> tuple[list[str], Fraction] | None:
        """Give the shortest cycle through a bounded conversion that may gain."""
        for best in self._best_from(one.to):
            ways = [best[scheme] for scheme in sorted(best) if one.takes(scheme)]
            gain, way = max(ways, key=lambda way: way[0], default=(Fraction(0), []))
            if gain * (one.highest or 0) > 1:
                return [way[-1], *way], gain * (one.highest or 0)
        return None

    def _best_from(self, start: str) -> list[dict[str, tuple[Fraction, list[str]]]]:
        """Give the highest rate to each scheme, by the number of steps to it."""
        if start not in self._best:
            found = [{start: (Fraction(1), [start])}]
            for _ in range(LENGTH_MAX - 1):
                found.append(self._onward(found[-1]))
            self._best[start] = found
        return self._best[start]

    def _onward(
        self, best: Mapping[str, tuple[Fraction, list[str]]]
    ) -> dict[str, tuple[Fraction, list[str]]]:
        found: dict[str, tuple[Fraction, list[str]]] = {}
        for scheme, (gain, way) in best.items():
            for other, rate in self._rates.get(scheme, {}).items():
                if other not in found or found[other][0] < gain * rate:
                    found[other] = (gain * rate, [*way, other])
        return found

    @cached_property
    def _rates(self) -> dict[str, dict[str, Fraction]]:
        """The highest rate of each step; rules without a bound are named apart."""
        return {
            scheme: {
                other: max(known)
                for other, rules in row.items()
                if (known := [one.highest for one in rules if one.highest is not None])
            }
            for scheme, row in self.into.items()
        }


def _turned(path: Sequence[str]) -> tuple[str, ...]:
    """Name a cycle alike wherever it is begun."""
    ring = list(path[:-1])
    at = ring.index(min(ring))
    return tuple(ring[at:] + ring[:at])


def _schemes(when: Conditions) -> Iterator[str]:
    """Give the schemes a rule takes credits from, where it names them."""
    if isinstance(when, Condition):
        if when.field == SCHEME and when.relation is Relation.IN:
            yield from when.words
    elif isinstance(when, AllOf | AnyOf):
        for part in when.parts:
            yield from _schemes(part)
