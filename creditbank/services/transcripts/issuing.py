"""Issue a transcript: compose, lint, sign and keep it, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from creditbank.adapters.db import people, transcripts
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import transaction
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError, NotFoundError, NothingToStateError
from creditbank.core.keys import Purpose
from creditbank.core.people import Actor, Learner, require
from creditbank.core.ports import World
from creditbank.core.transcripts.credentials import Statement, transcript_credential
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import OUTER, fault
from creditbank.core.values import sha256
from creditbank.services.transcripts.reading import Transcript, document_of

LINES_MAX = 400  # of one transcript; the longest programme has about 80 courses


def issue(
    credential_ids: Sequence[str] | None, *, actor: Actor, world: World
) -> Transcript:
    """Issue a transcript of the whole account, or of the credentials named.

    Raises NothingToStateError when no line stands, and NotFoundError for a
    credential that is not a standing one of the learner's.
    """
    require(actor, "transcripts.issue")
    now = world.clock.now()
    with transaction() as session:
        learner = people.learner(session, actor.learner_id or "")
        inner = transcripts.live_inner(session, learner.id)
        if credential_ids is not None:
            if set(credential_ids) - {row.id for row in inner}:
                raise NotFoundError
            inner = [row for row in inner if row.id in set(credential_ids)]
        if not inner:
            raise NothingToStateError
        if len(inner) > LINES_MAX:
            raise BadValueError("lines", str(len(inner)))
        statement = _statement(session, learner, inner, world)
        document = _signed(statement, world)
        code = world.chance.code()
        row = _keep(
            session, statement, document, [one.id for one in inner], code, learner
        )
        record(session, actor, "transcripts.issue", row.id, at=now)
        return Transcript(row.id, code, now, len(inner), "", row.document.encode())


def _statement(
    session: Session,
    learner: Learner,
    inner: Sequence[transcripts.CredentialRow],
    world: World,
) -> Statement:
    """State these credentials as of now, under a status index drawn at random."""
    list_number, status_index = transcripts.draw_index(session, world.chance)
    return Statement(
        credential_id=world.chance.uuid(),
        list_number=list_number,
        status_index=status_index,
        learner_name=learner.name,
        learner_number=learner.number,
        salts=tuple(row.salt for row in inner),
        inner=[document_of(row.document) for row in inner],
        at=world.clock.now(),
    )


def _signed(statement: Statement, world: World) -> dict[str, JSON]:
    """Sign the transcript; what is not of its closed shape is never kept."""
    composed = transcript_credential(statement, origin=world.origin)
    document = signed(composed, world.keys.signer(Purpose.TRANSCRIPTS), at=statement.at)
    place = fault(document, OUTER)
    if place is not None:
        raise BadValueError("credential", place)
    return document


def _keep(
    session: Session,
    statement: Statement,
    document: dict[str, JSON],
    inner: Sequence[str],
    code: str,
    learner: Learner,
) -> transcripts.CredentialRow:
    content = canonical(document)
    row = transcripts.CredentialRow(
        learner_id=learner.id,
        id=statement.credential_id,
        kind="outer",
        salt="",
        list_number=statement.list_number,
        status_index=statement.status_index,
        document=content.decode(),
        digest=sha256(content),
        issued_at=statement.at,
    )
    transcripts.keep(session, row)
    session.flush()
    session.add_all(
        transcripts.MemberRow(
            learner_id=learner.id,
            transcript_id=row.id,
            position=position,
            credential_id=one,
        )
        for position, one in enumerate(inner, start=1)
    )
    session.add(
        transcripts.PublicCodeRow(
            code=code, learner_id=learner.id, transcript_id=row.id
        )
    )
    return row
