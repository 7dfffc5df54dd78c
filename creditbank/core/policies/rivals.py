"""A fallback and the courses before it: whatever is open, they never both stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from creditbank.core.policies.conditions import UNDECIDED
from creditbank.core.policies.model import Policy
from creditbank.core.policies.proposals import Option

Rivals = tuple[int, int]  # an open option, and the fallback that stands without it


def rivals_of(options: Sequence[Option], policy: Policy) -> tuple[Rivals, ...]:
    """Pair every open fallback with the open courses an earlier rule may give."""
    waiting = [n for n, option in enumerate(options) if option.waits_for]
    if not waiting:
        return ()
    positions = {rule.cited.name: n for n, rule in enumerate(policy.rules)}
    return tuple(
        (number, fallback)
        for fallback in waiting
        for number, option in enumerate(options)
        if option.truth is UNDECIDED
        and option.lines[0].target is not None
        and option.lines[0].items[0] == options[fallback].waits_for
        and positions[option.lines[0].rule] < positions[options[fallback].lines[0].rule]
    )


def among(rivals: Iterable[Rivals], members: Collection[int]) -> list[Rivals]:
    """Give the rivals that both stand among these options."""
    return [pair for pair in rivals if pair[0] in members and pair[1] in members]


def ways(
    open_ones: Sequence[int], rivals: Iterable[Rivals]
) -> Iterator[frozenset[int]]:
    """Give every way in which open options may turn out, the fullest first."""
    mine = among(rivals, open_ones)
    for way in product((True, False), repeat=len(open_ones)):
        standing = frozenset(
            one for one, stands in zip(open_ones, way, strict=True) if stands
        )
        if not any(standing.issuperset(pair) for pair in mine):
            yield standing
