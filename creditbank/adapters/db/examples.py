"""What rests on example data, which is marked wherever it is shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db.catalog import OutcomeRow
from creditbank.adapters.db.holdings import HoldingRow
from creditbank.adapters.db.institutions import CourseRow


class Award(Protocol):
    """A line, posted or answered: what it draws on, and where it counts."""

    @property
    def items(self) -> Sequence[str]: ...
    @property
    def target(self) -> str | None: ...


@dataclass(frozen=True)
class Examples:
    """A learner's holdings, and courses, whose credits are published nowhere."""

    holdings: frozenset[str]
    courses: frozenset[tuple[str, str]]  # institution, code

    def has(self, line: Award, institution: str) -> bool:
        """Tell whether what a line gives rests on example data."""
        return (institution, line.target) in self.courses or not (
            self.holdings.isdisjoint(line.items)
        )


def of_learner(session: Session, learner_id: str, schools: Collection[str]) -> Examples:
    """Name what of a learner's holdings and of these institutions is example data."""
    held = session.execute(
        select(HoldingRow.id, OutcomeRow.examples)
        .join(
            OutcomeRow,
            (OutcomeRow.code == HoldingRow.outcome)
            & (OutcomeRow.version == HoldingRow.outcome_version),
        )
        .where(HoldingRow.learner_id == learner_id)
    )
    taught = session.execute(
        select(CourseRow.institution, CourseRow.code).where(
            CourseRow.institution.in_(set(schools)),
            CourseRow.is_newest,
            CourseRow.is_example,
        )
    )
    return Examples(
        frozenset(id_ for id_, names in held if "bank_value" in names),
        frozenset((school, code) for school, code in taught),
    )
