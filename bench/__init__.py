"""Ratios against a control measured in the same run: what a bench may fail on.

Figures in milliseconds depend on the machine and are only shown. A bench is a module
here with ``ratios(quick)``; names that begin with ``_`` are its helpers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Ratio:
    """How many times better than the control, and the least it may be."""

    name: str
    value: float
    floor: float | None  # None: reported, never failed
    figures: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return self.floor is None or self.value >= self.floor


def faster(
    name: str,
    ours: Callable[[], object],
    control: Callable[[], object],
    *,
    floor: float | None,
    rounds: int,
) -> Ratio:
    """Compare two ways to do one thing by CPU time, the best of some rounds each.

    They take turns, so that a busy moment of the machine meets both.
    """
    taken = [(_taken(ours), _taken(control)) for _ in range(rounds)]
    mine = min(one for one, _ in taken)
    theirs = min(other for _, other in taken)
    figures = {"ours": f"{mine * 1000:.3f} ms", "control": f"{theirs * 1000:.3f} ms"}
    return Ratio(name, theirs / mine, floor, figures)


def _taken(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
