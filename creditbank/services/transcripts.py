"""Transcripts: issue, show, publish keys and status lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, keys, people, transcripts
from creditbank.adapters.db.audit import record
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import (
    BadValueError,
    NotFoundError,
    NothingToStateError,
)
from creditbank.core.people import STRANGER, Actor, Learner, require
from creditbank.core.ports import World
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import (
    ISSUER_NAME,
    Statement,
    transcript_credential,
)
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.shapes import OUTER, fault
from creditbank.core.transcripts.status_lists import status_list
from creditbank.core.values import sha256
from creditbank.core.verification.documents import part, parts, text

LINES_MAX = 400  # of one transcript; the longest programme has about 80 courses


@dataclass(frozen=True)
class Transcript:
    """A transcript the learner was issued."""

    id: str
    code: str
    issued_at: datetime
    lines: int
    revoked_because: str  # "" while it stands
    document: bytes


@dataclass(frozen=True)
class Statable:
    """A line that can be stated: its credential, and what it says."""

    id: str
    name: str
    scheme: str
    credits: str
    grade: str


@dataclass(frozen=True)
class PublicStatus:
    """What anyone may know of a code: no name (law 17)."""

    code: str
    issued_at: datetime
    revoked_because: str
    revoked_at: datetime | None


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
        list_number, status_index = transcripts.draw_index(session, world.chance)
        statement = Statement(
            credential_id=world.chance.uuid(),
            list_number=list_number,
            status_index=status_index,
            learner_name=learner.name,
            learner_number=learner.number,
            salts=tuple(row.salt for row in inner),
            inner=[_document(row.document) for row in inner],
            at=now,
        )
        document = signed(
            transcript_credential(statement, origin=world.origin), world.signer, at=now
        )
        place = fault(document, OUTER)
        if place is not None:
            raise BadValueError("credential", place)
        code = world.chance.code()
        row = _keep(
            session, statement, document, [one.id for one in inner], code, learner
        )
        record(session, actor, "transcripts.issue", row.id, at=now)
        return Transcript(row.id, code, now, len(inner), "", row.document.encode())


def _document(text: str) -> dict[str, JSON]:
    document = parsed(text.encode())
    if not isinstance(document, dict):
        raise BadValueError("credential", "not an object")
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


def list_(*, actor: Actor, world: World) -> list[Transcript]:
    """List the learner's transcripts, newest first."""
    del world
    require(actor, "transcripts.list")
    learner_id = actor.learner_id or ""
    with reading() as session:
        gone = transcripts.revoked(session, learner_id)
        return [
            Transcript(
                id=row.id,
                code=code,
                issued_at=row.issued_at,
                lines=len(transcripts.members(session, learner_id, row.id)),
                revoked_because=gone[row.id].reason if row.id in gone else "",
                document=row.document.encode(),
            )
            for row, code in transcripts.transcripts(session, learner_id)
        ]


def show(transcript_id: str, *, actor: Actor, world: World) -> Transcript:
    """Give one of the learner's transcripts; another's is as if it were missing."""
    require(actor, "transcripts.show")
    for one in list_(actor=actor.without_scopes(), world=world):
        if one.id == transcript_id:
            return one
    raise NotFoundError


def statable(*, actor: Actor, world: World) -> list[Statable]:
    """List the lines a transcript could state now."""
    del world
    require(actor, "transcripts.list")
    with reading() as session:
        rows = transcripts.live_inner(session, actor.learner_id or "")
        return [_statable(row.id, _document(row.document)) for row in rows]


def _statable(credential_id: str, document: JSON) -> Statable:
    results = parts(document, "credentialSubject", "result")
    return Statable(
        id=credential_id,
        name=text(document, "name"),
        scheme=text(document, "credentialSubject", "achievement", "creator", "name"),
        credits=str(part(document, "credentialSubject", "creditsEarned")),
        grade=text(results[0], "value") if results else "",
    )


def credential(credential_id: str, *, actor: Actor, world: World) -> bytes:
    """Give a signed credential to its learner; to anyone else it is missing."""
    del world
    require(actor, "transcripts.credential")
    with reading() as session:
        learner_id = claims.located(session, credential_id, "credential")
        if learner_id != actor.learner_id:
            raise NotFoundError
        return transcripts.credential(
            session, learner_id, credential_id
        ).document.encode()


def published_keys(*, world: World) -> dict[str, JSON]:
    """Give the DID document: every key whose signatures must verify."""
    require(STRANGER, "transcripts.did")
    with reading() as session:
        return did_document(world.origin, keys.published(session))


def revocation_list(number: int, *, world: World) -> bytes:
    """Compose and sign a revocation list as of now; NotFoundError for none opened."""
    require(STRANGER, "transcripts.status_list")
    now = world.clock.now()
    with reading() as session:
        if number < 1 or not transcripts.has_list(session, number):
            raise NotFoundError
        indices = transcripts.revoked_indices(session, number)
        listed = status_list(world.origin, ISSUER_NAME, number, indices, at=now)
        return canonical(signed(listed, world.signer, at=now))


def normalized(code: str) -> str:
    """Read a code as people type it: any case, spaces, and letters that look alike."""
    plain = "".join(c for c in code.upper() if not c.isspace() and c != "-")
    return plain.translate(str.maketrans("OIL", "011"))


def public_status(code: str, *, world: World) -> PublicStatus:
    """Tell what anyone may know of a transcript by its code."""
    del world
    require(STRANGER, "verification.show")
    code = normalized(code)
    with reading() as session:
        row, revocation = transcripts.by_code(session, code)
        return PublicStatus(
            code,
            row.issued_at,
            revocation.reason if revocation else "",
            revocation.at if revocation else None,
        )
