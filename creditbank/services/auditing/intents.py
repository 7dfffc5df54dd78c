"""The audit of signatures: an intent was written before each that is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from creditbank.adapters.db import keys, log, prints, receipts, status, transcripts
from creditbank.adapters.keys import verify_ed25519
from creditbank.adapters.sealing import seal_of
from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.log import opened, unproven
from creditbank.core.ports import EvidenceStore
from creditbank.core.strict import parsed
from creditbank.core.transcripts.encoding import public_key_of
from creditbank.core.transcripts.proofs import signing_input
from creditbank.core.values import Digest, sha256
from creditbank.core.verification.documents import parts, text
from creditbank.core.verification.signatures import options_of
from creditbank.services.auditing.faults import Fault

CODE = "signature_not_announced"


def of_learner(
    session: Session, learner_id: str, evidence: EvidenceStore | None
) -> Iterator[Fault]:
    """Check credentials, receipts and, where the files are at hand, printed PDFs."""
    credential = transcripts.CredentialRow
    mine = select(credential).where(credential.learner_id == learner_id)
    for row in session.scalars(mine):
        if not _is_announced(session, row.document):
            yield Fault(CODE, learner_id, row.id)
    for (sequence, number), kept in receipts.receipts(session, learner_id).items():
        if not _is_announced(session, kept.content):
            yield Fault(CODE, learner_id, f"receipt {sequence}.{number}")
    if evidence is None:
        return
    for transcript_id, made in prints.prints(session, learner_id).items():
        try:
            found = seal_of(evidence.fetch(Digest(made.digest)))
        except NotFoundError:
            yield Fault("print_missing", learner_id, transcript_id)
            continue
        if found is None or not keys.is_announced(session, found[0], sha256(found[1])):
            yield Fault(CODE, learner_id, f"{transcript_id}.pdf")


def of_the_bank(session: Session) -> Iterator[Fault]:
    """Check the status lists and the checkpoints of the public log."""
    for row in status.every_kept(session):
        if not _is_announced(session, row.document):
            yield Fault(CODE, "", f"{row.purpose}/{row.list_number}")
    ours = {
        key.name
        for key in keys.published(session)
        if key.purpose is Purpose.CHECKPOINTS
    }
    for one in session.scalars(select(log.CheckpointRow)):
        signed = _signed(one, ours)
        if signed is None:
            yield Fault("log_checkpoint_forged", "", str(one.size))
        elif not keys.is_announced(session, one.key, sha256(signed)):
            yield Fault(CODE, "", f"checkpoint {one.size}")


def _signed(row: log.CheckpointRow, ours: set[str]) -> bytes | None:
    """Give what the key of a checkpoint signed; None where it did not, or is not ours.

    That its root is the tree's is asked where the tree is rebuilt.
    """
    note = row.note.encode()
    try:
        name = unproven(note).name
        known = [public_key_of(row.key)] if row.key in ours else []
        return opened(note, name, known, verify_ed25519).text.encode()
    except BadValueError:
        return None


def _is_announced(session: Session, content: str) -> bool:
    """An intent stands for the very bytes of each proof and the key that made it."""
    try:
        document = parsed(content.encode())
        proofs = parts(document, "proof")
        return bool(proofs) and all(_has_intent(session, document, p) for p in proofs)
    except BadValueError:
        return False  # bytes that are no document were never signed


def _has_intent(session: Session, document: JSON, proof: JSON) -> bool:
    if not isinstance(document, Mapping) or not isinstance(proof, Mapping):
        return False
    name = text(proof, "verificationMethod").partition("#")[2]
    message = signing_input(document, options_of(proof))
    return keys.is_announced(session, name, sha256(message))
