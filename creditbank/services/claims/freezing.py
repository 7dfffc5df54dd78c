"""The facts of a claim, frozen at its first submission (laws 8 and 9)."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

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
from creditbank.core.institutions import Enrolment
from creditbank.core.policies import Policy
from creditbank.core.ports import World
from creditbank.core.publishing import Dates


def submission_of(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> tuple[Submission, Policy]:
    """Freeze the facts as they are now, and name the policy that will answer."""
    purpose = claim.purpose
    institution = institutions.institution(session, purpose.institution)
    today = world.clock.now().astimezone(ZoneInfo(institution.time_zone)).date()
    learner = people.learner(session, claim.learner_id)
    enrolment = institutions.enrolment(
        session, learner.number, purpose.institution, purpose.programme
    )
    try:
        dates = Dates(
            submitted_on=today,
            enrolled_on=enrolment.enrolled_on if enrolment else None,
            issued_on=tuple(one.issued_on for one in held),
        )
        policy = policies.in_force(session, str(purpose), dates=dates)
    except NotFoundError:
        raise NoPolicyError(purpose=str(purpose)) from None
    submission = Submission(
        policy=policy.code,
        policy_version=policy.version,
        as_of=today,
        salt=world.chance.token(),
        learner=_learner_facts(enrolment, purpose),
        programme=_programme_facts(session, purpose),
        portfolio=tuple(_item(session, holding) for holding in held),
    )
    return submission, policy


def _learner_facts(enrolment: Enrolment | None, purpose: Purpose) -> dict[str, str]:
    if purpose.is_deposit:
        return {}
    if enrolment is None:
        raise NotEnrolledError(purpose=str(purpose))
    return enrolment.learner_facts


def _programme_facts(session: Session, purpose: Purpose) -> dict[str, JSON]:
    if purpose.is_deposit:
        return {"institution": purpose.institution, "code": "deposit"}
    return institutions.programme(
        session, purpose.institution, purpose.programme
    ).facts()


def _item(session: Session, holding: Holding) -> dict[str, str]:
    outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
    return holding.facts_of(outcome, catalog.body_or_none(session, outcome.body))
