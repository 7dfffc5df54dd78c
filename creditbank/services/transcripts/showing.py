"""Show a learner their transcripts, and anyone what a public code tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creditbank.adapters.db import claims, shares, transcripts
from creditbank.adapters.db.base import reading
from creditbank.core.canonical import JSON
from creditbank.core.errors import NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.people import STRANGER, Actor, require
from creditbank.core.ports import World
from creditbank.core.transcripts.jwt import jwt_of
from creditbank.core.verification.documents import inner_of, part, parts, text
from creditbank.services.transcripts.reading import Transcript, document_of


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


def jwt(transcript_id: str, *, actor: Actor, world: World) -> bytes:
    """Give one of the learner's transcripts as vc+jwt, signed anew.

    It is the same credential with the same status; only what secures it differs.
    """
    found = show(transcript_id, actor=actor, world=world)
    with reading():
        signer = world.keys.signer(Purpose.TRANSCRIPTS_JWT)
        return jwt_of(document_of(found.document.decode()), signer).encode()


def statable(*, actor: Actor, world: World) -> list[Statable]:
    """List the lines a transcript could state now."""
    del world
    require(actor, "transcripts.list")
    with reading() as session:
        rows = transcripts.live_inner(session, actor.learner_id or "")
        return [_statable(row.id, document_of(row.document)) for row in rows]


def inside(document: bytes) -> list[Statable]:
    """List the credentials inside a transcript, in its order."""
    return [
        _statable(text(one, "id").rpartition("/")[2], one)
        for one in inner_of(document_of(document.decode()))
    ]


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
    """Give a signed credential to its learner, or to who opened a live share of it.

    To anyone else it is missing (law 17).
    """
    require(actor, "transcripts.credential")
    with reading() as session:
        learner_id = claims.located(session, credential_id, "credential")
        if learner_id != actor.learner_id and not shares.is_shown(
            session, learner_id, credential_id, actor.shares, at=world.clock.now()
        ):
            raise NotFoundError
        return transcripts.credential(
            session, learner_id, credential_id
        ).document.encode()


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
