"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One promise that does not hold, and where."""

    code: str
    learner_id: str
    place: str
