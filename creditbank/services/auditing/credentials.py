"""The audit of the credentials: every line has its own, every transcript its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import ledger, transcripts
from creditbank.adapters.db.status_audit import life_faults, sound_lives
from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.shapes import INNER, OUTER, fault
from creditbank.core.values import sha256
from creditbank.core.verification.documents import inner_of, text
from creditbank.services.auditing.faults import Fault


def kept(session: Session, learner_id: str) -> list[transcripts.CredentialRow]:
    query = select(transcripts.CredentialRow).where(
        transcripts.CredentialRow.learner_id == learner_id
    )
    return list(session.scalars(query))


def unchanged(
    session: Session, learner_id: str, rows: Sequence[transcripts.CredentialRow]
) -> Iterator[Fault]:
    """Bytes are as they were signed; a transcript's rows are what it states."""
    for row in rows:
        document = _sound(row)
        if document is None:
            yield Fault("credential_differs", learner_id, row.id)
        if row.kind == "inner":
            continue
        if not _has_code(session, row):
            yield Fault("public_code_missing", learner_id, row.id)
        members = transcripts.members(session, learner_id, row.id)
        if not members:
            yield Fault("transcript_without_rows", learner_id, row.id)
        elif document is not None and members != _stated(document):
            yield Fault("transcript_rows_differ", learner_id, row.id)


def _sound(row: transcripts.CredentialRow) -> JSON:
    """Read a document whose bytes and shape are as they were made, or give None."""
    content = row.document.encode()
    try:
        document = parsed(content)
    except BadValueError:
        return None
    shape = INNER if row.kind == "inner" else OUTER
    is_sound = sha256(content) == row.digest and not fault(document, shape)
    return document if is_sound else None


def _has_code(session: Session, row: transcripts.CredentialRow) -> bool:
    """Tell whether a code leads to the transcript, and to nobody else's."""
    code = transcripts.PublicCodeRow
    query = select(code.learner_id).where(code.transcript_id == row.id)
    return list(session.scalars(query)) == [row.learner_id]


def _stated(document: JSON) -> list[str]:
    """Name the inner credentials a transcript holds, in its order."""
    return [text(one, "id").rpartition("/")[2] for one in inner_of(document)]


def of_lines(
    session: Session, learner_id: str, rows: Sequence[transcripts.CredentialRow]
) -> Iterator[Fault]:
    """Every live line has its credential that stands, and no other has."""
    lives = sound_lives(session, learner_id)
    standing = {
        (row.sequence, row.number)
        for row in rows
        if row.kind == "inner" and not lives[row.id].is_revoked
    }
    live = {
        (head.sequence, line.number)
        for head, line in ledger.live_lines(session, learner_id)
    }
    for sequence, number in sorted(live ^ standing, key=str):
        place = f"{sequence}.{number}"
        yield Fault("line_and_credential_differ", learner_id, place)


def lives(session: Session, learner_id: str) -> Iterator[Fault]:
    """Whatever happened to a credential could happen to it, and shows in the lists."""
    for code, place in life_faults(session, learner_id):
        yield Fault(code, learner_id, place)
