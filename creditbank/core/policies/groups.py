"""Caps counted out: which lines fall under which cap, over what, up to which bound."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from creditbank.core.policies.amounts import Amount, NoValueError
from creditbank.core.policies.answers import CapUse
from creditbank.core.policies.asking import Asking
from creditbank.core.policies.cases import Facts
from creditbank.core.policies.conditions import ALWAYS, NO, UNDECIDED, YES
from creditbank.core.policies.formulas import formula_of
from creditbank.core.policies.model import Bites, Cap, Cited, Counts, Group, Minimum
from creditbank.core.policies.proposals import Option, Proposal
from creditbank.core.policies.scopes import Scope, prior_scope, reader
from creditbank.core.values import Credits, shown

HUNDREDTHS = 100
ONE = formula_of("1")


@dataclass
class Counted:
    """One cap counted over one key, with what prior lines already use.

    Amounts are whole: hundredths of credits, lines, or holdings. ``maybe`` is what
    prior lines may use as well, where a fact of theirs is not known.
    """

    cap: Cap
    key: str
    limit: Amount
    used: int = 0
    maybe: int = 0
    members: dict[int, int] = field(default_factory=dict)
    items: dict[int, frozenset[str]] = field(default_factory=dict)
    used_items: set[str] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)  # members by a fact not known

    @property
    def name(self) -> tuple[str, str]:
        return self.cap.cited.name, self.key

    @property
    def unit(self) -> int:
        return HUNDREDTHS if self.cap.counts is Counts.CREDITS else 1

    @property
    def high(self) -> int | None:
        """Give the most the limit can be, in whole amounts; inclusive."""
        high = self.limit.high
        return None if high is None else (high * self.unit).__floor__()

    @property
    def is_open(self) -> bool:
        """Tell whether what is not known could bite."""
        low = self.limit.low
        if self.limit.known is not None and not self.maybe and not self.unsure:
            return False
        if low is None:
            return True
        most = self.used + self.maybe + self.total(self.members)
        return most > (low * self.unit).__floor__()

    def total(self, options: Iterable[int]) -> int:
        """Add up what options ask under the cap; a holding counts once."""
        if self.cap.counts is Counts.ITEMS:
            held: set[str] = set()
            for option in options:
                held |= self.items.get(option, frozenset())
            return len(held - self.used_items)
        return sum(self.members.get(option, 0) for option in options)

    def use(self, chosen: Iterable[int]) -> CapUse:
        known = self.limit.known
        used = Fraction(self.used + self.total(chosen), self.unit)
        return CapUse(
            cap=self.cap.cited.name,
            clause=self.cap.cited.clause,
            over=self.key,
            counts=self.cap.counts.value,
            used=shown(used),
            max="" if known is None else shown(known),
        )


@dataclass(frozen=True)
class Needed:
    """One minimum: what counts towards it, and which lines fall without it."""

    minimum: Minimum
    least: Amount
    used: int
    members: dict[int, int]
    needing: frozenset[int]

    @property
    def unit(self) -> int:
        return HUNDREDTHS if self.minimum.counts is Counts.CREDITS else 1

    def reached(self, chosen: Iterable[int]) -> int:
        return self.used + sum(self.members.get(option, 0) for option in chosen)

    def is_met(self, chosen: Iterable[int]) -> bool:
        """Tell whether a selection stands: it reaches the least, or needs it not."""
        picked = set(chosen)
        if not picked & self.needing:
            return True
        low = self.least.low
        return low is not None and self.reached(picked) >= low * self.unit


def counted(asking: Asking, options: Sequence[Option]) -> list[Counted]:
    """Count every option and every prior line into the caps it falls under."""
    policy = asking.policy
    counting = _Counting(asking)
    caps = [*policy.caps, *(_cap_of(group) for group in policy.groups)]
    for cap in caps:
        counting.count(cap, options)
    counting.exclude(options)
    return [group for group in counting.groups.values() if group.members]


def needed(asking: Asking, options: Sequence[Option]) -> list[Needed]:
    """Count what every minimum asks for."""
    return [_needed(asking, one, options) for one in asking.policy.minimums]


def _cap_of(group: Group) -> Cap:
    """Read "only the highest counts" as a cap of one holding."""
    return Cap(group.cited, Counts.ITEMS, group.by, ALWAYS, ONE, Bites.WHOLE)


class _Counting:
    """Finds the groups a line falls into, with the limit of each."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.groups: dict[tuple[str, str], Counted] = {}
        self.netted = {
            one.cited.name for one in asking.policy.groups if one.nets or one.rank
        }
        self.prior: list[tuple[Scope, Credits, str]] = [
            (prior_scope(asking.base, asking.case, one, item), one.credits, item)
            for one in asking.case.prior
            for item in (one.items or ("",))[:1]
        ]

    def count(self, cap: Cap, options: Sequence[Option]) -> None:
        if cap.cited.name not in self.netted:
            for scope, credits, item in self.prior:
                self._count_prior(cap, scope, credits, item)
        for number, option in enumerate(options):
            for line in option.lines:
                self._count_line(cap, number, line)

    def _count_prior(self, cap: Cap, scope: Scope, credits: Credits, item: str) -> None:
        truth = cap.where.truth(scope)
        if truth is NO:
            return
        key = key_of(cap.over, scope)
        if key is None:
            return
        group = self._group(cap, key, scope)
        if cap.counts is Counts.ITEMS:
            group.used += item not in group.used_items
            group.used_items.add(item)
        elif truth is YES:
            group.used += _amount(cap, credits)
        else:
            group.maybe += _amount(cap, credits)

    def _count_line(self, cap: Cap, number: int, line: Proposal) -> None:
        truth = cap.where.truth(line.scope)
        if truth is NO:
            return
        keys = _keys(cap, line)
        for key in keys:
            group = self._group(cap, "?" if key is None else key, line.scope)
            most = _amount(cap, line.credits_max or line.credits)
            group.members[number] = group.members.get(number, 0) + most
            group.items[number] = group.items.get(number, frozenset()) | {*line.items}
            if truth is UNDECIDED or key is None:
                group.unsure.add(number)

    def exclude(self, options: Sequence[Option]) -> None:
        """Let one of several alternatives stand, and no more."""
        for number, option in enumerate(options):
            if option.exclusive:
                cap = Cap(Cited("", "", ""), Counts.LINES, (), ALWAYS, ONE, Bites.WHOLE)
                key = ("", option.exclusive)
                group = self.groups.setdefault(
                    key, Counted(cap, option.exclusive, Amount.of(Fraction(1)))
                )
                group.members[number] = 1

    def _group(self, cap: Cap, key: str, scope: Scope) -> Counted:
        name = (cap.cited.name, key)
        if name not in self.groups:
            try:
                limit = cap.max.amount(scope)
            except NoValueError:
                limit = Amount(None, None, cap.max.fields)
            self.groups[name] = Counted(cap, key, limit)
        return self.groups[name]


