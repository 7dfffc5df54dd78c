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

from creditbank.core.policies.asking import Asking
from creditbank.core.policies.conditions import UNDECIDED, Conditions
from creditbank.core.policies.groups import counted, needed
from creditbank.core.policies.knots import Knot, Known, Part, knots_of
from creditbank.core.policies.limits import Counted, Earned, Needed
from creditbank.core.policies.model import Bites
from creditbank.core.policies.objectives import (
    Worth,
    counting,
    full,
    objective_of,
    worth_of,
)
from creditbank.core.policies.proposals import Option
from creditbank.core.policies.refusals import Named
from creditbank.core.policies.rivals import rivals_of
from creditbank.core.policies.search import fitting
from creditbank.core.policies.steps import AT_ONCE
from creditbank.core.policies.uses import single_uses
from creditbank.core.values import Credits

NOBODY = Named(())  # no cap bites: it tells nothing who was asked for by name


@dataclass(slots=True)
class Selection:
    """What was chosen: certain and possible options, and why others were not.

    ``earned`` are the hundredths the lines of an option earn, trimmed ones less.
    """

    certain: frozenset[int]
    possible: frozenset[int]
    earned: Mapping[int, Earned]
    value: int  # by the objective, hundredths
    credits_max: Credits | None
    bound: int
    has_gap: bool
    groups: tuple[Counted, ...]
    minimums: tuple[Needed, ...]
    named: Named
    worth: Mapping[int, Worth]
    runner_up: tuple[int, frozenset[int]] | None = None
    found: frozenset[int] = frozenset()

    def bitten(self, option: int) -> list[Counted]:
        """Name the caps that leave no room for ``option``."""
        return [
            group
            for group in self.groups
            if option in group.members
            and group.high is not None
            and self.asks(group, option)
            and self.beside(group, option, with_it=True) > group.high
        ]

    def beside(self, group: Counted, option: int, *, with_it: bool = False) -> int:
        """Sum what stands beside ``option`` under a cap: prior lines and others.

        Others are those chosen; all asked for by name where the cap refuses, if more.
        """
        full = self.with_it(option)
        beside = {i: full[i] for i in self.possible if i != option}
        chosen = group.spent(
            {**beside, option: self.worth[option].lines} if with_it else beside
        )
        if group.cap.bites is Bites.REFUSE and option in self.named:
            asked = self.named.beside(group, option, self.worth)
            mine = [self._standing_for(group, option)] if with_it else []
            chosen = max(chosen, group.total([*asked, *mine]))
        return group.used + chosen

    def asks(self, group: Counted, option: int) -> int:
        """Give what an option asks for under a cap, or the largest it stands beside."""
        return group.total([self._standing_for(group, option)])

    def is_refused(self, group: Counted, option: int) -> bool:
        """Tell whether a cap that would have room for it alone refuses all asked."""
        return (
            group.cap.bites is Bites.REFUSE
            and option in self.named
            and group.used + self.asks(group, option) <= (group.high or 0)
        )

    def left(self, group: Counted, at: tuple[int, int]) -> int:
        """Tell what a trimming cap leaves a line; lines are cut in their order.

        ``at``: the option, and the place of the line in it.
        """
        number, place = at
        before = {
            i: earned if i < number else (*earned[:place], *[0] * len(earned[place:]))
            for i, earned in self.earned.items()
            if i in self.certain and i <= number
        }
        return fitting(
            group,
            self.worth[number].lines[place],
            (group.high or 0) - group.used - group.spent(before),
        )

    def _standing_for(self, group: Counted, option: int) -> int:
        is_refused = group.cap.bites is Bites.REFUSE and option in self.named
        return self.named.largest(group, option) if is_refused else option

    def missed(self, option: int) -> list[Needed]:
        """Name the minimums without which ``option`` falls."""
        return [
            one
            for one in self.minimums
            if option in one.needing and not one.is_met(self.with_it(option))
        ]

    def with_it(self, option: int) -> dict[int, Earned]:
        """Give what is earned with ``option`` beside what may stand."""
        full = {i: self.worth[i].lines for i in (*self.possible, option)}
        return {**full, **self.earned}


def select(asking: Asking, options: Sequence[Option]) -> Selection:
    """Choose the best feasible lines among ``options`` (those not refused)."""
    groups = [*counted(asking, options), *single_uses(options)]
    minimums = needed(asking, options)
    where = objective_of(asking, options)
    ties = [one for one in groups if one.may_bite]
    needs = [one for one in minimums if one.may_fail]
    rivals = rivals_of(options, asking.policy)
    if not ties and not needs and not rivals:
        return _unbound(options, where, groups, minimums)
    named = Named(options)
    worth = {i: worth_of(one, where) for i, one in enumerate(options)}
    open_ones = {i for i, option in enumerate(options) if option.truth is UNDECIDED}
    for group in groups:
        if group.is_open:
            open_ones |= set(group.members)
    tied = (ties, needs, open_ones, rivals, named, asking.steps)
    known = Known(options, worth, *tied)
    knots = knots_of(known)
    asking.steps.ask(_explaining(options, groups, len(knots)))
    parts = [Knot(knot, known).part() for knot in knots]
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
        named=named,
        worth=worth,
        runner_up=_runner_up(parts),
        found=frozenset().union(*(part.found for part in parts)),
    )


def _unbound(
    options: Sequence[Option],
    where: Conditions,
    groups: Sequence[Counted],
    minimums: Sequence[Needed],
) -> Selection:
    """Nothing limits any option: what is sure stands, what is open may."""
    earned: dict[int, Earned] = {}
    sure: list[int] = []
    value, is_bounded = 0, True
    for number, option in enumerate(options):
        high = option.credits_max
        is_bounded = is_bounded and high is not None
        earned[number] = full(option)
        if option.truth is not UNDECIDED:
            sure.append(number)
            value += sum(earned[number][line] for line in counting(option, where))
    return Selection(
        certain=frozenset(sure),
        possible=frozenset(earned),
        earned=earned,
        value=value,
        credits_max=Credits(sum(map(sum, earned.values()))) if is_bounded else None,
        bound=value,
        has_gap=False,
        groups=tuple(groups),
        minimums=tuple(minimums),
        named=NOBODY,
        worth={},
    )


def _explaining(
    options: Sequence[Option], groups: Sequence[Counted], knots: int
) -> int:
    """Count the steps it takes to say of every option which caps leave it no room."""
    looked = (len(options) + knots) * len(groups)
    beside = sum(len(group.members) for group in groups) * len(options)
    return looked // AT_ONCE + beside // (AT_ONCE * AT_ONCE)


def _runner_up(parts: Sequence[Part]) -> tuple[int, frozenset[int]] | None:
    """Swap in the next best of the knot that loses least by it."""
    swaps = [(one.second.value[0] - one.value, one) for one in parts if one.second]
    if not swaps:
        return None
    lost, part = max(swaps, key=lambda pair: (pair[0], pair[1].first))
    total = sum(one.value for one in parts) + lost
    others = frozenset().union(*(one.certain for one in parts if one is not part))
    second = part.second.options if part.second else frozenset()
    return total, others | second
