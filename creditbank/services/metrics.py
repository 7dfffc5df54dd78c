"""What a monitor may know of the bank: how much waits, and for how long.

Decision: the numbers are public (contract.md section 6), so they are counts that name
nobody and no institution. They are read from the database at each request: every
server process would count for itself, and whoever asked would hear one or another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from creditbank.adapters.db import log, metrics
from creditbank.adapters.db.base import reading
from creditbank.core.people import Actor, require
from creditbank.core.ports import World


@dataclass(frozen=True)
class Metrics:
    """The bank at one moment, in numbers."""

    claims_waiting: int
    oldest_claim_seconds: int  # 0 where none waits
    jobs: Mapping[str, int]  # by state; those that are done are not counted
    letters_waiting: int
    log_leaves: int
    log_leaves_signed: int  # what the last checkpoint covers


def show(*, actor: Actor, world: World) -> Metrics:
    """Count what waits now."""
    require(actor, "home.metrics")
    with reading() as session:
        waiting, oldest = metrics.claims_waiting(session)
        newest = log.newest(session)
        age = world.clock.now() - oldest if oldest else None
        return Metrics(
            claims_waiting=waiting,
            oldest_claim_seconds=max(int(age.total_seconds()), 0) if age else 0,
            jobs=metrics.jobs(session),
            letters_waiting=metrics.letters_waiting(session),
            log_leaves=log.size(session),
            log_leaves_signed=newest.size if newest else 0,
        )
