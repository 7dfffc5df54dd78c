"""Ruling on a withdrawn certificate: an institution upholds or reverses its lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    institutions,
    ledger,
    people,
    status,
    transcripts,
    withdrawals,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.institutions import Institution
from creditbank.core.ledger import Line
from creditbank.core.people import Actor, Learner, Role, refuse_own, require
from creditbank.core.ports import World
from creditbank.core.transcripts.life import NOTE_CHARACTERS_MAX, Reason
from creditbank.core.withdrawals import AlreadyRuledError, Ruling, Withdrawal
from creditbank.services.recognition.reversing import undo
from creditbank.services.recognition.withdrawing import credentials_of, tell


@dataclass(frozen=True)
class Task:
    """A withdrawn certificate that an institution has to rule on."""

    withdrawal: Withdrawal
    institution: Institution
    lines: tuple[Line, ...]
    learner: Learner | None  # who holds the certificate; None once no line is left


def tasks(*, actor: Actor, world: World) -> list[Task]:
    """List what waits for the reviewer's institutions, oldest first."""
    del world
    require(actor, "claims.queue")
    with reading() as session:
        return [
            _task(session, withdrawal, institution)
            for withdrawal, institution in withdrawals.open_tasks(
                session, actor.places(Role.REVIEWER)
            )
        ]


def task(withdrawal_id: str, institution: str, *, actor: Actor, world: World) -> Task:
    """Show one task; NotFoundError where it is another's, or ruled on."""
    require(actor, "withdrawals.show")
    for one in tasks(actor=actor.without_scopes(), world=world):
        if (one.withdrawal.id, one.institution.code) == (withdrawal_id, institution):
            return one
    raise NotFoundError


def _task(session: Session, withdrawal: Withdrawal, institution: str) -> Task:
    rows = [
        row
        for row in withdrawals.lines_on(session, withdrawal.owner_key)
        if row.scheme == institution
    ]
    return Task(
        withdrawal,
        institutions.institution(session, institution),
        tuple(row.value() for row in rows),
        people.learner(session, rows[0].learner_id) if rows else None,
    )


def proof(withdrawal_id: str, institution: str, *, actor: Actor, world: World) -> bytes:
    """Give the file a withdrawal rests on to who rules on it."""
    require(actor, "withdrawals.evidence")
    acting = actor.without_scopes()
    found = task(withdrawal_id, institution, actor=acting, world=world)
    with kept("evidence"):
        return world.evidence.fetch(found.withdrawal.evidence)


def uphold(
    withdrawal_id: str, institution: str, note: str, *, actor: Actor, world: World
) -> None:
    """Uphold the institution's lines; they stand again once every task is ruled on."""
    require(actor, "withdrawals.uphold")
    _rule(withdrawal_id, institution, Ruling.UPHELD, note, actor, world)


def overturn(
    withdrawal_id: str, institution: str, note: str, *, actor: Actor, world: World
) -> None:
    """Reverse the institution's lines that draw on the certificate (law 11)."""
    require(actor, "withdrawals.overturn")
    _rule(withdrawal_id, institution, Ruling.REVERSED, note, actor, world)


def _rule(
    withdrawal_id: str,
    institution: str,
    ruling: Ruling,
    note: str,
    actor: Actor,
    world: World,
) -> None:
    if not 0 < len(note.strip()) <= NOTE_CHARACTERS_MAX:
        raise BadValueError("note", note[:40])
    if institution not in actor.places(Role.REVIEWER):
        raise NotFoundError
    row = withdrawals.RulingRow(
        withdrawal_id=withdrawal_id,
        institution=institution,
        ruling=ruling.value,
        note=note.strip(),
        by=actor.user_id or "",
        at=world.clock.now(),
    )
    try:
        with transaction() as session:
            _ruled(session, row, actor, world)
    except IntegrityError as error:
        raise AlreadyRuledError from error


def _ruled(
    session: Session, row: withdrawals.RulingRow, actor: Actor, world: World
) -> None:
    withdrawal = withdrawals.withdrawal(session, row.withdrawal_id)
    accounts = {
        learner_id: ledger.account(session, learner_id)
        for learner_id in withdrawals.holdings_of(session, withdrawal.owner_key)
    }
    place = (row.withdrawal_id, row.institution)
    if session.get(withdrawals.TaskRow, place) is None:
        raise NotFoundError
    if session.get(withdrawals.RulingRow, place) is not None:
        raise AlreadyRuledError
    for learner_id in accounts:
        refuse_own(actor, learner_id)
    session.add(row)
    session.flush()
    if row.ruling == Ruling.REVERSED.value:
        _undo(session, withdrawal, row, accounts, actor, world)
    record(session, actor, f"withdrawals.{row.ruling}", withdrawal.id, at=row.at)
    if not withdrawals.unruled(session, withdrawal.id):
        _reinstate(session, withdrawal, actor, row.at)


def _undo(
    session: Session,
    withdrawal: Withdrawal,
    row: withdrawals.RulingRow,
    accounts: dict[str, ledger.AccountRow],
    actor: Actor,
    world: World,
) -> None:
    """Reverse the institution's lines on the certificate, an entry at a time."""
    numbers: dict[tuple[str, int], list[int]] = {}
    for line in withdrawals.lines_on(session, withdrawal.owner_key):
        if line.scheme == row.institution:
            place = (line.learner_id, line.sequence)
            numbers.setdefault(place, []).append(line.number)
    for (learner_id, sequence), these in sorted(numbers.items()):
        head = session.get_one(ledger.EntryRow, (learner_id, sequence))
        entry = ledger.value(session, head)
        account = accounts[learner_id]
        undo(session, account, entry, these, row.note, actor=actor, world=world)
        session.flush()


def _reinstate(
    session: Session, withdrawal: Withdrawal, actor: Actor, at: datetime
) -> None:
    """Let what was upheld stand again: nobody is left to rule."""
    reason = Reason.WITHDRAWAL_UPHELD.value
    by = status.By(actor.user_id or "", Role.REVIEWER.value, at, reason)
    told = set()
    lines = withdrawals.lines_on(session, withdrawal.owner_key)
    for row in credentials_of(session, lines):
        if withdrawal.id in status.life(session, row.learner_id, row.id).holds:
            transcripts.reinstate(session, row, by, hold=withdrawal.id)
            told.add(row.learner_id)
    for learner_id in sorted(told):
        tell(session, learner_id, "withdrawal_upheld", withdrawal, at)
