"""Which lines may stand together under the caps, and which selection is best.

Decision: the search is exact. Options that share no cap are decided apart, so a
portfolio falls into small knots; in each, branch and bound goes through options in a
fixed order (issue date, holding, course), so the answer does not depend on the order
of the input. Steps are counted and bounded by the language version, never by time
(law 10): past the bound the answer says so and cannot be posted.

An open option (undecided, or under a cap whose bound is not known) is tried both
ways: another line is certain only if it is chosen in every way (strong Kleene).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from creditbank.core.policies.cases import Case
from creditbank.core.policies.conditions import UNDECIDED
from creditbank.core.policies.groups import Group, groups_of
from creditbank.core.policies.model import Bites, Policy
from creditbank.core.policies.options import Option
from creditbank.core.policies.search import STEPS_MAX, Search
from creditbank.core.values import ZERO, Credits

NOTHING = Fraction(0)
OPEN_MAX = 6  # open options in one knot that are tried both ways: 64 ways


@dataclass(frozen=True)
class Selection:
    """What was chosen: certain and possible options, and why others were not."""

    certain: frozenset[int]
    possible: frozenset[int]
    credits: Credits
    credits_max: Credits | None
    bound: Credits
    has_gap: bool
    groups: tuple[Group, ...]
    is_asked: bool

    def bitten(self, option: int) -> list[Group]:
        """Name the caps that leave no room for ``option``."""
        return [
            group
            for group in self.groups
            if option in group.members
            and not group.admits(
                group.members[option] + self.beside(group, option) - group.used
            )
        ]

    def beside(self, group: Group, option: int) -> Fraction:
        """Sum what stands beside ``option`` under a cap: prior lines and others.

        Others are those chosen; all that was asked for where the cap refuses.
        """
        refuses = self.is_asked and group.cap.bites is Bites.REFUSE
        others = (set(group.members) if refuses else set(self.possible)) - {option}
        return group.used + sum(group.members.get(i, NOTHING) for i in others)


def select(policy: Policy, case: Case, options: Sequence[Option]) -> Selection:
    """Choose the best feasible lines among ``options`` (those not refused)."""
    groups = groups_of(policy, case, options)
    open_ones = {i for i, option in enumerate(options) if option.truth is UNDECIDED}
    for group in groups:
        if group.is_open:
            open_ones |= set(group.members)
    parts = [
        _knot(knot, options, groups, open_ones, is_asked=bool(case.choices))
        for knot in _knots(len(options), groups)
    ]
    highs = [part.credits_max for part in parts]
    return Selection(
        certain=frozenset().union(*(part.certain for part in parts)),
        possible=frozenset().union(*(part.possible for part in parts)),
        credits=sum((part.credits for part in parts), ZERO),
        credits_max=None
        if None in highs
        else sum((high for high in highs if high is not None), ZERO),
        bound=sum((part.bound for part in parts), ZERO),
        has_gap=any(part.has_gap for part in parts),
        groups=tuple(groups),
        is_asked=bool(case.choices),
    )


def _knots(count: int, groups: Sequence[Group]) -> list[list[int]]:
    """Part the options into those tied together by some cap."""
    parent = list(range(count))

    def root(one: int) -> int:
        while parent[one] != one:
            one = parent[one]
        return one

    for group in groups:
        first, *others = group.members
        for other in others:
            parent[root(other)] = root(first)
    knots: dict[int, list[int]] = {}
    for one in range(count):
        knots.setdefault(root(one), []).append(one)
    return list(knots.values())


@dataclass(frozen=True)
class _Part:
    certain: frozenset[int]
    possible: frozenset[int]
    credits: Credits
    credits_max: Credits | None
    bound: Credits
    has_gap: bool


def _knot(
    knot: list[int],
    options: Sequence[Option],
    groups: Sequence[Group],
    open_ones: set[int],
    *,
    is_asked: bool,
) -> _Part:
    """Choose within one knot, once for every way its open options can turn out."""
    tied = [group for group in groups if set(group.members) & set(knot)]
    is_open = [i for i in knot if i in open_ones]
    sure = [i for i in knot if i not in open_ones]
    ways = list(product((True, False), repeat=len(is_open)))
    has_gap = len(is_open) > OPEN_MAX
    chosen: list[frozenset[int]] = []
    for way in [ways[0], ways[-1]] if has_gap else ways:
        active = [*sure, *(i for i, on in zip(is_open, way, strict=True) if on)]
        search = Search(sorted(active), options, tied, is_asked=is_asked)
        chosen.append(search.best)
        has_gap = has_gap or search.steps > STEPS_MAX
    certain = frozenset() if has_gap else frozenset(sure).intersection(*chosen)
    totals = [_most(options, choice) for choice in chosen]
    return _Part(
        certain=certain,
        possible=frozenset().union(*chosen),
        credits=sum((options[i].credits for i in certain), ZERO),
        credits_max=None
        if None in totals
        else max((total for total in totals if total is not None), default=ZERO),
        bound=sum((options[i].credits for i in sure), ZERO)
        if has_gap
        else sum((options[i].credits for i in certain), ZERO),
        has_gap=has_gap,
    )


def _most(options: Sequence[Option], chosen: Iterable[int]) -> Credits | None:
    total = ZERO
    for i in chosen:
        for line in options[i].lines:
            if line.credits_max is None:
                return None
            total += line.credits_max
    return total
