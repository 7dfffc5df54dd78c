"""The exact search for the best options that fit under the caps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from creditbank.core.policies.groups import Group
from creditbank.core.policies.model import Bites, Counts
from creditbank.core.policies.options import Option

STEPS_MAX = 100_000  # language 1; about a second
NOTHING = Fraction(0)

_Value = tuple[Fraction, int, int]  # credits, lines, minus holdings drawn on


class Search:
    """Branch and bound over whole options; the first best in fixed order wins."""

    def __init__(
        self,
        active: list[int],
        options: Sequence[Option],
        groups: Sequence[Group],
        *,
        is_asked: bool,
    ) -> None:
        self.steps = 0
        self.groups = groups
        refused = _refused(active, groups) if is_asked else set()
        self.order = [i for i in active if i not in refused]
        self.worth = {
            i: (options[i].credits.fraction, len(options[i].lines)) for i in self.order
        }
        self.best: frozenset[int] = frozenset()
        self.value: _Value = (Fraction(-1), 0, 0)
        self._go(0, (), [group.used for group in groups])

    def _go(self, at: int, chosen: tuple[int, ...], used: list[Fraction]) -> None:
        self.steps += 1
        credits = sum((self.worth[i][0] for i in chosen), NOTHING)
        lines = sum(self.worth[i][1] for i in chosen)
        value = (credits, lines, -len(chosen))
        if value > self.value:
            self.value, self.best = value, frozenset(chosen)
        if at == len(self.order) or self.steps > STEPS_MAX:
            return
        if self._bound(at, value, used) <= self.value:
            return
        option = self.order[at]
        more = [
            have + group.members.get(option, NOTHING)
            for have, group in zip(used, self.groups, strict=True)
        ]
        if all(
            group.limit.high is None
            or option not in group.members
            or now <= group.limit.high
            for now, group in zip(more, self.groups, strict=True)
        ):
            self._go(at + 1, (*chosen, option), more)
        self._go(at + 1, chosen, used)

    def _bound(self, at: int, value: _Value, used: list[Fraction]) -> _Value:
        """Bound what is still possible: the least that any one cap leaves of it."""
        rest = self.order[at:]
        credits = self._total(rest)
        lines = sum(self.worth[i][1] for i in rest)
        for have, group in zip(used, self.groups, strict=True):
            if group.limit.high is not None:
                inside = [i for i in rest if i in group.members]
                outside = self._total(i for i in rest if i not in group.members)
                room = self._room(group, inside, group.limit.high - have)
                credits = min(credits, outside + room)
        return (value[0] + credits, value[1] + lines, value[2])

    def _total(self, options: Iterable[int]) -> Fraction:
        return sum((self.worth[i][0] for i in options), NOTHING)

    def _room(self, group: Group, inside: list[int], slack: Fraction) -> Fraction:
        """Bound the credits a cap leaves its members; by their best where it counts."""
        if group.cap.counts is Counts.CREDITS:
            return min(self._total(inside), max(slack, NOTHING))
        best = sorted(inside, key=lambda i: self.worth[i][0], reverse=True)
        return self._total(best[: max(int(slack), 0)])


def _refused(active: list[int], groups: Sequence[Group]) -> set[int]:
    """Name what a ``refuse`` cap throws out whole, caps in their written order."""
    refused: set[int] = set()
    for group in groups:
        if group.cap.bites is not Bites.REFUSE:
            continue
        asked = [i for i in active if i in group.members and i not in refused]
        if not group.admits(sum((group.members[i] for i in asked), NOTHING)):
            refused |= set(asked)
    return refused
