"""A claim as people see it: with its answer, its history and what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    catalog,
    claims,
    examples,
    holdings,
    institutions,
    ledger,
    notices,
    people,
    policies,
)
from creditbank.adapters.db.base import reading
from creditbank.core.catalog import Outcome
from creditbank.core.claims import (
    Claim,
    ClaimStatus,
)
from creditbank.core.damage import BooksDamagedError, kept
from creditbank.core.errors import NoPolicyError
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Institution
from creditbank.core.ledger import Entry
from creditbank.core.notices import Notice, Objection, proposed
from creditbank.core.people import Actor, Learner, require
from creditbank.core.policies import Answer, Case, Decision, Policy, Prior, evaluate
from creditbank.core.policies.answers import OPEN_CODES
from creditbank.core.policies.model import FindingAsked
from creditbank.core.policies.nearest import Nearest, nearest
from creditbank.core.ports import World
from creditbank.core.recognition import case_of
from creditbank.services.claims.freezing import Part, parts_of


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
class Answered:
    """What a policy answered to a case."""

    policy: Policy
    case: Case
    answer: Answer

    @cached_property
    def near(self) -> Mapping[int, Nearest]:
        """Find the nearest change of each refused line; looked for where it is shown.

        It belongs to no answer that is kept (law 10).
        """
        return nearest(self.policy, self.case, self.answer)


@dataclass(frozen=True)
class Heard:
    """An objection; its ground and whose it is are told to reviewers alone."""

    objection: Objection
    email: str = ""


@dataclass(frozen=True)
class Noticed:
    """The latest public notice of a step, and what was objected to it."""

    notice: Notice
    heard: tuple[Heard, ...]
    is_current: bool  # the policy answers what was announced


@dataclass(frozen=True)
class Shown:
    """A claim with all that a person needs to understand or decide it."""

    claim: Claim
    learner: Learner
    holdings: tuple[Holding, ...]
    outcomes: tuple[Outcome, ...]
    institution: Institution
    answered: Answered | None
    moves: tuple[MoveMade, ...]
    is_decided: bool
    asked: tuple[FindingAsked, ...]  # findings the answer waits for, or was given
    entry: Entry | None  # what it was recognized with
    reversed: frozenset[int]  # lines of it that were undone
    notices: Mapping[str, Noticed]  # by the step they belong to
    is_example: bool  # something it gives rests on example data
    parts: tuple[Part, ...] = ()  # of a draft: by the version that governs each
    has_objected: bool = False  # the reviewer: so another has to decide
    is_damaged: bool = False  # what its answer rests on: so none is shown

    @property
    def policy(self) -> Policy | None:
        return self.answered.policy if self.answered else None

    @property
    def answer(self) -> Answer | None:
        return self.answered.answer if self.answered else None


def show(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a claim to its learner; another's is as if it were missing."""
    require(actor, "claims.show")
    with reading() as session:
        claim = claims.claim(session, actor.learner_id or "", claim_id)
        shown = shown_of(session, claim, is_examined=True)
        if claim.submission is None and claim.may_be_submitted:
            with suppress(NoPolicyError):  # the learner is told when they submit
                parts = parts_of(session, claim, shown.holdings, world)
                shown = replace(shown, parts=parts)
    return shown


def shown_of(
    session: Session, claim: Claim, *, is_examined: bool, is_reviewed: bool = False
) -> Shown:
    """Gather what a claim's page tells; who objected is told to reviewers alone."""
    with kept("holding"):
        held = tuple(
            holdings.holding(session, claim.learner_id, one) for one in claim.holdings
        )
        outcomes = tuple(
            catalog.outcome(session, one.outcome, one.outcome_version) for one in held
        )
    answered, is_damaged = None, False
    try:
        answered = answered_of(session, claim) if is_examined else None
    except BooksDamagedError:
        is_damaged = True
    entry = ledger.entry_of_claim(session, claim.learner_id, claim.id)
    undone = ledger.reversed_numbers(session, claim.learner_id) if entry else set()
    return Shown(
        claim=claim,
        learner=people.learner(session, claim.learner_id),
        holdings=held,
        outcomes=outcomes,
        institution=institutions.institution(session, claim.purpose.institution),
        answered=answered,
        moves=tuple(
            MoveMade(m.move, m.to_status, m.reason, m.note, m.by_role, m.at)
            for m in claims.moves(session, claim.learner_id, claim.id)
        ),
        is_decided=claim.status in (ClaimStatus.RECOGNIZED, ClaimStatus.DECLINED),
        asked=asked_of(claim, answered) if answered else (),
        entry=entry,
        reversed=frozenset(n for s, n in undone if entry and s == entry.sequence),
        notices=_noticed(session, claim, answered, is_reviewed=is_reviewed)
        if answered
        else {},
        is_example=answered is not None
        and rests_on_examples(session, claim, answered.answer),
        is_damaged=is_damaged,
    )


def rests_on_examples(session: Session, claim: Claim, answer: Answer) -> bool:
    """Tell whether a line that is not refused rests on example data."""
    school = claim.purpose.institution
    marked = examples.of_learner(session, claim.learner_id, (school,))
    return any(
        marked.has(line, school)
        for line in answer.lines
        if line.decision is not Decision.NO
    )


def _noticed(
    session: Session, claim: Claim, answered: Answered, *, is_reviewed: bool
) -> dict[str, Noticed]:
    latest = notices.of_claim(session, claim.learner_id, claim.id)
    if not latest:
        return {}
    made = notices.objections(session, claim.learner_id, claim.id)
    emails = people.emails(session, {one.by for one in made}) if is_reviewed else {}
    return {
        step: Noticed(
            notice,
            tuple(
                Heard(one, emails[one.by])
                if is_reviewed
                else Heard(replace(one, ground="", by=""))
                for one in made
                if one.notice_id == notice.id
            ),
            notice.lines == proposed(answered.answer, answered.case),
        )
        for step, notice in latest.items()
    }


def asked_of(claim: Claim, answered: Answered) -> tuple[FindingAsked, ...]:
    """Name the findings the answer waits for, and those already given."""
    waited = " ".join(
        f"{reason.facts.get('field', '')} {reason.facts.get('expected', '')}"
        for line in answered.answer.lines
        for reason in line.reasons
        if reason.code in OPEN_CODES
    )
    given = {finding.name for finding in claim.findings}
    return tuple(
        one
        for one in answered.policy.findings
        if one.name in given or f"finding.{one.name}" in waited
    )


def answered_of(session: Session, claim: Claim) -> Answered | None:
    """Give the answer as it was decided, or as it would be now.

    By the version of the submission, whatever is in force since (law 9). Raises
    BooksDamagedError where what it rests on is gone or unreadable.
    """
    submission = claim.submission
    if submission is None:
        return None
    with kept("policy_version"):
        policy = policies.version(session, submission.policy, submission.policy_version)
    decision = session.get(claims.DecisionRow, (claim.learner_id, claim.id))
    if decision is not None:
        case = claims.decided_case(decision)
    elif claim.status is ClaimStatus.RECOGNIZED:
        raise BooksDamagedError("decision")
    else:
        case = case_of(claim, prior_of(session, claim), policy)
    return Answered(policy, case, evaluate(policy, case))


def prior_of(session: Session, claim: Claim) -> list[Prior]:
    return ledger.prior(session, claim.learner_id, claim.purpose.scheme)
