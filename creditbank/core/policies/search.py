"""The exact search for the best options that fit under the caps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from creditbank.core.policies.bounds import NOTHING, Bounds, Value, sorting
from creditbank.core.policies.limits import Counted, Earned, Needed
from creditbank.core.policies.model import Bites, Counts
from creditbank.core.policies.objectives import Worth
from creditbank.core.policies.steps import Steps

STEP = 8  # what one step of the search takes besides its caps and options
ORDER_MAX = 400  # options that are searched together; language 1

UNTRIED: Value = (-1, 0, 0, 0, 0)


@dataclass(slots=True)
class Chosen:
    """One selection: its options, what their lines earn (cut ones less), its value."""

    options: frozenset[int] = frozenset()
    earned: Mapping[int, Earned] = field(default_factory=dict)
    value: Value = UNTRIED


class Taken(NamedTuple):
    """What is taken so far: its value, its holdings, and the use made of each cap.

    ``reach`` is the most credits that these holdings could earn, whatever the course.
    """

    value: Value
    items: frozenset[str]
    reach: int
    used: list[int]
    held: list[frozenset[str]]


class Search:
    """Branch and bound over whole options; the first best in fixed order wins.

    ``must``: at least one of these is to be chosen (for the runner-up); none: any.
    """

    def __init__(
        self,
        active: Sequence[int],
        worth: Mapping[int, Worth],
        groups: Sequence[Counted],
        minimums: Sequence[Needed] = (),
        must: frozenset[int] = frozenset(),
        *,
        steps: Steps | None = None,
    ) -> None:
        self.steps = steps or Steps()
        self.order = list(active)
        self.worth = worth
        self.caps = [group for group in groups if group.high is not None]
        self.limits = [group.high or 0 for group in self.caps]
        self.minimums = minimums
        self.must = must
        self.best = Chosen()
        too_long = len(self.order) > ORDER_MAX
        before = sorting(len(self.order), self.caps)
        self.has_gap = too_long or not self.steps.search(before)
        if self.has_gap:
            return
        self.bounds = Bounds(self.order, worth, self.caps)
        self._at = [self._whole(option) for option in self.order]
        self._under = [self._lines(option) for option in self.order]
        self._trims = [group.cap.bites is Bites.TRIM for group in self.caps]
        self._chosen: dict[int, Earned] = {}
        start = [group.used for group in self.caps]
        held = [frozenset(group.used_items) for group in self.caps]
        self._go(0, Taken(NOTHING, frozenset(), 0, start, held))

    def _go(self, at: int, taken: Taken) -> None:
        chosen = self._chosen
        if not self.steps.search(STEP + len(self.caps) + len(chosen) // 2):
            self.has_gap = True
            return
        if taken.value > self.best.value and self._stands(chosen):
            self.best = Chosen(frozenset(chosen), dict(chosen), taken.value)
        if at == len(self.order) or self.has_gap:
            return
        bound = self.bounds.at(at, taken.value, taken.used)
        if self.bounds.is_no_better(bound, self.best.value, taken.reach):
            return
        if self.must and not (self.must & (chosen.keys() | set(self.order[at:]))):
            return
        option = self.order[at]
        more = self._take(at, taken)
        if more is not None:
            chosen[option], further = more
            self._go(at + 1, further)
            del chosen[option]
        self._go(at + 1, taken)

    def _stands(self, chosen: Mapping[int, Earned]) -> bool:
        if self.must and not self.must & chosen.keys():
            return False
        return all(one.is_met(chosen) for one in self.minimums)

    def _take(self, at: int, taken: Taken) -> tuple[Earned, Taken] | None:
        """Choose one option: what it earns and what is taken then; None for no room."""
        option = self.order[at]
        used, held = list(taken.used), taken.held
        earned = self._cut(at, used)
        if earned is None:
            return None
        for n in self._at[at]:
            group = self.caps[n]
            asked = group.members[option]
            if group.cap.counts is Counts.ITEMS:
                new = group.items[option] - held[n]
                asked = len(new)
                if new:
                    held = [*held]
                    held[n] = held[n] | new
            used[n] += asked
            if asked and used[n] > self.limits[n]:
                return None
        more = self.worth[option].items - taken.items
        reach = taken.reach + sum(self.bounds.reaches[item] for item in more)
        items = taken.items | more
        value = self._value(taken.value, option, earned, len(items))
        return earned, Taken(value, items, reach, used, held)

    def _whole(self, option: int) -> list[int]:
        """Name the caps that count lines or holdings of an option, not its credits."""
        return [
            n
            for n, group in enumerate(self.caps)
            if option in group.members and group.cap.counts is not Counts.CREDITS
        ]

    def _lines(self, option: int) -> list[tuple[int, list[tuple[int, int]]]]:
        """Name what each line asks, and what it counts under each cap of credits."""
        counting = [
            (n, group.lines[option])
            for n, group in enumerate(self.caps)
            if option in group.lines and group.cap.counts is Counts.CREDITS
        ]
        return [
            (credits, [(n, lines[line]) for n, lines in counting if line in lines])
            for line, credits in enumerate(self.worth[option].lines)
        ]

    def _cut(self, at: int, used: list[int]) -> Earned | None:
        """Cut the lines of an option in turn to what trimming caps leave them.

        Only the lines under such a cap are cut; ``used`` grows by what is left. A line
        without room, or cut to nothing, takes its option with it: None.
        """
        earned = []
        for credits, under in self._under[at]:
            left = credits
            for n, _ in under:
                if self._trims[n]:
                    left = fitting(self.caps[n], left, self.limits[n] - used[n])
            if left <= 0 < credits:
                return None
            for n, amount in under:
                asked = min(left, amount)
                used[n] += asked
                if asked and used[n] > self.limits[n]:  # what asks nothing has room
                    return None
            earned.append(left)
        return tuple(earned)

    def _value(self, so_far: Value, option: int, earned: Earned, items: int) -> Value:
        one = self.worth[option]
        return (
            so_far[0] + one.judged(earned),
            so_far[1] + sum(earned),
            so_far[2] + one.without_credits,
            -items,
            so_far[4] - one.rank,
        )


def fitting(group: Counted, asked: int, slack: int) -> int:
    """Cut what does not fit to what does, in multiples of the step if one is named."""
    if asked <= slack:
        return asked
    step = group.cap.step.amount({}).known if group.cap.step else None
    whole = int(step * 100) if step else 1
    return max(slack // whole * whole, 0)
