"""Decision receipts, byte for byte, and which of them a learner keeps back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db import transcripts
from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.core.damage import BooksDamagedError
from creditbank.core.shares import Share
from creditbank.core.values import Digest, sha256


@append_only
class ReceiptRow(Row):
    """The signed receipt of one line: its canonical bytes, known by their SHA-256."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("learner_id", "sequence", "number"),
        ForeignKeyConstraint(
            ["learner_id", "sequence", "number"],
            ["entry_lines.learner_id", "entry_lines.sequence", "entry_lines.number"],
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    sequence: Mapped[int]  # of the entry
    number: Mapped[int]  # of the line
    content: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(InstantType)

    @property
    def signed(self) -> bytes:
        """Give the receipt as it was signed; what is no longer that is damage."""
        content = self.content.encode()
        if sha256(content) != self.digest:
            raise BooksDamagedError("receipt")
        return content


@append_only
class WithheldRow(Row):
    """A receipt the learner does not hand over with one transcript (law 16)."""

    __tablename__ = "withheld_receipts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
        ),
        ForeignKeyConstraint(
            ["learner_id", "digest"], ["receipts.learner_id", "receipts.digest"]
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    transcript_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


def receipt(session: Session, learner_id: str, digest: str) -> ReceiptRow | None:
    """Give a learner's receipt; None for another's, as for none."""
    return session.get(ReceiptRow, (learner_id, digest))


def receipts(session: Session, learner_id: str) -> dict[tuple[int, int], ReceiptRow]:
    """Give the learner's receipts by (sequence, line number)."""
    query = select(ReceiptRow).where(ReceiptRow.learner_id == learner_id)
    return {(row.sequence, row.number): row for row in session.scalars(query)}


def of_credentials(
    session: Session, learner_id: str, credential_ids: Iterable[str]
) -> list[ReceiptRow]:
    """Give the receipts of these inner credentials, in their order."""
    mine = receipts(session, learner_id)
    inner = [transcripts.credential(session, learner_id, one) for one in credential_ids]
    places = [(row.sequence or 0, row.number or 0) for row in inner]
    return [mine[place] for place in places if place in mine]


def of_transcript(
    session: Session, learner_id: str, transcript_id: str
) -> list[ReceiptRow]:
    """Give the receipts that travel with a transcript: all but those kept back."""
    kept_back = withheld(session, learner_id, transcript_id)
    inside = transcripts.members(session, learner_id, transcript_id)
    rows = of_credentials(session, learner_id, inside)
    return [row for row in rows if row.digest not in kept_back]


def of_share(session: Session, share: Share) -> list[ReceiptRow]:
    """Give the receipts a share hands over; none unless its learner said so."""
    if not share.has_receipts:
        return []
    learner_id = share.learner_id
    rows = of_transcript(session, learner_id, share.transcript_id)
    if not share.credential_ids:
        return rows
    chosen = of_credentials(session, learner_id, share.credential_ids)
    names = {row.digest for row in chosen}
    return [row for row in rows if row.digest in names]


def places_withheld(
    session: Session, learner_id: str, transcript_id: str
) -> set[tuple[int, int]]:
    """Name the lines, by (sequence, number), whose receipts are kept back from one."""
    kept_back = withheld(session, learner_id, transcript_id)
    mine = receipts(session, learner_id).items()
    return {place for place, row in mine if row.digest in kept_back}


def withheld(session: Session, learner_id: str, transcript_id: str) -> set[Digest]:
    """Name the receipts the learner keeps back from one transcript."""
    rows = session.scalars(
        select(WithheldRow.digest).where(
            WithheldRow.learner_id == learner_id,
            WithheldRow.transcript_id == transcript_id,
        )
    )
    return {Digest(one) for one in rows}
