"""The reviewer's side: look, find, return, decline."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from creditbank.adapters.db import (
    claims,
    institutions,
    notices,
    people,
    policies,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.claims import (
    NOTE_CHARACTERS_MAX,
    TARGET_CHARACTERS_MAX,
    Claim,
    Move,
    Refusal,
)
from creditbank.core.errors import (
    BadValueError,
    IllegalMoveError,
)
from creditbank.core.notices import has_objected
from creditbank.core.people import Actor, Role, require
from creditbank.core.policies import Finding, Policy
from creditbank.core.policies.asking import is_admitted
from creditbank.core.policies.parts import FindingAsked
from creditbank.core.ports import World
from creditbank.core.printing import check_printable
from creditbank.core.values import day_in
from creditbank.services.claims.moving import (
    check_role,
    decidable,
    examined,
    moved,
)
from creditbank.services.claims.showing import Shown, prior_of, shown_of

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
        row = decidable(session, claim_id, actor)
        claim = claims.value(session, row).moved(move)
        if move is Move.DECLINE:
            prior_of(session, claim)  # nobody is declined for want of our own books
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
    check_printable(world.printer, finding.value, finding.target or "", field="value")
    now = world.clock.now()
    with transaction() as session:
        row = decidable(session, claim_id, actor)
        claim = claims.value(session, row)
        if not claim.is_in_review or claim.submission is None:
            raise IllegalMoveError(claim.status.value, "find")
        policy = policies.version(
            session, claim.submission.policy, claim.submission.policy_version
        )
        asked = _asked(policy, claim, finding)
        place = institutions.institution(session, row.institution)
        check_role(session, row, asked.by_role, actor, "claims.find")
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
                by_role=asked.by_role,
                on=day_in(now, place.time_zone),
            )
        )
        session.flush()
        record(session, actor, "claims.find", claim.id, at=now, name=finding.name)
        return claims.value(session, row)


def _asked(policy: Policy, claim: Claim, finding: Finding) -> FindingAsked:
    """Refuse what the policy does not ask for, or not with this value."""
    asked = policy.asked.get(finding.name)
    if asked is None or finding.item not in (None, *claim.holdings):
        raise BadValueError("finding", finding.name[:40])
    if len(finding.target or "") > TARGET_CHARACTERS_MAX:
        raise BadValueError("target", str(finding.target)[:40])
    if not is_admitted(asked, replace(finding, by_role=asked.by_role)):
        raise BadValueError("value", finding.value[:40])
    return asked


def review(claim_id: str, *, actor: Actor, world: World) -> Shown:
    """Show a submitted claim to who examines it, with the policy's answer now."""
    del world
    require(actor, "claims.review")
    with reading() as session:
        row = examined(session, claim_id, actor)
        shown = shown_of(
            session, claims.value(session, row), is_examined=True, is_reviewed=True
        )
        made = notices.objections(session, row.learner_id, row.id)
        return replace(shown, has_objected=has_objected(actor, made))
