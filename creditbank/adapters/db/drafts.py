"""Drafts of policy files: replaced freely, and never in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import InstantType
from creditbank.core.errors import NotFoundError


class DraftRow(Row):
    """A file one institution works on; a new upload of its name takes its place."""

    __tablename__ = "policy_drafts"
    __table_args__ = (UniqueConstraint("institution", "name"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    institution: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    by: Mapped[str] = mapped_column(String(36))
    at: Mapped[datetime] = mapped_column(InstantType)


def draft(session: Session, draft_id: str, institutions: frozenset[str]) -> DraftRow:
    """Give a draft of these institutions; another's is as if it were missing."""
    row = session.get(DraftRow, draft_id)
    if row is None or row.institution not in institutions:
        raise NotFoundError
    return row


def named(session: Session, institution: str, name: str) -> DraftRow | None:
    query = select(DraftRow).where(
        DraftRow.institution == institution, DraftRow.name == name
    )
    return session.scalars(query).first()


def drafts(session: Session, institutions: frozenset[str]) -> list[DraftRow]:
    """List the drafts of these institutions, newest first."""
    query = (
        select(DraftRow)
        .where(DraftRow.institution.in_(institutions))
        .order_by(DraftRow.at.desc(), DraftRow.name)
    )
    return list(session.scalars(query))
