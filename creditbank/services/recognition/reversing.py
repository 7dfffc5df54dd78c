"""Undo lines of an entry, whole: the only correction (law 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from creditbank.adapters.db import (
    claims,
    ledger,
    notices,
    people,
    transcripts,
)
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.core.claims import NOTE_CHARACTERS_MAX
from creditbank.core.errors import (
    BadValueError,
    NotFoundError,
)
from creditbank.core.ledger import (
    Entry,
    EntryKind,
    check_balanced,
    reversed_lines,
)
from creditbank.core.notices import refuse_objector
from creditbank.core.people import Actor, Role, refuse_own, require
from creditbank.core.ports import World
from creditbank.core.values import Digest, EntryId


def reverse(
    entry_id: str,
    numbers: Sequence[int],
    note: str,
    *,
    actor: Actor,
    world: World,
) -> Entry:
    """Undo lines of an entry, whole; the only correction there is (law 11).

    In the same transaction the keys fall free, and the credentials of those lines
    and every transcript that holds one are revoked. Raises LineReversedError.
    """
    require(actor, "recognition.reverse")
    if not numbers:
        raise BadValueError("lines", "")
    if not 0 < len(note.strip()) <= NOTE_CHARACTERS_MAX:
        raise BadValueError("note", note[:40])
    with transaction() as session:
        learner_id = claims.located(session, entry_id, "entry")
        account = ledger.account(session, learner_id)
        entry = ledger.entry(session, learner_id, entry_id)
        if entry.lines[0].scheme not in actor.places(Role.REVIEWER):
            raise NotFoundError
        refuse_own(actor, learner_id)
        made = notices.objections(session, learner_id, entry.claim_id)
        refuse_objector(actor, made)
        return undo(session, account, entry, numbers, note, actor=actor, world=world)


def undo(
    session: Session,
    account: ledger.AccountRow,
    entry: Entry,
    numbers: Sequence[int],
    note: str,
    *,
    actor: Actor,
    world: World,
) -> Entry:
    """Post the reversal of lines under the lock on the account, and all it entails."""
    done = {
        number
        for sequence, number in ledger.reversed_numbers(session, entry.learner_id)
        if sequence == entry.sequence
    }
    undoing = replace(
        entry,
        id=EntryId(world.chance.uuid()),
        sequence=account.entry_count + 1,
        kind=EntryKind.REVERSAL,
        at=world.clock.now(),
        narration="reversed",
        decided_by=actor.user_id or "",
        lines=reversed_lines(entry, numbers, done),
        reverses=entry.id,
        previous=Digest(account.head),
    )
    check_balanced(undoing.postings)
    ledger.post(session, account, undoing)
    _free(session, entry, undoing)
    _revoke(session, entry, undoing, note, actor)
    return undoing


def _free(session: Session, entry: Entry, undoing: Entry) -> None:
    """Free the use keys of the lines, and owner keys with their last use."""
    learner_id = entry.learner_id
    for line in undoing.lines:
        session.add(
            ledger.ReversedLineRow(
                learner_id=learner_id,
                sequence=entry.sequence,
                number=line.number,
                by_sequence=undoing.sequence,
            )
        )
        mine = (
            ledger.UseKeyRow.learner_id == learner_id,
            ledger.UseKeyRow.sequence == entry.sequence,
            ledger.UseKeyRow.number == line.number,
        )
        freed = set(session.scalars(select(ledger.UseKeyRow.owner_key).where(*mine)))
        session.execute(delete(ledger.UseKeyRow).where(*mine))
        for owner_key in freed - {None}:
            still = session.scalars(
                select(ledger.UseKeyRow.key).where(
                    ledger.UseKeyRow.owner_key == owner_key
                )
            ).first()
            if still is None:
                session.execute(
                    delete(ledger.OwnerKeyRow).where(
                        ledger.OwnerKeyRow.key == owner_key
                    )
                )


def _revoke(
    session: Session, entry: Entry, undoing: Entry, note: str, actor: Actor
) -> None:
    lines = [(entry.sequence, line.number) for line in undoing.lines]
    transcripts.revoke_lines(
        session,
        entry.learner_id,
        lines,
        reason="credit_reversed",
        at=undoing.at,
        by=actor.user_id or "",
    )
    session.add(
        claims.LocatorRow(
            public_id=undoing.id, kind="entry", learner_id=entry.learner_id
        )
    )
    learner = people.learner(session, entry.learner_id)
    people.tell(
        session, learner.user_id, "credit_reversed", at=undoing.at, note=note.strip()
    )
    record(session, actor, "recognition.reverse", entry.id, at=undoing.at, note=note)
