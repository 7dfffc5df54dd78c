"""The audit of the reasons: every posted line has its receipt, and it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from creditbank.adapters.db import keys, policies, receipts, transcripts
from creditbank.adapters.db.claims import DecisionRow
from creditbank.adapters.keys import verify_ed25519
from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError, DomainError
from creditbank.core.keys import Purpose
from creditbank.core.ledger import CONSUMED, Entry, EntryKind, Line
from creditbank.core.receipts import receipt_fault
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import digest_multibase
from creditbank.core.transcripts.encoding import public_key_of
from creditbank.core.values import Digest, sha256
from creditbank.core.verification.documents import part, parts, text
from creditbank.core.verification.recomputing import Recomputed, recomputed
from creditbank.core.verification.signatures import is_signed
from creditbank.services.auditing.faults import Fault


def audited(
    session: Session, learner_id: str, book: list[tuple[Entry, str]]
) -> Iterator[Fault]:
    """Check the receipt of every line: there, unchanged, bound, and it recomputes."""
    kept = receipts.receipts(session, learner_id)
    named = _named(session, learner_id)
    published = frozenset(
        key.name for key in keys.published(session) if key.purpose is Purpose.RECEIPTS
    )
    for entry, digest in book:
        if entry.kind is EntryKind.REVERSAL:
            continue
        for line in entry.lines:
            if line.effect == CONSUMED:
                continue
            key = (entry.sequence, line.number)
            place = f"{entry.sequence}.{line.number}"
            row = kept.get(key)
            if row is None:
                yield Fault("receipt_missing", learner_id, place)
                continue
            if digest_multibase(Digest(row.digest)) not in named.get(key, ()):
                yield Fault("receipt_not_bound", learner_id, place)
            document = _unchanged(row, published)
            if document is None:
                yield Fault("receipt_differs", learner_id, place)
                continue
            if not _holds(session, document, entry, digest, line):
                yield Fault("receipt_does_not_hold", learner_id, place)
            decision = session.get(DecisionRow, (learner_id, entry.claim_id))
            named_files = {str(one) for one in parts(document, "evidence")}
            if decision is not None and not named_files <= set(decision.evidence):
                yield Fault("evidence_differs", learner_id, place)


def _named(session: Session, learner_id: str) -> dict[tuple[int, int], set[str]]:
    """Give the digests that the credentials of each line name."""
    found: dict[tuple[int, int], set[str]] = {}
    for row in transcripts.inner(session, learner_id):
        place = (row.sequence or 0, row.number or 0)
        try:
            document = parsed(row.document.encode())
        except BadValueError:
            continue  # told as a fault of the credential
        found.setdefault(place, set()).update(
            text(one, "digestMultibase") for one in parts(document, "relatedResource")
        )
    return found


def _unchanged(
    row: receipts.ReceiptRow, published: frozenset[str]
) -> Mapping[str, JSON] | None:
    """Read a receipt whose bytes, shape and signature are as they were made."""
    content = row.content.encode()
    try:
        document = parsed(content)
    except BadValueError:
        return None
    if sha256(content) != row.digest or receipt_fault(document) is not None:
        return None

    def key(method: str) -> bytes | None:
        name = method.partition("#")[2]
        return public_key_of(name) if name in published else None

    is_ours = is_signed(document, key, verify_ed25519) is True
    return document if is_ours and isinstance(document, Mapping) else None


def _holds(
    session: Session,
    document: Mapping[str, JSON],
    entry: Entry,
    digest: str,
    line: Line,
) -> bool:
    """Tell whether it speaks of this line, and its reduced case gives this line."""
    try:
        policy = policies.version(session, entry.policy, entry.policy_version)
    except DomainError:
        return False
    (told,) = parts(document, "answer", "lines")
    is_of_line = (
        text(document, "decision", "entry") == digest
        and text(document, "case_digest") == entry.case_digest
        and parts(told, "items") == list(line.items)
        and part(told, "target") == line.target
        and part(told, "grade") == line.grade
        and text(told, "credits") == str(line.credits)
    )
    found = recomputed(document, {policy.digest: policy})
    return is_of_line and found is Recomputed.SAME
