"""Decision receipts: shown to their learner, and to whom the learner shares them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from creditbank.adapters.db import policies, receipts, shares, transcripts
from creditbank.adapters.db.base import reading
from creditbank.core.canonical import JSON
from creditbank.core.damage import kept
from creditbank.core.errors import BadValueError, NotFoundError
from creditbank.core.people import Actor, require
from creditbank.core.policies import Policy, Reason
from creditbank.core.ports import World
from creditbank.core.strict import parsed
from creditbank.core.verification.documents import part, parts, text


@dataclass(frozen=True)
class Receipt:
    """A receipt: its bytes as signed, and what they say."""

    digest: str
    content: bytes
    document: Mapping[str, JSON]
    policy: Policy | None = None  # whose words name the facts, where one is shown

    @property
    def reasons(self) -> list[Reason]:
        """Give the reasons of its line, as the policy's answer has them."""
        (line,) = parts(self.document, "answer", "lines")
        return [
            Reason(
                text(one, "rule"),
                text(one, "clause"),
                text(one, "code"),
                {name: text(one, "facts", name) for name in _facts(one)},
            )
            for one in parts(line, "reasons")
        ]

    @classmethod
    def of(cls, row: receipts.ReceiptRow) -> Receipt:
        with kept("receipt"):
            document = parsed(row.signed)
            if not isinstance(document, Mapping):
                raise BadValueError("receipt", row.digest)
        return cls(row.digest, row.signed, document)


def _facts(reason: JSON) -> Mapping[str, JSON]:
    facts = part(reason, "facts")
    return facts if isinstance(facts, Mapping) else {}


def show(digest: str, *, actor: Actor, world: World) -> Receipt:
    """Give a receipt to its learner or under a live share; else it is missing.

    The row is looked for under the learner, so nobody learns that another's exists.
    """
    require(actor, "receipts.show")
    with reading() as session:
        row = None
        if actor.learner_id is not None:
            row = receipts.receipt(session, actor.learner_id, digest)
        row = row or _shared(session, digest, actor, world)
        if row is None:
            raise NotFoundError
        found = Receipt.of(row)
        basis = part(found.document, "basis")
        names = text(basis, "policy"), text(basis, "version")
        return replace(found, policy=policies.version(session, *names))


def _shared(
    session: Session, digest: str, actor: Actor, world: World
) -> receipts.ReceiptRow | None:
    """Find it among what the live shares opened in this session hand over."""
    for share in shares.opened(session, actor.shares, at=world.clock.now()):
        for row in receipts.of_share(session, share):
            if row.digest == digest:
                return row
    return None


def digests(*, actor: Actor, world: World) -> dict[tuple[int, int], str]:
    """Name the learner's receipts by (sequence, line number)."""
    del world
    require(actor, "ledger.entries")
    with reading() as session:
        kept = receipts.receipts(session, actor.learner_id or "")
        return {place: row.digest for place, row in kept.items()}


def of_credentials(*, actor: Actor, world: World) -> dict[str, Receipt]:
    """Give the receipts of the learner's standing lines, by their credential."""
    del world
    require(actor, "transcripts.list")
    with reading() as session:
        learner_id = actor.learner_id or ""
        kept = receipts.receipts(session, learner_id)
        found = {}
        for credential in transcripts.live_inner(session, learner_id):
            row = kept.get((credential.sequence or 0, credential.number or 0))
            if row is not None:
                found[credential.id] = Receipt.of(row)
        return found


def travelling(transcript_id: str, *, actor: Actor, world: World) -> dict[str, bytes]:
    """Give what is handed over with a transcript, by digest: all not kept back."""
    del world
    require(actor, "transcripts.show")
    learner_id = actor.learner_id or ""
    with reading() as session:
        transcripts.credential(session, learner_id, transcript_id)
        rows = receipts.of_transcript(session, learner_id, transcript_id)
        return {row.digest: row.signed for row in rows}
