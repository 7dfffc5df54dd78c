"""Show a learner their transcripts, and anyone what a public code tells."""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.adapters.db import claims, codes, shares, status, transcripts
from creditbank.adapters.db.base import asking, reading, transaction
from creditbank.core.canonical import JSON
from creditbank.core.damage import kept
from creditbank.core.errors import NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.paging import Cursor, Page
from creditbank.core.people import STRANGER, Actor, require
from creditbank.core.ports import World
from creditbank.core.transcripts.jwt import jwt_of
from creditbank.core.transcripts.life import PublicStatus
from creditbank.core.verification.documents import inner_of, part, parts, text
from creditbank.services.transcripts.reading import Transcript, document_of, is_example


@dataclass(frozen=True)
class Statable:
    """A line that can be stated: its credential, and what it says.

    ``purpose`` is the one it was recognized for; a suspended line waits.
    """

    id: str
    purpose: str
    is_suspended: bool
    name: str
    scheme: str
    credits: str
    grade: str
    is_example: bool  # it says of itself that it rests on example data


def list_(*, actor: Actor, world: World) -> list[Transcript]:
    """List the learner's transcripts, newest first."""
    del world
    require(actor, "transcripts.list")
    return _listed(actor.learner_id or "", None, None)


def page(
    *, limit: int, after: str = "", actor: Actor, world: World
) -> Page[Transcript]:
    """List some of the learner's transcripts, newest first."""
    del world
    require(actor, "transcripts.list")
    found = _listed(actor.learner_id or "", limit + 1, Cursor.of(after))
    return Page.of([(Cursor(one.issued_at, one.id), one) for one in found], limit)


def _listed(
    learner_id: str, limit: int | None, after: Cursor | None
) -> list[Transcript]:
    with reading() as session:
        lives = status.lives(session, learner_id)
        return [
            Transcript.of(
                row,
                code,
                len(transcripts.members(session, learner_id, row.id)),
                lives[row.id],
            )
            for row, code in transcripts.transcripts(
                session, learner_id, limit=limit, after=after
            )
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

    It is the same credential with the same status; only what secures it differs. The
    bank keeps no copy, but the intent to sign it, as of all it hands out.
    """
    found = show(transcript_id, actor=actor, world=world)
    with transaction():
        signer = world.keys.signer(Purpose.TRANSCRIPTS_JWT)
        return jwt_of(document_of(found.document.decode()), signer).encode()


def statable(*, actor: Actor, world: World) -> list[Statable]:
    """List the lines a transcript could state now, and those that wait."""
    del world
    require(actor, "transcripts.list")
    learner_id = actor.learner_id or ""
    with reading() as session:
        lives = status.lives(session, learner_id)
        purposes = transcripts.purposes(session, learner_id)
        with kept("entry"):
            return [
                _statable(
                    row.id,
                    document_of(row.signed.decode()),
                    purpose=purposes[row.sequence or 0],
                    is_suspended=not lives[row.id].is_valid,
                )
                for row in transcripts.inner(session, learner_id)
                if not lives[row.id].is_revoked
            ]


def inside(document: bytes) -> list[Statable]:
    """List the credentials inside a transcript, in its order."""
    return [
        _statable(text(one, "id").rpartition("/")[2], one)
        for one in inner_of(document_of(document.decode()))
    ]


def _statable(
    credential_id: str,
    document: JSON,
    *,
    purpose: str = "",
    is_suspended: bool = False,
) -> Statable:
    results = parts(document, "credentialSubject", "result")
    return Statable(
        id=credential_id,
        purpose=purpose,
        is_suspended=is_suspended,
        name=text(document, "name"),
        scheme=text(document, "credentialSubject", "achievement", "creator", "name"),
        credits=str(part(document, "credentialSubject", "creditsEarned")),
        grade=text(results[0], "value") if results else "",
        is_example=is_example(document),
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
        with kept("credential"):
            return transcripts.credential(session, learner_id, credential_id).signed


def normalized(code: str) -> str:
    """Read a code as people type it: any case, spaces, and letters that look alike."""
    return "".join(code.upper().split()).translate(_ALIKE)


_ALIKE = str.maketrans("OIL", "011", "-")


def public_status(code: str, *, world: World) -> PublicStatus:
    """Tell what anyone may know of a transcript by its code."""
    del world
    require(STRANGER, "verification.show")
    code = normalized(code)
    with asking() as connection:
        found = codes.coded(connection, code)
    return PublicStatus.of(code, found.issued_at, found.life)
