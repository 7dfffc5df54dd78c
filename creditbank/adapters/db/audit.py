"""Who did what, when: the audit trail, which only grows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import CanonicalType, InstantType
from creditbank.core.people import Actor


@append_only
class AuditRow(Row):
    __tablename__ = "audit_trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(InstantType)
    actor_id: Mapped[str] = mapped_column(String(36), index=True)  # "" for a stranger
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    facts: Mapped[Mapping[str, str]] = mapped_column(CanonicalType)


def record(
    session: Session,
    actor: Actor,
    action: str,
    subject: str,
    *,
    at: datetime,
    **facts: str,
) -> None:
    """Add one line to the trail, in the transaction of the deed itself."""
    session.add(
        AuditRow(
            at=at,
            actor_id=actor.user_id or "",
            action=action,
            subject=subject,
            facts=facts,
        )
    )
