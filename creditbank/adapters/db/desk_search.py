"""What a search of a desk reads: one narrow row for each claim in review.

Decision: kept by the mapper with the claim itself, so that no move can forget it, and
gone with the review. A search looks through these rows in the database, in the order
of the desk, and through nothing else. What is looked for is any part of a text, as
people type parts of names and numbers: no index of whole words would serve, and of
what waits there is little.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    delete,
    event,
    false,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.claims import ClaimRow
from creditbank.adapters.db.holdings import HoldingRow
from creditbank.adapters.db.people import LearnerRow
from creditbank.adapters.db.types import InstantType
from creditbank.core.catalog import folded
from creditbank.core.claims import IN_REVIEW


class DeskTextRow(Row):
    """The texts of a claim in review, folded, and the bodies whose papers it has."""

    __tablename__ = "desk_texts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "claim_id"], ["claims.learner_id", "claims.id"]
        ),
        Index("ix_desk_texts_waiting", "institution", "submitted_at", "claim_id"),
    )

    learner_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    claim_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    institution: Mapped[str] = mapped_column(String(40))
    submitted_at: Mapped[datetime] = mapped_column(InstantType)
    bodies: Mapped[str] = mapped_column(Text)  # their codes, each on a line
    text: Mapped[str] = mapped_column(Text)  # each text on a line of its own


def has(wanted: str) -> ColumnElement[bool]:
    """Tell whether one of the texts has these folded words in it."""
    return DeskTextRow.text.contains(wanted, autoescape=True)


def comes(institutions: Iterable[str], bodies: Iterable[str]) -> ColumnElement[bool]:
    """Tell whether a claim waits for one of these institutions, or these bodies."""
    return or_(
        false(),
        *([DeskTextRow.institution.in_(institutions)] if institutions else []),
        *(DeskTextRow.bodies.contains(lines([one]), autoescape=True) for one in bodies),
    )


def lines(texts: Iterable[str]) -> str:
    """Put each text on a line of its own; a folded one has no line's end in it."""
    return "".join(f"\n{one}" for one in texts) + "\n"


@event.listens_for(ClaimRow, "after_insert")
@event.listens_for(ClaimRow, "after_update")
def _keep(_mapper: object, connection: Connection, row: ClaimRow) -> None:
    """Keep the texts while the claim is in review, as they are at its last change."""
    place = (DeskTextRow.learner_id == row.learner_id, DeskTextRow.claim_id == row.id)
    connection.execute(delete(DeskTextRow).where(*place))
    if row.status in IN_REVIEW and row.submitted_at is not None:
        connection.execute(insert(DeskTextRow).values(**_told(connection, row)))


@event.listens_for(LearnerRow, "after_update")
def _rename(_mapper: object, connection: Connection, row: LearnerRow) -> None:
    """Keep the texts of what waits for a learner who changed their name."""
    waiting = select(DeskTextRow.claim_id).where(DeskTextRow.learner_id == row.id)
    of = ClaimRow.__table__.c
    claims = select(ClaimRow.__table__).where(
        of.learner_id == row.id, of.id.in_(waiting)
    )
    for claim in connection.execute(claims).all():
        _keep(_mapper, connection, claim)


def _told(connection: Connection, row: ClaimRow) -> Mapping[str, Any]:
    held = connection.execute(
        select(
            *(HoldingRow.body, HoldingRow.number, HoldingRow.certificate),
            *(HoldingRow.module, HoldingRow.outcome),
        ).where(
            HoldingRow.learner_id == row.learner_id, HoldingRow.id.in_(row.holdings)
        )
    ).all()
    whose = connection.execute(
        select(LearnerRow.name, LearnerRow.number).where(
            LearnerRow.id == row.learner_id
        )
    ).all()
    texts = [*(one for found in whose for one in found)]
    texts += [one for found in held for one in found[1:]]
    return {
        "learner_id": row.learner_id,
        "claim_id": row.id,
        "institution": row.institution,
        "submitted_at": row.submitted_at,
        "bodies": lines(sorted({found.body for found in held})),
        "text": lines(dict.fromkeys(folded(one) for one in texts)),
    }
