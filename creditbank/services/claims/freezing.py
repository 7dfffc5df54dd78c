"""The facts of a claim, frozen at its first submission (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Sequence
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
from creditbank.core.publishing import Dates
from creditbank.core.values import day_in


def submission_of(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> tuple[Submission, Policy]:
    """Freeze the facts as they are now, and name the policy that will answer."""
    purpose = claim.purpose
    today = _today(session, purpose, world)
    learner = people.learner(session, claim.learner_id)
    enrolment = institutions.enrolment(
        session, learner.number, purpose.institution, purpose.programme
    )
    facts = enrolment.learner_facts if enrolment else {}
    portfolio = tuple(_item(session, holding) for holding in held)
    document: dict[str, JSON] = {
        "purpose": str(purpose),
        "as_of": today.isoformat(),
        "learner": facts,
        "portfolio": portfolio,
    }
    began = enrolment.enrolled_on if enrolment else None
    dates = Dates(today, began, tuple(one.issued_on for one in held))
    try:
        document["programme"] = programme = _programme_facts(session, purpose)
        policy = policies.in_force(session, Case.of(document), dates)
    except NotFoundError:
        raise NoPolicyError(purpose=str(purpose)) from None
    if enrolment is None and not purpose.is_deposit:
        raise NotEnrolledError(purpose=str(purpose))
    submission = Submission(
        policy=policy.code,
        policy_version=policy.version,
        as_of=today,
        salt=world.chance.token(),
        learner=facts,
        programme=programme,
        portfolio=portfolio,
    )
    return submission, policy


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