def _keys(cap: Cap, line: Proposal) -> list[str | None]:
    """Give the keys of a line; one a holding where holdings are counted apart."""
    if cap.over == ("item.id",):
        return list(line.items)
    return [key_of(cap.over, line.scope) if cap.over else ""]


def key_of(by: tuple[str, ...], scope: Scope) -> str | None:
    """Join what the line is counted by; a fact nobody gave leaves it uncounted.

    A finding not given yet may be the same as another's: None.
    """
    found: list[str] = []
    for name in by:
        text = reader(name)(scope)
        if text is None and name.startswith("finding."):
            return None
        if text is None:
            own: Facts = scope.get("item", {})
            text = f"({own.get('id', '')})"
        found.append(text)
    return " ".join(found)


def _amount(cap: Cap | Minimum, credits: Credits) -> int:
    return credits.hundredths if cap.counts is Counts.CREDITS else 1


def _needed(asking: Asking, one: Minimum, options: Sequence[Option]) -> Needed:
    used = 0
    for prior in asking.case.prior:
        item = (prior.items or ("",))[0]
        scope = prior_scope(asking.base, asking.case, prior, item)
        if one.where.truth(scope) is YES:
            used += _amount(one, prior.credits)
    members: dict[int, int] = {}
    needing = set()
    for number, option in enumerate(options):
        for line in option.lines:
            if one.where.truth(line.scope) is YES:
                members[number] = members.get(number, 0) + _amount(one, line.credits)
            if one.needed_by.truth(line.scope) is not NO:
                needing.add(number)
    try:
        least = one.min.amount(asking.base)
    except NoValueError:
        least = Amount(None, None, one.min.fields)
    return Needed(one, least, used, members, frozenset(needing))


def knots_of(
    count: int, groups: Sequence[Counted], minimums: Sequence[Needed]
) -> list[list[int]]:
    """Part the options into those tied together by some cap or minimum."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            one = parent[one]
        return one

    ties = [list(group.members) for group in groups]
    ties += [sorted({*one.members, *one.needing}) for one in minimums]
    for tie in ties:
        for other in tie[1:]:
            parent[root(other)] = root(tie[0])
    knots: dict[int, list[int]] = {}
    for one in range(count):
        knots.setdefault(root(one), []).append(one)
    return list(knots.values())
