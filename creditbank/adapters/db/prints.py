"""Transcripts as they were printed: which PDF, made when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType


@append_only
class PrintRow(Row):
    """The one PDF of a transcript: made once, kept by digest, never made again."""

    __tablename__ = "transcript_prints"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "transcript_id"],
            ["credentials.learner_id", "credentials.id"],
        ),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    transcript_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(InstantType)
    seal: Mapped[str] = mapped_column(String(5))  # the level of PAdES: B-B or B-LTA


def print_of(session: Session, learner_id: str, transcript_id: str) -> PrintRow | None:
    return session.get(PrintRow, (learner_id, transcript_id))


def prints(session: Session, learner_id: str) -> dict[str, PrintRow]:
    """Give the learner's prints by transcript."""
    rows = session.scalars(select(PrintRow).where(PrintRow.learner_id == learner_id))
    return {row.transcript_id: row for row in rows}
