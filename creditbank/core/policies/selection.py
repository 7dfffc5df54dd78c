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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import UNDECIDED
from creditbank.core.policies.groups import Counted, Needed, counted, knots_of, needed
from creditbank.core.policies.model import Bites
from creditbank.core.policies.proposals import Option
from creditbank.core.policies.search import (
    STEPS_MAX,
    Chosen,
    CountsFor,
    Search,
    Worth,
    counting,
    refused,
    worth_of,
)
from creditbank.core.values import Credits

OPEN_MAX = 6  # open options in one knot that are tried both ways: 64 ways


@dataclass(slots=True)
class Selection:
    """What was chosen: certain and possible options, and why others were not.

    ``earned`` are the hundredths each certain option earns, trimmed ones less.
    """

    certain: frozenset[int]
    possible: frozenset[int]
    earned: Mapping[int, int]
    value: int  # by the objective, hundredths
    credits_max: Credits | None
    bound: int
    has_gap: bool
    groups: tuple[Counted, ...]
    minimums: tuple[Needed, ...]
    is_asked: bool
    runner_up: tuple[int, frozenset[int]] | None = None

    def bitten(self, option: int) -> list[Counted]:
        """Name the caps that leave no room for ``option``."""
        return [
            group
            for group in self.groups
            if option in group.members
            and group.high is not None
            and self.beside(group, option, with_it=True) > group.high
        ]

    def beside(self, group: Counted, option: int, *, with_it: bool = False) -> int:
        """Sum what stands beside ``option`` under a cap: prior lines and others.

        Others are those chosen; all that was asked for where the cap refuses.
        """
        refuses = self.is_asked and group.cap.bites is Bites.REFUSE
        others = (set(group.members) if refuses else set(self.possible)) - {option}
        if with_it:
            others.add(option)
        return group.used + group.total(others)

    def missed(self, option: int) -> list[Needed]:
        """Name the minimums without which ``option`` falls."""
        return [
            one
            for one in self.minimums
            if option in one.needing and not one.is_met({*self.possible, option})
        ]


def select(asking: Asking, options: Sequence[Option]) -> Selection:
    """Choose the best feasible lines among ``options`` (those not refused)."""
    groups = counted(asking, options)
    minimums = needed(asking, options)
    counts = counting(asking, options)
    if not groups and not minimums:
        return _unbound(asking, options, counts)
    worth = {i: worth_of(one, counts, i) for i, one in enumerate(options)}
    open_ones = {i for i, option in enumerate(options) if option.truth is UNDECIDED}
    for group in groups:
        if group.is_open:
            open_ones |= set(group.members)
    knots = knots_of(len(options), groups, minimums)
    parts = [
        _Knot(
            knot, options, worth, groups, minimums, open_ones, bool(asking.case.choices)
        ).part()
        for knot in knots
    ]
    highs = [part.credits_max for part in parts]
    earned = {i: amount for part in parts for i, amount in part.earned.items()}
    return Selection(
        certain=frozenset().union(*(part.certain for part in parts)),
        possible=frozenset().union(*(part.possible for part in parts)),
        earned=earned,
        value=sum(part.value for part in parts),
        credits_max=None
        if None in highs
        else Credits(sum(high for high in highs if high is not None)),
        bound=sum(part.bound for part in parts),
        has_gap=any(part.has_gap for part in parts),
        groups=tuple(groups),
        minimums=tuple(minimums),
        is_asked=bool(asking.case.choices),
        runner_up=_runner_up(parts),
    )


def _unbound(asking: Asking, options: Sequence[Option], counts: CountsFor) -> Selection:
    """Nothing limits any option: what is sure stands, what is open may."""
    earned: dict[int, int] = {}
    sure: list[int] = []
    value, is_bounded = 0, True
    for number, option in enumerate(options):
        high = option.credits_max
        is_bounded = is_bounded and high is not None
        earned[number] = (option.credits if high is None else high).hundredths
        if option.truth is not UNDECIDED:
            sure.append(number)
            value += earned[number] if counts(number) else 0
    return Selection(
        certain=frozenset(sure),
        possible=frozenset(earned),
        earned=earned,
        value=value,
        credits_max=Credits(sum(earned.values())) if is_bounded else None,
        bound=value,
        has_gap=False,
        groups=(),
        minimums=(),
        is_asked=bool(asking.case.choices),
    )


