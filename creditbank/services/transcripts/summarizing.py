"""The offline QR code of a transcript: its summary, signed (core/transcripts)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from creditbank.adapters.db import claims, ledger, transcripts
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import did_of
from creditbank.core.transcripts.summaries import Summary, SummaryLine, summary_text
from creditbank.core.values import Digest
from creditbank.core.verification.documents import inner_of, text
from creditbank.services.transcripts.composing import drawn
from creditbank.services.transcripts.reading import document_of


@kept("credential")
def summary_of(
    session: Session, row: transcripts.CredentialRow, world: World
) -> Summary:
    """Sum a transcript up: what its own signed file says, under the schemes' codes."""
    known = {
        entry.sequence: entry for entry, _ in ledger.entries(session, row.learner_id)
    }
    schemes: dict[str, list[SummaryLine]] = {}
    members = transcripts.members(session, row.learner_id, row.id)
    stated = inner_of(document_of(row.signed.decode()))
    for credential_id, document in zip(members, stated, strict=True):
        inner = transcripts.credential(session, row.learner_id, credential_id)
        lines = known[inner.sequence or 0].lines
        line = next(one for one in lines if one.number == inner.number)
        code = text(document, "credentialSubject", "achievement", "humanCode")
        found = SummaryLine(code, line.credits, line.grade or "")
        schemes.setdefault(line.scheme, []).append(found)
    return Summary(
        issuer=did_of(world.origin),
        at=row.issued_at,
        digest=Digest(row.digest),
        list_number=row.list_number,
        status_index=row.status_index,
        schemes=schemes,
    )


def signed_summary(summary: Summary, world: World) -> str:
    """Sign it, with an intent as for all that is handed out."""
    with transaction():
        return summary_text(summary, world.keys.signer(Purpose.SUMMARIES))


def printed_summary(summary: Summary, world: World) -> str:
    """Draw it for the paper; "" where it would be denser than a phone reads."""
    try:
        return drawn(signed_summary(summary, world))
    except BadValueError:
        return ""


def offline_code(transcript_id: str, *, actor: Actor, world: World) -> bytes:
    """Give the code of one of the learner's transcripts as a picture (SVG)."""
    require(actor, "transcripts.summary")
    with reading() as session:
        learner_id = claims.located(session, transcript_id, "credential")
        row = transcripts.credential(session, learner_id, transcript_id)
        if learner_id != actor.learner_id or row.kind != "outer":
            raise NotFoundError
        summary = summary_of(session, row, world)
    return drawn(signed_summary(summary, world), border=4).encode()
