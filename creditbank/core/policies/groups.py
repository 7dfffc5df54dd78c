"""Caps counted out: which lines fall under which cap, over what, up to which bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from creditbank.core.policies.answers import CapUse
from creditbank.core.policies.cases import Case
from creditbank.core.policies.conditions import NO, base_scope, judge, line_scope
from creditbank.core.policies.formulas import Amount, NoValueError
from creditbank.core.policies.model import Cap, Counts, Over, Policy
from creditbank.core.policies.options import Option
from creditbank.core.values import Credits, shown

NOTHING = Fraction(0)


@dataclass
class Group:
    """One cap counted over one key, with what prior lines already use."""

    cap: Cap
    key: str
    limit: Amount
    used: Fraction = NOTHING
    members: dict[int, Fraction] = field(default_factory=dict)

    @property
    def name(self) -> tuple[str, str]:
        return self.cap.cited.name, self.key

    def admits(self, asked: Fraction) -> bool:
        """Compare with the most the limit can be; inclusive."""
        return self.limit.high is None or self.used + asked <= self.limit.high

    @property
    def is_open(self) -> bool:
        """Tell whether an unknown limit could bite."""
        low = self.limit.low
        if self.limit.known is not None:
            return False
        return low is None or self.used + sum(self.members.values()) > low

    def use(self, chosen: Iterable[int]) -> CapUse:
        asked = sum((self.members.get(i, NOTHING) for i in chosen), NOTHING)
        known = self.limit.known
        return CapUse(
            cap=self.cap.cited.name,
            clause=self.cap.cited.clause,
            over=self.key,
            counts=self.cap.counts.value,
            used=shown(self.used + asked),
            max="" if known is None else shown(known),
        )


def groups_of(policy: Policy, case: Case, options: Sequence[Option]) -> list[Group]:
    """Count every option and every prior line into the caps it falls under."""
    counting = _Counting(policy, case)
    for cap in policy.caps:
        for prior in case.prior:
            for group in counting.of(cap, prior.items, prior.target):
                group.used += _amount(cap, prior.credits)
        for number, option in enumerate(options):
            for line in option.lines:
                most = _amount(cap, line.credits_max or line.credits)
                for group in counting.of(cap, (line.item,), line.target):
                    group.members[number] = group.members.get(number, NOTHING) + most
    return [group for group in counting.groups.values() if group.members]


class _Counting:
    """Finds the groups a line falls into, with the limit of each."""

    def __init__(self, policy: Policy, case: Case) -> None:
        self.policy = policy
        self.case = case
        self.base = base_scope(case)
        self.items = {item.id: item for item in case.portfolio}
        self.groups: dict[tuple[str, str], Group] = {}

    def of(self, cap: Cap, items: tuple[str, ...], target: str | None) -> list[Group]:
        scope = line_scope(self.base, self.case, None, target)
        if judge(cap.where, scope, self.policy)[0] is NO:
            return []
        return [self._group(cap, key) for key in _keys(cap, items, target)]

    def _group(self, cap: Cap, key: str) -> Group:
        name = (cap.cited.name, key)
        if name not in self.groups:
            item = self.items.get(key) if cap.over is Over.ITEM else None
            target = key if cap.over is Over.TARGET else None
            try:
                limit = cap.max.amount(line_scope(self.base, self.case, item, target))
            except NoValueError:
                limit = Amount(None, None)
            self.groups[name] = Group(cap, key, limit)
        return self.groups[name]


def _keys(cap: Cap, items: tuple[str, ...], target: str | None) -> tuple[str, ...]:
    if cap.over is Over.ITEM:
        return items
    return (target or "",) if cap.over is Over.TARGET else ("",)


def _amount(cap: Cap, credits: Credits) -> Fraction:
    return credits.fraction if cap.counts is Counts.CREDITS else Fraction(1)
