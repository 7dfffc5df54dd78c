"""Bundle a transcript with what proves it: log, keys, status (contract section 3)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from creditbank.adapters.db import log, receipts, transcripts
from creditbank.adapters.db.base import reading
from creditbank.core.damage import kept
from creditbank.core.errors import NotLoggedError
from creditbank.core.log import Kind, inclusion, unproven
from creditbank.core.people import Actor, require
from creditbank.core.ports import World
from creditbank.core.strict import parsed
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.verification.bundles import Proof, bundled
from creditbank.services.transcripts.publishing import published_keys, status_list
from creditbank.services.transcripts.reading import document_of


def bundle(transcript_id: str, *, actor: Actor, world: World) -> bytes:
    """Give one of the learner's transcripts with its proof, for keeps.

    Raises NotFoundError for another's, and NotLoggedError before a checkpoint
    reaches it.
    """
    require(actor, "transcripts.bundle")
    learner_id = actor.learner_id or ""
    with reading() as session:
        row = transcripts.credential(session, learner_id, transcript_id)
        with kept("credential"):
            inside = [
                transcripts.credential(session, learner_id, one)
                for one in transcripts.members(session, learner_id, transcript_id)
            ]
        lists = {one.list_number for one in (row, *inside)}
        proof, checkpoint = _proof(session, row.digest)
        document = document_of(row.signed.decode())
        travelling = receipts.of_transcript(session, learner_id, transcript_id)
        reasons = [document_of(one.signed.decode()) for one in travelling]
    return bundled(
        document,
        proof,
        checkpoint,
        published_keys(world=world),
        receipts=reasons,
        status=[
            parsed(status_list(purpose, number, world=world).document)
            for number in sorted(lists)
            for purpose in ACTS_OF
        ],
    )


def _proof(session: Session, digest: str) -> tuple[Proof, bytes]:
    """Prove the leaf of these bytes under the newest checkpoint."""
    newest = log.newest(session)
    number = log.place(session, Kind.ISSUE, digest)
    size = unproven(newest.note.encode()).size if newest else 0
    if newest is None or number is None or number >= size:
        raise NotLoggedError
    (leaf,) = log.leaves(session, number, 1)
    hashes = inclusion(number, size, log.nodes(session))
    return Proof(leaf, number, hashes), newest.note.encode()
