"""The life of a transcript for those who watch over it: look, suspend, revoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import codes, ledger, people, status, transcripts
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.claims import Purpose
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.people import Actor, Role, refuse_own, require
from creditbank.core.ports import World
from creditbank.core.transcripts.life import (
    BY_HAND,
    BY_HAND_REASONS,
    MOVES,
    NOTE_CHARACTERS_MAX,
    Act,
    Life,
)
from creditbank.core.values import BANK
from creditbank.services.transcripts.showing import normalized


@dataclass(frozen=True)
class Happened:
    """One row of a transcript's history, without saying whose it is."""

    act: str
    at: datetime
    by_role: str
    reason: str
    note: str


@dataclass(frozen=True)
class Living:
    """How a transcript stands, what happened to it, and what the actor may do."""

    code: str
    issued_at: datetime
    life: Life
    history: tuple[Happened, ...]
    acts: tuple[Act, ...]


def life(code: str, *, actor: Actor, world: World) -> Living:
    """Show the life of a transcript to who watches over it; no name (law 17).

    They are the operator, supervisors, reviewers of the bank, and reviewers of an
    institution whose line it states; to anyone else it is missing.
    """
    del world
    require(actor, "transcripts.life")
    code = normalized(code)
    with reading() as session:
        row, lived = codes.by_code(session, code)
        may_act = _may_act(session, row, actor)
        if not may_act and Role.SUPERVISOR not in actor.roles():
            raise NotFoundError
        history = tuple(
            Happened(one.act, one.at, one.by_role, one.reason, one.note)
            for one in status.happened(session, row.learner_id, row.id)
        )
    acts = tuple(act for act in may_act if _can_happen(lived, act))
    return Living(code, row.issued_at, lived, history, acts)


def _may_act(
    session: Session, row: transcripts.CredentialRow, actor: Actor
) -> tuple[Act, ...]:
    """Say what the actor may do to a transcript: only the bank itself revokes one."""
    reviewed = actor.places(Role.REVIEWER)
    if Role.OPERATOR in actor.roles() or BANK in reviewed:
        return tuple(BY_HAND_REASONS)
    purposes = transcripts.purposes(session, row.learner_id)
    inside = transcripts.members(session, row.learner_id, row.id)
    with kept("entry"):
        stated = {
            Purpose.of(purposes[one.sequence or 0]).institution
            for one in transcripts.inner(session, row.learner_id)
            if one.id in inside
        }
    return (Act.SUSPEND, Act.REINSTATE) if stated & reviewed else ()


def _can_happen(lived: Life, act: Act) -> bool:
    if act is Act.SUSPEND:
        return BY_HAND not in lived.holds and (lived.standing, act) in MOVES
    if act is Act.REINSTATE:
        return BY_HAND in lived.holds and (lived.standing, act) in MOVES
    return (lived.standing, act) in MOVES


def suspend(code: str, reason: str, note: str, *, actor: Actor, world: World) -> None:
    """Suspend a transcript until the same hand lifts it."""
    require(actor, "transcripts.suspend")
    _happen(code, Act.SUSPEND, reason, note, actor, world)


def reinstate(code: str, reason: str, note: str, *, actor: Actor, world: World) -> None:
    """Lift a suspension made by hand; one that a line holds stays."""
    require(actor, "transcripts.reinstate")
    _happen(code, Act.REINSTATE, reason, note, actor, world)


def revoke(code: str, reason: str, note: str, *, actor: Actor, world: World) -> None:
    """Revoke a transcript for good; its lines stand, so another can be issued."""
    require(actor, "transcripts.revoke")
    _happen(code, Act.REVOKE, reason, note, actor, world)


def _happen(
    code: str, act: Act, reason: str, note: str, actor: Actor, world: World
) -> None:
    if reason not in BY_HAND_REASONS[act] or len(note) > NOTE_CHARACTERS_MAX:
        raise BadValueError("reason", reason[:40])
    now = world.clock.now()
    with transaction() as session:
        row, _ = codes.by_code(session, normalized(code))
        ledger.account(session, row.learner_id)
        if act not in _may_act(session, row, actor):
            raise NotFoundError
        refuse_own(actor, row.learner_id)
        is_operator = Role.OPERATOR in actor.roles()
        role = Role.OPERATOR if is_operator else Role.REVIEWER
        by = status.By(actor.user_id or "", role.value, now, reason, note.strip())
        hold = "" if act is Act.REVOKE else BY_HAND
        status.happen(session, row, act, by, hold=hold)
        learner = people.learner(session, row.learner_id)
        people.tell(
            session,
            learner.user_id,
            f"transcript_{act.value}",
            at=now,
            transcript=normalized(code),
            note=note.strip() or "-",
        )
        record(session, actor, f"transcripts.{act.value}", row.id, at=now)
