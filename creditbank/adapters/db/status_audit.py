"""What the audit asks of lives and lists: each fault as its code and its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from creditbank.adapters.db import status
from creditbank.adapters.db.status import StatusEventRow
from creditbank.adapters.db.transcripts import CredentialRow, StatusIndexRow, members
from creditbank.core.errors import DomainError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.life import CredentialMoveError, Life, Standing
from creditbank.core.transcripts.status_lists import decoded, encoded
from creditbank.core.values import sha256
from creditbank.core.verification.documents import text

Fault = tuple[str, str]


def life_faults(session: Session, learner_id: str) -> Iterator[Fault]:
    """Every event is of a credential and could happen; transcripts follow lines."""
    rows = {
        row.id: row
        for row in session.scalars(
            select(CredentialRow).where(CredentialRow.learner_id == learner_id)
        )
    }
    events = _events(session, learner_id)
    for one in events.keys() - rows.keys():
        yield "event_without_credential", one
    lives: dict[str, Life] = {}
    for one, row in rows.items():
        lives[one] = _life(events[one])
        place = {(event.list_number, event.status_index) for event in events[one]}
        if lives[one].standing is Standing.UNISSUED:
            yield "life_impossible", one
        elif place != {(row.list_number, row.status_index)}:
            yield "event_misplaced", one
    yield from _transcripts(session, learner_id, rows, lives)


def sound_lives(session: Session, learner_id: str) -> dict[str, Life]:
    """Tell how each credential stands; one whose events cannot be is unissued."""
    found: dict[str, Life] = defaultdict(Life)
    for one, events in _events(session, learner_id).items():
        found[one] = _life(events)
    return found


def _events(session: Session, learner_id: str) -> dict[str, list[StatusEventRow]]:
    events: dict[str, list[StatusEventRow]] = defaultdict(list)
    for event in session.scalars(
        select(StatusEventRow)
        .where(StatusEventRow.learner_id == learner_id)
        .order_by(StatusEventRow.credential_id, StatusEventRow.number)
    ):
        events[event.credential_id].append(event)
    return events


def _life(events: list[StatusEventRow]) -> Life:
    """Fold the events; unissued where they could not have happened so."""
    if [event.number for event in events] != list(range(1, len(events) + 1)):
        return Life()
    try:
        return Life.of(event.value() for event in events)
    except CredentialMoveError:
        return Life()


def _transcripts(
    session: Session,
    learner_id: str,
    rows: dict[str, CredentialRow],
    lives: dict[str, Life],
) -> Iterator[Fault]:
    """No live transcript states a revoked line, or a held one as if it stood."""
    for one, row in rows.items():
        if row.kind != "outer" or lives[one].is_revoked:
            continue
        for line in members(session, learner_id, one):
            if line not in lives:
                continue  # told as a fault of the transcript's rows
            held = bool(lives[line].holds)
            if lives[line].is_revoked:
                yield "transcript_states_revoked", one
            elif held != (line in lives[one].holds):
                yield "transcript_not_held", one


def list_faults(session: Session) -> Iterator[Fault]:
    """No index serves two credentials; a kept list tells what happened."""
    place = (CredentialRow.list_number, CredentialRow.status_index)
    twice = select(*place).group_by(*place).having(func.count() > 1)
    for number, index in session.execute(twice):
        yield "status_index_twice", f"{number}#{index}"
    undrawn = select(*place).outerjoin(
        StatusIndexRow,
        (StatusIndexRow.list_number == CredentialRow.list_number)
        & (StatusIndexRow.status_index == CredentialRow.status_index),
    )
    for number, index in session.execute(
        undrawn.where(StatusIndexRow.status_index.is_(None))
    ):
        yield "status_index_undrawn", f"{number}#{index}"
    for row in status.every_kept(session):
        if not _tells(session, row):
            yield "status_list_differs", f"{row.purpose}/{row.list_number}"


def _tells(session: Session, row: status.StatusListRow) -> bool:
    """Tell whether a kept list says what happened until it was signed.

    One that is behind is signed anew when it is next asked for; until then no bit of
    it may be set that nothing set, a lifted suspension aside.
    """
    content = row.document.encode()
    try:
        bits = decoded(text(parsed(content), "credentialSubject", "encodedList"))
    except DomainError:
        return False
    events = status.told(session, row.list_number, row.purpose)
    indices = status.indices(session, row.list_number, row.purpose)
    set_now = decoded(encoded(indices))
    if sha256(content) != row.digest or row.events > events:
        return False
    if row.events == events:
        return bits == set_now
    extra = int.from_bytes(bits, "big") & ~int.from_bytes(set_now, "big")
    return row.purpose == "suspension" or not extra
