"""The ANSWER: lines, credits and reasons as codes and facts (contract section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from creditbank.core.canonical import JSON, digest
from creditbank.core.values import ZERO, Credits, Digest


class Decision(StrEnum):
    """Three values, strong Kleene: undecided is neither, and never credit."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Reason:
    """Why: the rule (or gate, cap, window), its clause, a code, the facts read."""

    rule: str
    clause: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, JSON]:
        return {
            "rule": self.rule,
            "clause": self.clause,
            "code": self.code,
            "facts": dict(self.facts),
        }


@dataclass(frozen=True)
class Line:
    """What holdings give at one target; ``credits`` is what is certain.

    ``credits_max`` is the most possible, None where nothing bounds it.
    """

    items: tuple[str, ...]
    target: str | None
    decision: Decision
    credits: Credits
    credits_max: Credits | None
    grade: str | None
    effect: str
    rule: str
    reasons: tuple[Reason, ...]
    term: str | None = None  # names the term of a use, where the policy does
    consumes: Credits = ZERO  # bank value it spends; the ledger's matter, not shown
    version: str = ""  # that decides it; "" where none or two apply

    def json(self) -> dict[str, JSON]:
        return {
            "items": list(self.items),
            "target": self.target,
            "decision": self.decision.value,
            "credits": str(self.credits),
            "credits_max": _text(self.credits_max),
            "grade": self.grade,
            "effect": self.effect,
            "rule": self.rule,
            "version": self.version,
            "term": self.term,
            "reasons": [reason.json() for reason in self.reasons],
        }


@dataclass(frozen=True)
class MinimumUse:
    """How far a minimum is reached by the prior lines and by this answer."""

    minimum: str
    clause: str
    counts: str
    reached: str
    min: str  # "" where it is not known

    def json(self) -> dict[str, JSON]:
        return dict(vars(self))


@dataclass(frozen=True)
class CapUse:
    """How far one cap is used up by the prior lines and by this answer."""

    cap: str
    clause: str
    over: str  # the holding or course it is counted over; "" for all lines
    counts: str
    used: str
    max: str  # "" where the bound is not known

    def json(self) -> dict[str, JSON]:
        return dict(vars(self))


@dataclass(frozen=True)
class Answer:
    """The policy's answer to one CASE."""

    lines: tuple[Line, ...]
    credits_max: Credits | None = ZERO
    caps: tuple[CapUse | MinimumUse, ...] = ()
    best: Mapping[str, JSON] = field(default_factory=dict)

    @property
    def decision(self) -> Decision:
        decisions = {line.decision for line in self.lines}
        for decision in (Decision.UNDECIDED, Decision.YES):
            if decision in decisions:
                return decision
        return Decision.NO

    @property
    def credits(self) -> Credits:
        return sum((line.credits for line in self.lines), ZERO)

    @property
    def yes_lines(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.decision is Decision.YES)

    @property
    def has_gap(self) -> bool:
        """Tell whether the search ended early: previewed, never posted (law 10)."""
        return "gap" in self.best

    def json(self) -> dict[str, JSON]:
        return {
            "decision": self.decision.value,
            "credits": str(self.credits),
            "credits_max": _text(self.credits_max),
            "lines": [line.json() for line in self.lines],
            "caps": [cap.json() for cap in self.caps],
            "undecided": [
                {**reason.json(), "items": list(line.items), "target": line.target}
                for line in self.lines
                if line.decision is Decision.UNDECIDED
                for reason in line.reasons
                if reason.code in OPEN_CODES
            ],
            "best": dict(self.best),
        }

    @cached_property
    def digest(self) -> Digest:
        return digest(self.json())


# The reasons that name what is open; the others of an undecided line say what holds.
OPEN_CODES = frozenset(
    {
        "fact_unknown",
        "compared_fact_unknown",
        "fact_not_comparable",
        "day_not_decided",
        "grade_fact_unknown",
        "version_date_unknown",
        "finding_missing",
        "policy_leaves_open",
        "grade_finding_missing",
        "grade_policy_leaves_open",
        "grade_not_exact",
        "grade_tied",
        "reading",
        "no_version",
        "other_version",
        "version_kept",
        "two_versions",
        "amount_unknown",
        "spending_unknown",
        "formula_has_no_value",
        "credits_not_exact",
        "window_date_unknown",
        "window_not_decided",
        "cap_unknown",
        "cap_place_unknown",
        "objective_unknown",
        "group_open",
        "depends_on_earlier_rule",
        "depends_on_open_line",
        "depends_on_open_line_under",
        "search_gap",
    }
)


def _text(amount: Credits | None) -> str | None:
    return None if amount is None else str(amount)
