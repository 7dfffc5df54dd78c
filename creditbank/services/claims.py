"""Claims: draft, preview, submit, examine, return, withdraw, decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

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
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import JSON
from creditbank.core.catalog import BodyStatus, Outcome
from creditbank.core.claims import (
    HOLDINGS_MAX,
    NOTE_CHARACTERS_MAX,
    Claim,
    ClaimStatus,
    Move,
    Purpose,
    Refusal,
    Submission,
)
from creditbank.core.errors import (
    BadValueError,
    EvidenceMissingError,
    ForbiddenError,
    IllegalMoveError,
    NoPolicyError,
    NotEnrolledError,
    NotFoundError,
)
from creditbank.core.holdings import Holding
from creditbank.core.institutions import Institution
from creditbank.core.people import Actor, Learner, Role, require
from creditbank.core.policies import Answer, Choice, Finding, Policy, Prior, evaluate
from creditbank.core.policies.model import FindingAsked
from creditbank.core.ports import World
from creditbank.core.recognition import case_of
from creditbank.core.values import ClaimId, Credits, HoldingId, LearnerId

PAGE = 50


class Close(Protocol):
    """How `return_` and `decline` are called."""

    def __call__(
        self, claim_id: str, reason: str, note: str, *, actor: Actor, world: World
    ) -> Claim:
        """End the review for a reason."""


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

    @property
    def is_example(self) -> bool:
        return any("bank_value" in one.examples for one in self.outcomes)


@dataclass(frozen=True)
class Preview:
    """What a claim would earn, and why, before anyone submits it."""

    policy: Policy
    answer: Answer
    holdings: tuple[Holding, ...]
    is_example: bool  # some bank value is example data


def draft(
    purpose: str,
    holding_ids: Sequence[str],
    *,
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Claim:
    """Draft a claim on the learner's own holdings; nobody else sees it yet."""
    require(actor, "claims.draft")
    now = world.clock.now()
    with transaction() as session:
        claim = Claim(
            id=ClaimId(world.chance.uuid()),
            learner_id=_learner_id(actor),
            purpose=Purpose.of(purpose),
            holdings=_own(session, actor, holding_ids),
            choices=_checked_choices(choices, holding_ids),
        )
        institutions.institution(session, claim.purpose.institution)
        session.add(claims.ClaimRow.of(claim, now))
        session.add(
            claims.LocatorRow(
                public_id=claim.id, kind="claim", learner_id=claim.learner_id
            )
        )
        record(session, actor, "claims.draft", claim.id, at=now)
    return claim


def _own(
    session: Session, actor: Actor, holding_ids: Sequence[str]
) -> tuple[HoldingId, ...]:
    ids = tuple(dict.fromkeys(holding_ids))
    if not 0 < len(ids) <= HOLDINGS_MAX:
        raise BadValueError("holdings", str(len(ids)))
    return tuple(
        holdings.holding(session, actor.learner_id or "", one).id for one in ids
    )


def _checked_choices(
    choices: Sequence[Choice], holding_ids: Sequence[str]
) -> tuple[Choice, ...]:
    for choice in choices:
        if choice.item not in holding_ids:
            raise BadValueError("choices", choice.item[:40])
    return tuple(dict.fromkeys(choices))


def amend(
    claim_id: str,
    holding_ids: Sequence[str],
    *,
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Claim:
    """Change what a draft or returned claim asks."""
    require(actor, "claims.draft")
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row).amended(
            holdings=_own(session, actor, holding_ids),
            choices=_checked_choices(choices, holding_ids),
        )
        row.take(claim)
        record(session, actor, "claims.draft", claim.id, at=world.clock.now())
    return claim


def preview(
    purpose: str,
    holding_ids: Sequence[str],
    *,
    choices: Sequence[Choice] = (),
    actor: Actor,
    world: World,
) -> Preview:
    """Tell what these holdings would earn today; the whole portfolio if none named."""
    require(actor, "claims.draft")
    with reading() as session:
        held = holdings.portfolio(session, actor.learner_id or "")
        wanted = [h for h in held if h.id in holding_ids] if holding_ids else held
        claim = Claim(
            id=ClaimId(""),
            learner_id=_learner_id(actor),
            purpose=Purpose.of(purpose),
            holdings=tuple(holding.id for holding in wanted),
            choices=_checked_choices(choices, [h.id for h in wanted]),
        )
        submission, policy = _submission(session, claim, wanted, world)
        asked = case_of(replace(claim, submission=submission), _prior(session, claim))
        is_example = any(
            "bank_value" in catalog.outcome(session, one.outcome).examples
            for one in wanted
        )
    return Preview(policy, evaluate(policy, asked), tuple(wanted), is_example)


