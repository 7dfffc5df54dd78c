"""What a holding would earn at one place: yes, what is missing, or what is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from creditbank.core.canonical import JSON
from creditbank.core.catalog import Outcome
from creditbank.core.institutions import Course, Institution, Programme
from creditbank.core.policies import Answer, Case, Decision, Line, Policy, Prior, Reason

# What leads to an answer rather than against it; the rest says what is missing.
PASSING = frozenset({"rule_applies", "gate_passed"})
_ORDER = (Decision.YES, Decision.UNDECIDED, Decision.NO)


@dataclass(frozen=True)
class Place:
    """Where something may count: a programme, or the bank itself (None)."""

    institution: Institution
    programme: Programme | None = None

    @property
    def purpose(self) -> str:
        if self.programme is None:
            return "deposit"
        return f"convert:{self.institution.code}/{self.programme.code}"

    @property
    def facts(self) -> dict[str, JSON]:
        if self.programme is None:
            return {"institution": self.institution.code, "code": "deposit"}
        return self.programme.facts()

    @property
    def courses(self) -> dict[str, Course]:
        planned = self.programme.courses if self.programme else ()
        return {one.course.code: one.course for one in planned}

    def neutral_learner(self, on: date) -> dict[str, str]:
        """Say of a learner only what enrolling in the programme today says."""
        if self.programme is None:
            return {}
        found = {
            "major": self.programme.major,
            "programme_level": self.programme.level,
            "enrolled_on": on.isoformat(),
        }
        return {name: fact for name, fact in found.items() if fact}


@dataclass(frozen=True)
class Earning:
    """A policy's answer at one place, with the lines that speak for it."""

    place: Place
    policy: Policy
    answer: Answer
    is_enrolled: bool = False

    @property
    def decision(self) -> Decision:
        """The best that any line says: one course that counts is a yes."""
        found = {line.decision for line in self.answer.lines}
        return next((one for one in _ORDER if one in found), Decision.NO)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(
            line for line in self.answer.lines if line.decision is self.decision
        )

    def is_example(self, outcome: Outcome) -> bool:
        """Tell whether what it earns rests on data that is published nowhere."""
        courses = self.place.courses
        marked = {code for code, course in courses.items() if course.is_example}
        return "bank_value" in outcome.examples or any(
            line.target in marked for line in self.lines
        )

    def missing(self, line: Line) -> tuple[Reason, ...]:
        """Give the reasons of a line that say what is missing or open."""
        return tuple(one for one in line.reasons if one.code not in PASSING)


def asked(
    place: Place,
    item: Mapping[str, str],
    *,
    on: date,
    learner: Mapping[str, str] | None = None,
    prior: Sequence[Prior] = (),
) -> Case:
    """Ask what one holding would earn at a place, for any course of it."""
    case = Case.of(
        {
            "purpose": place.purpose,
            "as_of": on.isoformat(),
            "learner": dict(place.neutral_learner(on) if learner is None else learner),
            "programme": place.facts,
            "portfolio": [dict(item)],
        }
    )
    return Case(
        purpose=case.purpose,
        as_of=case.as_of,
        portfolio=case.portfolio,
        learner=case.learner,
        programme=case.programme,
        prior=tuple(prior),
    )


def best_first(found: Sequence[Earning]) -> tuple[Earning, ...]:
    """Put what earns most first, then what is open, then what would not count."""
    return tuple(
        sorted(
            found,
            key=lambda one: (
                _ORDER.index(one.decision),
                -one.answer.credits.hundredths,
                one.place.purpose,
            ),
        )
    )
