"""The facts of a claim, frozen at its first submission (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    institutions,
    people,
    policies,
)
from creditbank.core.canonical import JSON
from creditbank.core.claims import (
    Claim,
    Purpose,
    Submission,
)
from creditbank.core.errors import (
    NoPolicyError,
    NotEnrolledError,
    NotFoundError,
)
from creditbank.core.holdings import Holding
from creditbank.core.policies import Case, Policy
from creditbank.core.ports import World
from creditbank.core.publishing import Dates, VersionsDifferError
from creditbank.core.values import HoldingId, day_in


@dataclass(frozen=True)
class Part:
    """Holdings of one claim that one version governs; None where none can be told."""

    policy: Policy | None
    holdings: tuple[Holding, ...]

    def __str__(self) -> str:
        """Name the version and what falls under it, in words of both languages."""
        named = "、".join(f"{one.certificate} {one.issued_on}" for one in self.holdings)
        version = f"{self.policy.code} v{self.policy.version}" if self.policy else "—"
        return f"{version}（{named}）"


@dataclass(frozen=True)
class _Facts:
    """What is frozen, and the case and dates by which its version is found."""

    learner: Mapping[str, str]
    programme: Mapping[str, JSON]
    portfolio: tuple[Mapping[str, str], ...]
    case: Case
    dates: Dates


def submission_of(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> tuple[Submission, Policy]:
    """Freeze the facts as they are now, and name the policy that will answer.

    Raises VersionsDifferError where holdings fall under different versions,
    NoPolicyError where no version answers, NotEnrolledError.
    """
    facts = _facts(session, claim, held, world)
    try:
        policy = policies.in_force(session, facts.case, facts.dates)
    except NotFoundError:
        parts = _parts(session, facts, held)
        if len(parts) > 1:
            versions = "；".join(str(part) for part in parts)
            raise VersionsDifferError(versions=versions) from None
        raise NoPolicyError(purpose=str(claim.purpose)) from None
    if facts.dates.enrolled_on is None and not claim.purpose.is_deposit:
        raise NotEnrolledError(purpose=str(claim.purpose))
    submission = Submission(
        policy=policy.code,
        policy_version=policy.version,
        as_of=facts.dates.submitted_on,
        salt=world.chance.token(),
        learner=facts.learner,
        programme=facts.programme,
        portfolio=facts.portfolio,
    )
    return submission, policy


def parts_of(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> tuple[Part, ...]:
    """Part the holdings of a claim by the version that would govern each today."""
    return _parts(session, _facts(session, claim, held, world), held)


def _parts(
    session: Session, facts: _Facts, held: Sequence[Holding]
) -> tuple[Part, ...]:
    by_id = {one.id: one for one in held}
    return tuple(
        Part(part.policy, tuple(by_id[HoldingId(one)] for one in part.items))
        for part in policies.parts(session, facts.case, facts.dates)
    )


def _facts(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> _Facts:
    """Gather the facts of a claim as they are now; NoPolicyError for no programme."""
    purpose = claim.purpose
    today = _today(session, purpose, world)
    learner = people.learner(session, claim.learner_id)
    enrolment = institutions.enrolment(
        session, learner.number, purpose.institution, purpose.programme
    )
    try:
        programme = _programme_facts(session, purpose)
    except NotFoundError:
        raise NoPolicyError(purpose=str(purpose)) from None
    known = enrolment.learner_facts if enrolment else {}
    portfolio = tuple(_item(session, holding) for holding in held)
    document: dict[str, JSON] = {
        "purpose": str(purpose),
        "as_of": today.isoformat(),
        "learner": known,
        "programme": programme,
        "portfolio": portfolio,
    }
    began = enrolment.enrolled_on if enrolment else None
    dates = Dates(today, began, tuple(one.issued_on for one in held))
    return _Facts(known, programme, portfolio, Case.of(document), dates)


def _today(session: Session, purpose: Purpose, world: World) -> date:
    """Tell the calendar date where the claim is decided (law 18)."""
    institution = institutions.institution(session, purpose.institution)
    return day_in(world.clock.now(), institution.time_zone)


def _programme_facts(session: Session, purpose: Purpose) -> dict[str, JSON]:
    if purpose.is_deposit:
        return {"institution": purpose.institution, "code": "deposit"}
    return institutions.programme(
        session, purpose.institution, purpose.programme
    ).facts()


def _item(session: Session, holding: Holding) -> dict[str, str]:
    outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
    return holding.facts_of(outcome, catalog.body_or_none(session, outcome.body))