def _learner_id(actor: Actor) -> LearnerId:
    if actor.learner_id is None:
        raise NotFoundError
    return actor.learner_id


def _prior(session: Session, claim: Claim) -> list[Prior]:
    return ledger.prior(session, claim.learner_id, claim.purpose.scheme)


def _submission(
    session: Session, claim: Claim, held: Sequence[Holding], world: World
) -> tuple[Submission, Policy]:
    """Freeze the facts as they are now, and name the policy that will answer."""
    purpose = claim.purpose
    institution = institutions.institution(session, purpose.institution)
    today = world.clock.now().astimezone(ZoneInfo(institution.time_zone)).date()
    try:
        policy = policies.in_force(session, str(purpose), on=today)
    except NotFoundError:
        raise NoPolicyError(purpose=str(purpose)) from None
    learner = people.learner(session, claim.learner_id)
    submission = Submission(
        policy=policy.code,
        policy_version=policy.version,
        as_of=today,
        salt=world.chance.token(),
        learner=_learner_facts(session, learner, purpose),
        programme=_programme_facts(session, purpose),
        portfolio=tuple(_item(session, holding) for holding in held),
    )
    return submission, policy


def _learner_facts(
    session: Session, learner: Learner, purpose: Purpose
) -> dict[str, str]:
    if purpose.is_deposit:
        return {}
    enrolment = institutions.enrolment(
        session, learner.number, purpose.institution, purpose.programme
    )
    if enrolment is None:
        raise NotEnrolledError(purpose=str(purpose))
    return {"enrolled_on": enrolment.enrolled_on.isoformat(), **enrolment.facts}


def _programme_facts(session: Session, purpose: Purpose) -> dict[str, JSON]:
    if purpose.is_deposit:
        return {"institution": purpose.institution, "code": "deposit"}
    return institutions.programme(
        session, purpose.institution, purpose.programme
    ).facts()


def _item(session: Session, holding: Holding) -> dict[str, str]:
    """State a holding as the policy may read it: no name, no number (law 8)."""
    outcome = catalog.outcome(session, holding.outcome, holding.outcome_version)
    bank_value: Credits | None = outcome.bank_value
    facts = {
        "outcome": outcome.code,
        "outcome_version": outcome.version,
        "type": outcome.type.value,
        "certificate": outcome.certificate,
        "module": outcome.module,
        "level": holding.level,
        "score": holding.score,
        "hours": holding.facts.get("hours", "") or outcome.hours,
        "major": holding.facts.get("major", ""),
        "issued_on": holding.issued_on.isoformat(),
        "expires_on": holding.expires_on.isoformat() if holding.expires_on else "",
        "bank_value": str(bank_value) if bank_value is not None else "",
        "body": outcome.body,
        "body_status": _body_status(session, outcome.body, holding.issued_on).value,
    }
    return {"id": holding.id, **{k: text for k, text in facts.items() if text}}


def _body_status(session: Session, body: str, issued_on: date) -> BodyStatus:
    known = catalog.body_or_none(session, body)
    return known.status_on(issued_on) if known else BodyStatus.UNKNOWN


def submit(claim_id: str, *, actor: Actor, world: World) -> Claim:
    """Put a draft or returned claim before the reviewers.

    A return keeps the day and the policy unless what is asked changed (law 9).
    Raises EvidenceMissingError, NotEnrolledError, NoPolicyError, IllegalMoveError.
    """
    require(actor, "claims.submit")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row)
        held = [
            holdings.holding(session, claim.learner_id, one) for one in claim.holdings
        ]
        for holding in held:
            if not holding.evidence:
                raise EvidenceMissingError(holding=holding.certificate)
        submission = claim.submission
        if submission is None:
            submission, _ = _submission(session, claim, held, world)
        claim = claim.submitted(submission, at=now)
        row.take(claim)
        _moved(session, claim, Move.SUBMIT, actor, Role.LEARNER, now)
        for user_id in people.members(
            session, Role.REVIEWER, claim.purpose.institution
        ):
            people.tell(session, user_id, "claim_submitted", at=now, claim=claim.id)
    return claim


def withdraw(claim_id: str, *, actor: Actor, world: World) -> Claim:
    """Take a claim back before it is decided."""
    require(actor, "claims.withdraw")
    now = world.clock.now()
    with transaction() as session:
        row = claims.row(session, actor.learner_id or "", claim_id)
        claim = claims.value(session, row).moved(Move.WITHDRAW)
        row.take(claim)
        _moved(session, claim, Move.WITHDRAW, actor, Role.LEARNER, now)
    return claim


