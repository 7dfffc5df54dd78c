"""What a ``refuse`` cap throws out: all that was asked for by name under it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from creditbank.core.policies.limits import Counted
from creditbank.core.policies.model import Bites
from creditbank.core.policies.proposals import Option


class Named:
    """What the learner asked for by name, every choice once.

    Of a choice that several rules or sets of holdings may serve, the first counts, and
    the largest where it is open which that is; an alternative is asked for only once
    what stands before it was thrown out.
    """

    def __init__(self, options: Sequence[Option]) -> None:
        self._choices = {
            number: option.exclusive or str(number)
            for number, option in enumerate(options)
            if option.is_named
        }
        self._ranks = [option.rank for option in options]
        self._alike: dict[str, list[int]] = {}
        for number, choice in self._choices.items():
            self._alike.setdefault(choice, []).append(number)

    def __contains__(self, option: int) -> bool:
        return option in self._choices

    def under(self, group: Counted, active: Collection[int]) -> Iterator[list[int]]:
        """Give what every choice asks for first under a cap, the largest first."""
        named = (self._choices[one] for one in group.members if one in self)
        for choice in dict.fromkeys(named):
            left = [one for one in self._alike[choice] if one in active]
            first = min((self._ranks[one] for one in left), default=0)
            asked = [
                one
                for one in left
                if self._ranks[one] == first and one in group.members
            ]
            if asked:
                yield sorted(asked, key=lambda one: (-group.total([one]), one))

    def beside(self, group: Counted, option: int, active: Collection[int]) -> list[int]:
        """Name what else is asked for under a cap, one a choice."""
        own = self._choices[option]
        return [
            asked[0]
            for asked in self.under(group, active)
            if self._choices[asked[0]] != own
        ]

    def largest(self, group: Counted, option: int) -> int:
        """Name what an option's choice counts as under a cap, the option's rank."""
        alike = (
            one
            for one in self._alike[self._choices[option]]
            if self._ranks[one] == self._ranks[option] and one in group.members
        )
        return max(alike, key=lambda one: (group.total([one]), -one))

    def refused(self, active: Collection[int], groups: Sequence[Counted]) -> set[int]:
        """Name what is thrown out, caps in their written order, until nothing is."""
        refusing = [
            group
            for group in groups
            if group.cap.bites is Bites.REFUSE and group.high is not None
        ]
        out: set[int] = set()
        while more := self._once({*active} - out, refusing):
            out |= more
        return out

    def _once(self, active: set[int], groups: Sequence[Counted]) -> set[int]:
        out: set[int] = set()
        for _, places in groupby(groups, key=lambda one: one.cap.cited.name):
            left = active - out  # a cap looks at all its places at once
            for group in places:
                asked = list(self.under(group, left))
                most = group.total(several[0] for several in asked)
                if most and group.used + most > (group.high or 0):
                    out |= {one for several in asked for one in several}
        return out
