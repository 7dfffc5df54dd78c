"""A public notice: what is proposed, from when until when, and who objects.

Decision: it is kept as it was announced, and what is agreed to in the end must be
that; where the answer changed, a new notice is opened, since nobody objects to what
was not shown. It names no learner (law 17). An objection needs someone who is signed
in, whose address is therefore confirmed: one each, and their name is not shown. Who
objected is a party to the claim from then on, and decides nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from creditbank.core.canonical import JSON
from creditbank.core.errors import (
    BadValueError,
    DomainError,
    NothingToPostError,
    NoticeOpenError,
)
from creditbank.core.people import Actor
from creditbank.core.policies import Answer, Case
from creditbank.core.policies.parts import Step
from creditbank.core.values import Period

GROUND_CHARACTERS_MAX = 2_000

# What a step with a notice goes through before it is agreed to or refused.
OPENED = "opened"
DISPUTED = "disputed"
UNDER_WAY = frozenset({OPENED, DISPUTED})

Lines = Sequence[Mapping[str, JSON]]


class Ruling(StrEnum):
    """What becomes of an objection: one that is upheld refuses the step."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class NoticeChangedError(DomainError):
    """The policy's answer is no longer what the notice announced."""

    code = "notice_changed"


class AlreadyObjectedError(DomainError):
    """The same person has objected to the notice before."""

    code = "already_objected"


class ObjectionOpenError(DomainError):
    """An objection to the notice is not ruled on yet."""

    code = "objection_open"


class OwnObjectionError(DomainError):
    """Nobody decides on a claim they objected to: another reviewer has to."""

    code = "own_objection"


@dataclass(frozen=True)
class Notice:
    """What was announced for one step of a claim."""

    id: str
    learner_id: str
    claim_id: str
    step: str
    institution: str
    purpose: str
    policy: str
    policy_version: str
    period: Period
    lines: Lines


@dataclass(frozen=True)
class Objection:
    """What someone holds against a notice; ``note`` says why it was ruled on so."""

    number: int
    notice_id: str
    ground: str
    by: str
    at: datetime
    ruling: Ruling | None = None
    note: str = ""


def proposed(answer: Answer, case: Case) -> Lines:
    """Give the lines that would be posted; a grade is the learner's own affair."""
    outcomes = {item.id: item.facts.get("outcome", "") for item in case.portfolio}
    return [
        {
            "outcomes": [outcomes[item] for item in line.items],
            "target": line.target,
            "credits": str(line.credits),
            "effect": line.effect,
            "rule": line.rule,
        }
        for line in answer.yes_lines
    ]


def period_of(first: date, days: int) -> Period:
    """Give the days of a notice, the first and the last included (law 18)."""
    return Period(first, first + timedelta(days=days - 1))


def check_opening(
    step: Step, latest: Notice | None, objections: Sequence[Objection], lines: Lines
) -> None:
    """Refuse to announce nothing, the same again, or anything while it is disputed."""
    if not lines:
        raise NothingToPostError
    _check_ruled(step, objections)
    if latest is not None and latest.lines == lines:
        raise BadValueError("verdict", OPENED)


def check_ended(
    step: Step,
    latest: Notice | None,
    objections: Sequence[Objection],
    lines: Lines,
    today: date,
) -> None:
    """Refuse to agree before a notice of these lines is over and undisputed.

    Raises NoticeOpenError, NoticeChangedError, ObjectionOpenError.
    """
    if latest is None:
        raise NoticeOpenError(**step.facts, until="")
    if latest.lines != lines:
        raise NoticeChangedError(**step.facts)
    _check_ruled(step, objections)
    if today in latest.period:
        raise NoticeOpenError(**step.facts, until=str(latest.period.ends_on))


def _check_ruled(step: Step, objections: Sequence[Objection]) -> None:
    if is_disputed(objections):
        raise ObjectionOpenError(**step.facts)


def has_objected(actor: Actor, objections: Sequence[Objection]) -> bool:
    """Tell whether the actor made one of these objections, whatever became of it."""
    return any(one.by == actor.user_id for one in objections)


def refuse_objector(actor: Actor, objections: Sequence[Objection]) -> None:
    """Refuse whoever would decide on a claim, or an objection, they are a party to."""
    if has_objected(actor, objections):
        raise OwnObjectionError


def is_disputed(objections: Sequence[Objection]) -> bool:
    """Tell whether an objection still waits for its ruling."""
    return any(one.ruling is None for one in objections)