def return_(
    claim_id: str, reason: str, note: str, *, actor: Actor, world: World
) -> Claim:
    """Send a claim back to the learner, who may mend it and submit again."""
    return _close(claim_id, Move.RETURN, reason, note, actor=actor, world=world)


def decline(
    claim_id: str, reason: str, note: str, *, actor: Actor, world: World
) -> Claim:
    """Decline a claim for a reason that is told to the learner; nothing is posted."""
    return _close(claim_id, Move.DECLINE, reason, note, actor=actor, world=world)


def _close(
    claim_id: str, move: Move, reason: str, note: str, *, actor: Actor, world: World
) -> Claim:
    action = f"claims.{move.value}"
    require(actor, action)
    if reason not in set(Refusal) or len(note) > NOTE_CHARACTERS_MAX:
        raise BadValueError("reason", reason[:40])
    now = world.clock.now()
    with transaction() as session:
        row = _examined(session, claim_id, actor)
        claim = claims.value(session, row).moved(move)
        row.take(claim)
        _moved(
            session, claim, move, actor, Role.REVIEWER, now, reason=reason, note=note
        )
        learner = people.learner(session, claim.learner_id)
        code = "claim_returned" if move is Move.RETURN else "claim_declined"
        people.tell(
            session, learner.user_id, code, at=now, claim=claim.id, reason=reason
        )
    return claim


def _examined(session: Session, claim_id: str, actor: Actor) -> claims.ClaimRow:
    """Give a claim to a reviewer of its institution, or to an officer it waits for."""
    row = claims.row(session, claims.located(session, claim_id, "claim"), claim_id)
    if row.submitted_at is None:
        raise NotFoundError
    if row.institution in actor.places(Role.REVIEWER):
        return row
    if _bodies(session, row) & actor.places(Role.OFFICER):
        return row
    raise NotFoundError


def _bodies(session: Session, row: claims.ClaimRow) -> set[str]:
    return {holdings.holding(session, row.learner_id, one).body for one in row.holdings}


def _moved(
    session: Session,
    claim: Claim,
    move: Move,
    actor: Actor,
    role: Role,
    at: datetime,
    *,
    reason: str = "",
    note: str = "",
) -> None:
    """Add the move to the claim's history and to the audit trail."""
    number = len(claims.moves(session, claim.learner_id, claim.id)) + 1
    session.add(
        claims.ClaimMoveRow(
            learner_id=claim.learner_id,
            claim_id=claim.id,
            number=number,
            move=move.value,
            to_status=claim.status.value,
            reason=reason,
            note=note,
            by=actor.user_id or "",
            by_role=role.value,
            at=at,
        )
    )
    record(session, actor, f"claims.{move.value}", claim.id, at=at, reason=reason)


def find(claim_id: str, finding: Finding, *, actor: Actor, world: World) -> Claim:
    """Give a finding the policy asks for; a later one on the same point replaces it."""
    require(actor, "claims.find")
    now = world.clock.now()
    with transaction() as session:
        row = _examined(session, claim_id, actor)
        claim = claims.value(session, row)
        if not claim.is_in_review or claim.submission is None:
            raise IllegalMoveError(claim.status.value, "find")
        policy = policies.version(
            session, claim.submission.policy, claim.submission.policy_version
        )
        _check_finding(policy, claim, finding)
        number = session.query(claims.FindingRow).filter_by(
            learner_id=claim.learner_id, claim_id=claim.id
        )
        session.add(
            claims.FindingRow(
                learner_id=claim.learner_id,
                claim_id=claim.id,
                number=number.count() + 1,
                name=finding.name,
                item=finding.item,
                target=finding.target,
                finding=finding.value,
                by=actor.user_id or "",
                by_role=Role.REVIEWER.value,
                on=now.date(),
            )
        )
        session.flush()
        record(session, actor, "claims.find", claim.id, at=now, name=finding.name)
        return claims.value(session, row)


def _check_finding(policy: Policy, claim: Claim, finding: Finding) -> None:
    """Refuse what the policy does not ask for, or not in this range."""
    asked = {one.name: one for one in policy.findings}.get(finding.name)
    if asked is None or finding.item not in (None, *claim.holdings):
        raise BadValueError("finding", finding.name[:40])
    if asked.unit == "yes_no":
        if finding.value not in ("yes", "no"):
            raise BadValueError("value", finding.value[:40])
        return
    amount = Credits.of(finding.value)
    if not Credits.of(asked.min or "0") <= amount <= Credits.of(asked.max or "999"):
        raise BadValueError("value", finding.value)


