"""The reviewer's side: look, find, agree, return, decline."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    desk,
    people,
    policies,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.claims import (
    NOTE_CHARACTERS_MAX,
    Claim,
    Move,
    Refusal,
)
from creditbank.core.errors import (
    BadValueError,
    ForbiddenError,
    IllegalMoveError,
)
from creditbank.core.people import Actor, Role, require
from creditbank.core.policies import Finding, Policy
from creditbank.core.ports import World
from creditbank.core.values import Credits
from creditbank.services.claims.moving import bodies_of, examined, moved
from creditbank.services.claims.showing import Shown, shown_of

PAGE = 50


class Close(Protocol):
    """How `return_` and `decline` are called."""

    def __call__(
        self, claim_id: str, reason: str, note: str, *, actor: Actor, world: World
    ) -> Claim:
        """End the review for a reason."""


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
        row = examined(session, claim_id, actor)
        claim = claims.value(session, row).moved(move)
        row.take(claim)
        moved(session, claim, move, actor, Role.REVIEWER, now, reason=reason, note=note)
        learner = people.learner(session, claim.learner_id)
        code = "claim_returned" if move is Move.RETURN else "claim_declined"
        people.tell(
            session, learner.user_id, code, at=now, claim=claim.id, reason=reason
        )
    return claim


def find(claim_id: str, finding: Finding, *, actor: Actor, world: World) -> Claim:
    """Give a finding the policy asks for; a later one on the same point replaces it."""
    require(actor, "claims.find")
    now = world.clock.now()
    with transaction() as session:
        row = examined(session, claim_id, actor)
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
        row = examined(session, claim_id, actor)
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
        is_theirs = bodies_of(session, row) <= actor.places(Role.OFFICER)
    else:
        is_theirs = row.institution in actor.places(Role.REVIEWER)
    if not is_theirs:
        raise ForbiddenError(action="claims.agree")


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
    require(actor, "claims.queue")
    places = actor.places(Role.REVIEWER)
    bodies = actor.places(Role.OFFICER)
    shown: list[Shown] = []
    with reading() as session:
        while len(shown) < limit:
            page = desk.queue(session, places or None, limit=PAGE, after=after)
            for claim in page:
                one = shown_of(session, claim, is_examined=False)
                if places or bodies & {holding.body for holding in one.holdings}:
                    shown.append(one)
            if len(page) < PAGE:
                break
            last = page[-1]
            after = (last.submitted_at or world.clock.now(), last.id)
    return shown[:limit]


def decided(*, actor: Actor, world: World, limit: int = PAGE) -> list[Shown]:
    """List the claims the reviewer's institutions decided last."""
    del world
    require(actor, "claims.queue")
    with reading() as session:
        found = desk.decided(session, actor.places(Role.REVIEWER), limit)
        return [shown_of(session, claim, is_examined=False) for claim in found]


def review(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a submitted claim to who examines it, with the policy's answer now."""
    del world
    require(actor, "claims.review")
    with reading() as session:
        row = examined(session, claim_id, actor)
        return shown_of(session, claims.value(session, row), is_examined=True)