def _runner_up(parts: Sequence[_Part]) -> tuple[int, frozenset[int]] | None:
    """Swap in the next best of the knot that loses least by it."""
    swaps = [(one.second.value[0] - one.value, one) for one in parts if one.second]
    if not swaps:
        return None
    lost, part = max(swaps, key=lambda pair: (pair[0], pair[1].first))
    total = sum(one.value for one in parts) + lost
    others = frozenset().union(*(one.certain for one in parts if one is not part))
    second = part.second.options if part.second else frozenset()
    return total, others | second


@dataclass(slots=True)
class _Part:
    first: int
    certain: frozenset[int]
    possible: frozenset[int]
    earned: Mapping[int, int]
    value: int
    credits_max: int | None
    bound: int
    has_gap: bool
    second: Chosen | None = None


class _Knot:
    """Chooses within one knot, once for every way its open options can turn out."""

    def __init__(
        self,
        knot: list[int],
        options: Sequence[Option],
        worth: Mapping[int, Worth],
        groups: Sequence[Counted],
        minimums: Sequence[Needed],
        open_ones: set[int],
        is_asked: bool,  # noqa: FBT001 - one of two ways a case is put
    ) -> None:
        members = set(knot)
        self.knot = knot
        self.options = options
        self.worth = worth
        self.groups = [one for one in groups if not members.isdisjoint(one.members)]
        self.minimums = [
            one
            for one in minimums
            if not members.isdisjoint(one.needing | one.members.keys())
        ]
        self.is_asked = is_asked
        self.open = [i for i in knot if i in open_ones]
        self.sure = [i for i in knot if i not in open_ones]

    def part(self) -> _Part:
        if not self.groups and not self.minimums:
            return self._alone()
        ways = list(product((True, False), repeat=len(self.open)))
        too_many = len(self.open) > OPEN_MAX
        searches = [
            self._searched([*self.sure, *self._on(way)])
            for way in ([ways[0], ways[-1]] if too_many else ways)
        ]
        has_gap = too_many or any(one.has_gap for one in searches)
        return self._summed([one.best for one in searches], searches[0], has_gap)

    def _on(self, way: tuple[bool, ...]) -> list[int]:
        return [i for i, on in zip(self.open, way, strict=True) if on]

    def _searched(
        self, active: list[int], must: frozenset[int] = frozenset()
    ) -> Search:
        thrown = refused(sorted(active), self.groups) if self.is_asked else set()
        order = [i for i in sorted(active) if i not in thrown]
        return Search(order, self.worth, self.groups, self.minimums, must)

    def _alone(self) -> _Part:
        """Nothing limits these options: what is sure stands, what is open may."""
        certain = frozenset(self.sure)
        earned = {i: self.worth[i].credits for i in self.knot}
        value = sum(self.worth[i].objective for i in self.sure)
        return _Part(
            *(self.knot[0], certain, frozenset(self.knot), earned, value),
            *(self._most([Chosen(frozenset(self.knot), earned)]), value, False),
        )

    def _summed(
        self,
        chosen: list[Chosen],
        widest: Search,
        has_gap: bool,  # noqa: FBT001
    ) -> _Part:
        certain = frozenset(self.sure).intersection(*(one.options for one in chosen))
        earned = {
            i: min(one.credits[i] for one in chosen if i in one.options)
            for i in frozenset().union(*(one.options for one in chosen))
        }
        if (
            len({tuple(one.credits.get(i) for i in sorted(certain)) for one in chosen})
            > 1
        ):
            certain = frozenset(  # trimmed by more or less: what it earns is open
                i for i in certain if len({one.credits[i] for one in chosen}) == 1
            )
        if has_gap:
            certain = frozenset()
        value = sum(min(earned[i], self.worth[i].objective) for i in certain)
        gap_bound = sum(self.worth[i].objective for i in self.sure)
        return _Part(
            first=self.knot[0],
            certain=certain,
            possible=frozenset().union(*(one.options for one in chosen)),
            earned=earned,
            value=value,
            credits_max=self._most(chosen),
            bound=gap_bound if has_gap else value,
            has_gap=has_gap,
            second=None if has_gap or self.open else self._second(widest),
        )

    def _second(self, first: Search) -> Chosen | None:
        """Find the best selection with something the best one leaves out."""
        left = frozenset(first.order) - first.best.options
        if not left:
            return None
        found = self._searched(first.order, must=left)
        if found.steps > STEPS_MAX or not found.best.options:
            return None
        return found.best

    def _most(self, chosen: Sequence[Chosen]) -> int | None:
        totals = []
        for one in chosen:
            if any(self.options[i].credits_max is None for i in one.options):
                return None
            totals.append(sum(one.credits.get(i, 0) for i in one.options))
        return max(totals, default=0)
