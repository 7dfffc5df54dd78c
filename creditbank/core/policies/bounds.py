"""What is still possible in a search, bounded from above: the least a cap leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate

from creditbank.core.policies.limits import Counted
from creditbank.core.policies.model import Counts
from creditbank.core.policies.objectives import Worth
from creditbank.core.policies.steps import AT_ONCE

# What a selection is judged by, in this order: the objective, credits, lines without
# credits (an exemption, a grade), minus holdings drawn on, minus fallbacks.
Value = tuple[int, int, int, int, int]
NOTHING: Value = (0, 0, 0, 0, 0)


class Bounds:
    """Bounds what options in a fixed order may bring, from each position on.

    ``caps`` have a limit that is known from above.
    """

    def __init__(
        self,
        order: Sequence[int],
        worth: Mapping[int, Worth],
        caps: Sequence[Counted],
    ) -> None:
        self.order, self.worth, self.caps = order, worth, caps
        self.limits = [group.high or 0 for group in caps]
        self._families = _families(caps)
        self._rest = self._suffixes()
        self._room_sums = self._rooms()
        self.reaches = self._reached()
        self._furthest = max(self.reaches.values(), default=0)

    @property
    def widest(self) -> tuple[int, int]:
        """Bound the objective and the credits of every selection, or of less."""
        used = [group.used for group in self.caps]
        objective, credits, *_ = self.at(0, NOTHING, used)
        return objective, credits

    def at(self, at: int, value: Value, used: list[int]) -> Value:
        """Bound what is still possible: the least that any one cap leaves of it."""
        objective, credits, without = self._rest[at]
        for family in self._families:
            credits = min(credits, self._family_room(at, family, used))
        return (
            value[0] + min(objective, credits),
            value[1] + credits,
            value[2] + without,
            value[3],
            value[4],
        )

    def is_no_better(self, bound: Value, best: Value, reach: int) -> bool:
        """Tell whether a bound is not above the best, even by fewer holdings.

        To earn as much as the bound, what the holdings taken cannot reach needs more
        of them, each of which reaches so far at most.
        """
        if bound[:3] != best[:3]:
            return bound <= best
        lacking = max(bound[1] - reach, 0)
        more = -(-lacking // self._furthest) if lacking else 0
        return (*bound[:3], bound[3] - more, bound[4]) <= best

    def _suffixes(self) -> list[tuple[int, int, int]]:
        """Sum what is left from each position on."""
        rest = [(0, 0, 0)]
        for option in reversed(self.order):
            one = self.worth[option]
            objective, credits, others = rest[-1]
            rest.append(
                (
                    objective + one.objective,
                    credits + one.credits,
                    others + one.without_credits,
                )
            )
        return rest[::-1]

    def _rooms(self) -> list[list[list[int]]]:
        """Add up what is left under each cap, best first, from each position on."""
        tables = []
        for group in self.caps:
            table: list[list[int]] = [[]]
            for option in reversed(self.order):
                members = table[-1]
                if option in group.members:
                    most = self.worth[option].credits
                    if group.cap.counts is Counts.CREDITS:  # of a bundle, a part
                        most = min(most, group.members[option])
                    members = sorted([*members, most])[::-1]
                table.append(members)
            tables.append([[0, *accumulate(members)] for members in table[::-1]])
        return tables

    def _reached(self) -> dict[str, int]:
        """Bound what every holding could earn at all its courses together."""
        credits: dict[str, int] = {}
        for option in self.order:
            for item in self.worth[option].items:
                credits[item] = credits.get(item, 0) + self.worth[option].credits
        over: dict[str, int] = {}  # what the narrowest cap of its own takes off
        for n, group in enumerate(self.caps):
            here = [self.worth[i].items for i in self.order if i in group.members]
            if here and len(here[0]) == 1 and all(one == here[0] for one in here):
                (item,) = here[0]
                total, room = self._group_room(n, 0, group.used)
                over[item] = max(over.get(item, 0), total - room)
        return {item: most - over.get(item, 0) for item, most in credits.items()}

    def _family_room(self, at: int, family: list[int], used: list[int]) -> int:
        """Bound the credits that the groups of one cap leave together."""
        inside = room = 0
        for n in family:
            total, left = self._group_room(n, at, used[n])
            inside += total
            room += left
        return self._rest[at][1] - inside + room

    def _group_room(self, n: int, at: int, used: int) -> tuple[int, int]:
        """Tell what is asked from a position on under one cap, and what of it fits."""
        sums = self._room_sums[n][at]
        slack = max(self.limits[n] - used, 0)
        counts = self.caps[n].cap.counts
        if counts is Counts.CREDITS:
            return sums[-1], min(sums[-1], slack)
        if counts is Counts.LINES:
            return sums[-1], sums[min(slack, len(sums) - 1)]
        return sums[-1], sums[-1]


def sorting(count: int, groups: Sequence[Counted]) -> int:
    """Count the steps before the first: what is left under each cap, sorted."""
    sizes = [len(group.members) for group in groups]
    return sum(size * size for size in sizes) // AT_ONCE + count * len(sizes)


def _families(caps: Sequence[Counted]) -> list[list[int]]:
    """Put the groups of one cap together where no option stands in two of them."""
    families: dict[str, list[int]] = {}
    for n, group in enumerate(caps):
        families.setdefault(group.cap.cited.name, []).append(n)
    apart = []
    for family in families.values():
        members = [option for n in family for option in caps[n].members]
        is_apart = len(members) == len(set(members))
        apart.extend([family] if is_apart else [[n] for n in family])
    return apart