def agree(
    claim_id: str, step: str, verdict: str, *, actor: Actor, world: World
) -> Claim:
    """Agree to a claim, or refuse, as someone the policy names; each step once."""
    require(actor, "claims.agree")
    if verdict not in ("agreed", "refused"):
        raise BadValueError("verdict", verdict[:40])
    now = world.clock.now()
    with transaction() as session:
        row = _examined(session, claim_id, actor)
        claim = claims.value(session, row)
        if not claim.is_in_review or claim.submission is None:
            raise IllegalMoveError(claim.status.value, "agree")
        policy = policies.version(
            session, claim.submission.policy, claim.submission.policy_version
        )
        named = {one.name: one for one in policy.steps}.get(step)
        if named is None or step in claim.steps:
            raise BadValueError("step", step[:40])
        _check_step_role(session, row, named.by_role, actor)
        session.add(
            claims.StepRow(
                learner_id=claim.learner_id,
                claim_id=claim.id,
                number=len(claim.steps) + 1,
                step=step,
                verdict=verdict,
                by=actor.user_id or "",
                at=now,
            )
        )
        session.flush()
        record(session, actor, "claims.agree", claim.id, at=now, step=step)
        return claims.value(session, row)


def _check_step_role(
    session: Session, row: claims.ClaimRow, by_role: str, actor: Actor
) -> None:
    """Refuse all but an officer of every body, or a reviewer of the institution."""
    if by_role == Role.OFFICER.value:
        is_theirs = _bodies(session, row) <= actor.places(Role.OFFICER)
    else:
        is_theirs = row.institution in actor.places(Role.REVIEWER)
    if not is_theirs:
        raise ForbiddenError(action="claims.agree")


def list_(*, actor: Actor, world: World) -> list[Claim]:
    """List the learner's own claims, newest first."""
    del world
    require(actor, "claims.list")
    if actor.learner_id is None:
        return []
    with reading() as session:
        return claims.list_(session, actor.learner_id)


def queue(
    *,
    actor: Actor,
    world: World,
    limit: int = PAGE,
    after: tuple[datetime, str] | None = None,
) -> list[Shown]:
    """List the claims that wait for the actor, oldest first.

    A reviewer sees those of the institution; an officer those that draw on a
    certificate of the awarding body.
    """
    del world
    require(actor, "claims.queue")
    places = actor.places(Role.REVIEWER)
    bodies = actor.places(Role.OFFICER)
    with reading() as session:
        found = claims.queue(session, places or None, limit=limit, after=after)
        shown = [_shown(session, claim, is_examined=False) for claim in found]
    if places:
        return shown
    return [one for one in shown if bodies & {holding.body for holding in one.holdings}]


def show(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a claim to its learner; another's is as if it were missing."""
    del world
    require(actor, "claims.show")
    with reading() as session:
        claim = claims.claim(session, actor.learner_id or "", claim_id)
        return _shown(session, claim, is_examined=True)


def review(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a submitted claim to who examines it, with the policy's answer now."""
    del world
    require(actor, "claims.review")
    with reading() as session:
        row = _examined(session, claim_id, actor)
        return _shown(session, claims.value(session, row), is_examined=True)


def _shown(session: Session, claim: Claim, *, is_examined: bool) -> Shown:
    held = tuple(
        holdings.holding(session, claim.learner_id, one) for one in claim.holdings
    )
    policy, answer = _answer(session, claim) if is_examined else (None, None)
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
        asked=_asked(claim, policy, answer) if policy and answer else (),
    )


def _asked(claim: Claim, policy: Policy, answer: Answer) -> tuple[FindingAsked, ...]:
    """Name the findings the answer waits for, and those already given."""
    waited = " ".join(
        f"{reason.facts.get('field', '')} {reason.facts.get('expected', '')}"
        for line in answer.lines
        for reason in line.reasons
        if reason.code == "finding_missing"
    )
    given = {finding.name for finding in claim.findings}
    return tuple(
        one
        for one in policy.findings
        if one.name in given or f"finding.{one.name}" in waited
    )


def _answer(session: Session, claim: Claim) -> tuple[Policy | None, Answer | None]:
    """Give the answer as it was decided, or as it would be now."""
    submission = claim.submission
    if submission is None:
        return None, None
    policy = policies.version(session, submission.policy, submission.policy_version)
    decision = session.get(claims.DecisionRow, (claim.learner_id, claim.id))
    if decision is not None:
        return policy, evaluate(policy, claims.decided_case(decision))
    return policy, evaluate(policy, case_of(claim, _prior(session, claim)))
