"""A claim as people see it: with its answer, its history and what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    claims,
    holdings,
    institutions,
    ledger,
    people,
    policies,
)
from creditbank.adapters.db.base import reading
from creditbank.core.catalog import Outcome
from creditbank.core.claims import (
    Claim,
    ClaimStatus,
)
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Institution
from creditbank.core.ledger import Entry
from creditbank.core.people import Actor, Learner, require
from creditbank.core.policies import Answer, Policy, Prior, evaluate
from creditbank.core.policies.answers import OPEN_CODES
from creditbank.core.policies.model import FindingAsked
from creditbank.core.ports import World
from creditbank.core.recognition import case_of


@dataclass(frozen=True)
class MoveMade:
    """One line of a claim's history."""

    move: str
    to_status: str
    reason: str
    note: str
    by_role: str
    at: datetime


@dataclass(frozen=True)
class Shown:
    """A claim with all that a person needs to understand or decide it."""

    claim: Claim
    learner: Learner
    holdings: tuple[Holding, ...]
    outcomes: tuple[Outcome, ...]
    institution: Institution
    policy: Policy | None
    answer: Answer | None
    moves: tuple[MoveMade, ...]
    is_decided: bool
    asked: tuple[FindingAsked, ...]  # findings the answer waits for, or was given
    entry: Entry | None  # what it was recognized with
    reversed: frozenset[int]  # lines of it that were undone

    @property
    def is_example(self) -> bool:
        return any("bank_value" in one.examples for one in self.outcomes)


def list_(*, actor: Actor, world: World) -> list[Claim]:
    """List the learner's own claims, newest first."""
    del world
    require(actor, "claims.list")
    if actor.learner_id is None:
        return []
    with reading() as session:
        return claims.list_(session, actor.learner_id)


def show(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a claim to its learner; another's is as if it were missing."""
    del world
    require(actor, "claims.show")
    with reading() as session:
        claim = claims.claim(session, actor.learner_id or "", claim_id)
        return shown_of(session, claim, is_examined=True)


def shown_of(session: Session, claim: Claim, *, is_examined: bool) -> Shown:
    held = tuple(
        holdings.holding(session, claim.learner_id, one) for one in claim.holdings
    )
    policy, answer = answer_of(session, claim) if is_examined else (None, None)
    entry = ledger.entry_of_claim(session, claim.learner_id, claim.id)
    undone = ledger.reversed_numbers(session, claim.learner_id) if entry else set()
    return Shown(
        claim=claim,
        learner=people.learner(session, claim.learner_id),
        holdings=held,
        outcomes=tuple(
            catalog.outcome(session, one.outcome, one.outcome_version) for one in held
        ),
        institution=institutions.institution(session, claim.purpose.institution),
        policy=policy,
        answer=answer,
        moves=tuple(
            MoveMade(m.move, m.to_status, m.reason, m.note, m.by_role, m.at)
            for m in claims.moves(session, claim.learner_id, claim.id)
        ),
        is_decided=claim.status in (ClaimStatus.RECOGNIZED, ClaimStatus.DECLINED),
        asked=asked_of(claim, policy, answer) if policy and answer else (),
        entry=entry,
        reversed=frozenset(n for s, n in undone if entry and s == entry.sequence),
    )


def asked_of(claim: Claim, policy: Policy, answer: Answer) -> tuple[FindingAsked, ...]:
    """Name the findings the answer waits for, and those already given."""
    waited = " ".join(
        f"{reason.facts.get('field', '')} {reason.facts.get('expected', '')}"
        for line in answer.lines
        for reason in line.reasons
        if reason.code in OPEN_CODES
    )
    given = {finding.name for finding in claim.findings}
    return tuple(
        one
        for one in policy.findings
        if one.name in given or f"finding.{one.name}" in waited
    )


def answer_of(session: Session, claim: Claim) -> tuple[Policy | None, Answer | None]:
    """Give the answer as it was decided, or as it would be now."""
    submission = claim.submission
    if submission is None:
        return None, None
    policy = policies.version(session, submission.policy, submission.policy_version)
    decision = session.get(claims.DecisionRow, (claim.learner_id, claim.id))
    if decision is not None:
        return policy, evaluate(policy, claims.decided_case(decision))
    return policy, evaluate(policy, case_of(claim, prior_of(session, claim)))


def prior_of(session: Session, claim: Claim) -> list[Prior]:
    return ledger.prior(session, claim.learner_id, claim.purpose.scheme)
