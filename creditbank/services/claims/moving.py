"""What every move of a claim leaves behind, and who may examine one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    holdings,
    notices,
)
from creditbank.adapters.db.audit import record
from creditbank.core.claims import (
    Claim,
    Move,
)
from creditbank.core.errors import (
    ForbiddenError,
    NotFoundError,
)
from creditbank.core.notices import refuse_objector
from creditbank.core.people import Actor, Role, refuse_own


def moved(
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


def examined(session: Session, claim_id: str, actor: Actor) -> claims.ClaimRow:
    """Give a claim to a reviewer of its institution, or to an officer it waits for."""
    row = claims.row(session, claims.located(session, claim_id, "claim"), claim_id)
    if row.submitted_at is None:
        raise NotFoundError
    if row.institution in actor.places(Role.REVIEWER) | actor.places(Role.REGISTRAR):
        return row
    if bodies_of(session, row) & actor.places(Role.OFFICER):
        return row
    raise NotFoundError


def decidable(session: Session, claim_id: str, actor: Actor) -> claims.ClaimRow:
    """Give a claim to who examines it and is no party to it.

    Raises OwnLearningError for its learner, OwnObjectionError for who objected.
    """
    row = examined(session, claim_id, actor)
    refuse_own(actor, row.learner_id)
    refuse_objector(actor, notices.objections(session, row.learner_id, row.id))
    return row


def check_role(
    session: Session, row: claims.ClaimRow, by_role: str, actor: Actor, action: str
) -> None:
    """Refuse all but whom a policy names: its word is theirs to give.

    An officer of every body it draws on, a registrar of the institution; a teacher, a
    college and a committee speak through a reviewer, who writes down their word.
    """
    if by_role == Role.OFFICER.value:
        is_theirs = bodies_of(session, row) <= actor.places(Role.OFFICER)
    elif by_role == Role.REGISTRAR.value:
        is_theirs = row.institution in actor.places(Role.REGISTRAR)
    else:
        is_theirs = row.institution in actor.places(Role.REVIEWER)
    if not is_theirs:
        raise ForbiddenError(action=action)


def bodies_of(session: Session, row: claims.ClaimRow) -> set[str]:
    return {holdings.holding(session, row.learner_id, one).body for one in row.holdings}
