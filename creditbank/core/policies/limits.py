"""One cap counted over one key, and one minimum: what is used, and what may be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from creditbank.core.policies.amounts import Amount
from creditbank.core.policies.answers import CapUse
from creditbank.core.policies.model import Bites, Cap, Counts, Minimum
from creditbank.core.values import shown

HUNDREDTHS = 100

# What the lines of one option earn, in their order: hundredths of credits.
Earned: TypeAlias = tuple[int, ...]


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
    lines: dict[int, dict[int, int]] = field(default_factory=dict)  # of each member
    items: dict[int, frozenset[str]] = field(default_factory=dict)
    used_items: set[str] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)  # members by a fact not known
    boundless: bool = False  # a member may ask for any amount
    unknown: set[str] = field(default_factory=set)  # by which it is open what counts
    is_anywhere: bool = False  # the place of what nobody knows the place of

    @property
    def name(self) -> tuple[str, str]:
        return self.cap.cited.name, self.key

    @property
    def unit(self) -> int:
        return HUNDREDTHS if self.cap.counts is Counts.CREDITS else 1

    @property
    def is_told(self) -> bool:
        """Tell whether it says anything: a known place, a group of two or more."""
        held = self.used_items.union(*self.items.values())
        return not self.is_anywhere and not (self.cap.is_of_group and len(held) < 2)

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

    @property
    def may_bite(self) -> bool:
        """Tell whether lines could find no room, however what is open turns out."""
        low = self.limit.low
        if low is None or self.boundless:
            return True
        most = self.used + self.maybe + self.total(self.members)
        return most > (low * self.unit).__floor__()

    @property
    def is_vague(self) -> bool:
        """Tell whether more is open than which lines stand: what counts, or a cut."""
        cuts = self.limit.known is None and self.cap.bites is Bites.TRIM
        return bool(self.maybe or self.unsure) or cuts

    def surely(self) -> Counted:
        """Give the cap with what surely counts under it, and no more."""
        members = {i: n for i, n in self.members.items() if i not in self.unsure}
        return replace(self, members=members)

    def total(self, options: Iterable[int]) -> int:
        """Add up what options ask under the cap; a holding counts once."""
        if self.cap.counts is Counts.ITEMS:
            held: set[str] = set()
            for option in options:
                held |= self.items.get(option, frozenset())
            return len(held - self.used_items)
        return sum(self.members.get(option, 0) for option in options)

    def spent(self, earned: Mapping[int, Earned]) -> int:
        """Add up what lines use of the cap, those that were cut less."""
        if self.cap.counts is not Counts.CREDITS:
            return self.total(earned)
        return sum(
            min(amount, earned[option][line])
            for option in earned
            for line, amount in self.lines.get(option, {}).items()
        )

    def join(self, number: int, line: int, amount: int, items: frozenset[str]) -> None:
        """Count a line of an option; ``line`` is its place among them."""
        self.members[number] = self.members.get(number, 0) + amount
        lines = self.lines.setdefault(number, {})
        lines[line] = lines.get(line, 0) + amount
        self.items[number] = self.items.get(number, frozenset()) | items

    def use(self, earned: Mapping[int, Earned]) -> CapUse:
        known = self.limit.known
        used = Fraction(self.used + self.spent(earned), self.unit)
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
    members: dict[int, dict[int, int]]  # by option, then by line
    needing: frozenset[int]
    is_vague: bool = False  # what counts, how much, or the least is open

    @property
    def unit(self) -> int:
        return HUNDREDTHS if self.minimum.counts is Counts.CREDITS else 1

    @property
    def may_fail(self) -> bool:
        low = self.least.high
        return bool(self.needing) and (low is None or self.used < low * self.unit)

    def reached(self, chosen: Mapping[int, Earned]) -> int:
        """Add up what chosen options earn towards it, trimmed ones less."""
        counts_lines = self.minimum.counts is not Counts.CREDITS
        return self.used + sum(
            amount if counts_lines else min(amount, earned[line])
            for option, earned in chosen.items()
            for line, amount in self.members.get(option, {}).items()
        )

    def is_met(self, chosen: Mapping[int, Earned]) -> bool:
        """Tell whether a selection stands: it reaches the least, or needs it not."""
        if self.needing.isdisjoint(chosen):
            return True
        low = self.least.low
        return low is not None and self.reached(chosen) >= low * self.unit
