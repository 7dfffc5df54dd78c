"""Options tied together by some cap or minimum, and the best choice among them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from creditbank.core.policies.bounds import Bounds, sorting
from creditbank.core.policies.limits import Counted, Earned, Needed
from creditbank.core.policies.model import Bites, Counts
from creditbank.core.policies.objectives import Worth
from creditbank.core.policies.proposals import Option
from creditbank.core.policies.refusals import Named
from creditbank.core.policies.rivals import Rivals, among, ways
from creditbank.core.policies.search import Chosen, Search
from creditbank.core.policies.steps import Steps

OPEN_MAX = 6  # open options in one knot that are tried both ways: 64 ways


@dataclass(frozen=True)
class Known:
    """What all knots of a case are tied from."""

    options: Sequence[Option]
    worth: Mapping[int, Worth]
    groups: Sequence[Counted]
    minimums: Sequence[Needed]
    open_ones: Collection[int]
    rivals: Sequence[Rivals]
    named: Named
    steps: Steps


def knots_of(known: Known) -> list[list[int]]:
    """Part the options into those tied together by some cap or minimum.

    Rivals are put together where every way of their knot can still be tried.
    """
    knots = [[option] for option in range(len(known.options))]
    ties = [list(group.members) for group in known.groups]
    ties += [sorted({*one.members, *one.needing}) for one in known.minimums]
    for tie in ties:
        for other in tie[1:]:
            _join(knots, tie[0], other)
    for one, other in known.rivals:
        both = {*knots[one], *knots[other]}
        if len(both.intersection(known.open_ones)) <= OPEN_MAX:
            _join(knots, one, other)
    return list({id(knot): sorted(knot) for knot in knots}.values())


def _join(knots: list[list[int]], one: int, other: int) -> None:
    """Make two knots one; every option points at its own."""
    if knots[one] is knots[other]:
        return
    small, large = sorted((knots[one], knots[other]), key=len)
    large.extend(small)
    for option in small:
        knots[option] = large


@dataclass(slots=True)
class Part:
    first: int
    certain: frozenset[int]
    possible: frozenset[int]
    earned: Mapping[int, Earned]
    value: int
    credits_max: int | None
    bound: int
    has_gap: bool
    second: Chosen | None = None
    widest: int = 0  # what the objective may reach where nothing is certain
    found: frozenset[int] = frozenset()  # the best there was before the steps ended


class Knot:
    """Chooses within one knot, once for every way its open options can turn out."""

    def __init__(self, knot: list[int], known: Known) -> None:
        members = set(knot)
        self.knot = knot
        self.options, self.worth = known.options, known.worth
        self.groups = [
            one for one in known.groups if not members.isdisjoint(one.members)
        ]
        self.minimums = [
            one
            for one in known.minimums
            if not members.isdisjoint(one.needing | one.members.keys())
        ]
        self.rivals = among(known.rivals, members)
        self.named, self.steps = known.named, known.steps
        self.open = [i for i in self.knot if i in known.open_ones]
        self.sure = [i for i in self.knot if i not in known.open_ones]

    def part(self) -> Part:
        if not self.groups and not self.minimums:
            return self._alone()
        if self._is_vague():
            return self._bounded()
        if len(self.open) > OPEN_MAX:
            return self._gap(None)
        searches = [
            self._searched([*self.sure, *way]) for way in ways(self.open, self.rivals)
        ]
        if any(one.has_gap for one in searches):
            return self._gap(None if self.open else searches[0].best)
        return self._summed([one.best for one in searches], searches[0])

    def _gap(self, found: Chosen | None) -> Part:
        """Keep the best that was found, with the bound of what there may be."""
        part = self._bounded()
        return replace(
            part,
            value=max(found.value[0], 0) if found is not None else 0,
            bound=part.widest,
            has_gap=True,
            found=found.options if found is not None else frozenset(),
        )

    def _is_vague(self) -> bool:
        """Tell whether more is open here than which lines stand."""
        return (
            any(self.worth[i].unknown for i in self.knot)
            or any(one.is_vague for one in self.groups)
            or any(one.is_vague for one in self.minimums)
            or any(
                self.options[i].credits != self.options[i].credits_max
                for i in self.open
            )
        )

    def _bounded(self) -> Part:
        """Leave all of a knot open that could find room, and bound what it earns.

        Trying lines both ways does not cover what lies between: of a line of 4 to 8
        credits under a cap of 10, neither 8 nor none lets 3 beside it fall, but 7 does.
        """
        sure = [one.surely() for one in self.groups]
        able = [i for i in self.knot if self._has_room(i, sure)]
        self.steps.ask(sorting(len(able), sure))
        caps = [group for group in sure if group.high is not None]
        objective, credits = Bounds(able, self.worth, caps).widest
        together = max(
            sum(self.worth[i].credits for i in some) for some in self._together(able)
        )
        boundless = any(self.options[i].credits_max is None for i in able)
        return Part(
            first=self.knot[0],
            certain=frozenset(),
            possible=frozenset(able),
            earned={i: self.worth[i].lines for i in able},
            value=0,
            credits_max=None if boundless else min(credits, together),
            bound=0,
            has_gap=False,
            widest=objective,
        )

    def _has_room(self, option: int, groups: Sequence[Counted]) -> bool:
        """Tell whether an option alone fits, whatever else is chosen or open."""
        mine = [one for one in groups if option in one.members]
        least = self.options[option].credits.hundredths
        if any(one.cap.bites is Bites.TRIM for one in mine):
            least = min(least, 1)  # cut by one cap, it may find room under another
        for group in mine:
            if group.high is None:
                continue
            asked = group.total([option])
            if group.cap.counts is Counts.CREDITS:
                asked = min(asked, least)
            if asked and group.used + asked > group.high:
                return False
        return True

    def _together(self, able: list[int]) -> Iterator[list[int]]:
        """Give those options in every way in which no rivals stand together."""
        open_ones = sorted({one for pair in among(self.rivals, able) for one in pair})
        if len(open_ones) > OPEN_MAX:
            yield able
            return
        for way in ways(open_ones, self.rivals):
            yield [i for i in able if i in way or i not in open_ones]

    def _searched(
        self, active: list[int], must: frozenset[int] = frozenset()
    ) -> Search:
        thrown = self.named.refused(active, self.groups)
        order = [i for i in sorted(active) if i not in thrown]
        return Search(
            order, self.worth, self.groups, self.minimums, must, steps=self.steps
        )

    def _alone(self) -> Part:
        """Nothing limits these options: what is sure stands, what is open may."""
        certain = frozenset(self.sure)
        earned = {i: self.worth[i].lines for i in self.knot}
        value = sum(self.worth[i].objective for i in self.sure)
        all_ways = [
            Chosen(frozenset(some), earned) for some in self._together(self.knot)
        ]
        return Part(
            *(self.knot[0], certain, frozenset(self.knot), earned, value),
            *(self._most(all_ways), value, False),
        )

    def _summed(
        self,
        chosen: list[Chosen],
        widest: Search,
    ) -> Part:
        certain = frozenset(self.sure).intersection(*(one.options for one in chosen))
        earned = {
            i: min(one.earned[i] for one in chosen if i in one.options)
            for i in frozenset().union(*(one.options for one in chosen))
        }
        if (
            len({tuple(one.earned.get(i) for i in sorted(certain)) for one in chosen})
            > 1
        ):
            certain = frozenset(  # trimmed by more or less: what it earns is open
                i for i in certain if len({one.earned[i] for one in chosen}) == 1
            )
        value = sum(self.worth[i].judged(earned[i]) for i in certain)
        return Part(
            first=self.knot[0],
            certain=certain,
            possible=frozenset().union(*(one.options for one in chosen)),
            earned=earned,
            value=value,
            credits_max=self._most(chosen),
            bound=value,
            has_gap=False,
            second=None if self.open else self._second(widest),
        )

    def _second(self, first: Search) -> Chosen | None:
        """Find the best selection with something the best one leaves out."""
        left = frozenset(first.order) - first.best.options
        if not left:
            return None
        found = self._searched(first.order, must=left)
        if found.has_gap or not found.best.options:
            return None
        return found.best

    def _most(self, chosen: Sequence[Chosen]) -> int | None:
        totals = []
        for one in chosen:
            if any(self.options[i].credits_max is None for i in one.options):
                return None
            totals.append(sum(sum(one.earned[i]) for i in one.options))
        return max(totals, default=0)
