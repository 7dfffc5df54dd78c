"""Signing keys: the public half in the open, the private half encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import InstantType


class KeyRow(Row):
    __tablename__ = "signing_keys"

    multikey: Mapped[str] = mapped_column(String(80), primary_key=True)
    private: Mapped[bytes] = mapped_column(LargeBinary)  # PKCS#8 under the passphrase
    state: Mapped[str] = mapped_column(String(20))  # active | verify_only
    created_at: Mapped[datetime] = mapped_column(InstantType)


def active(session: Session) -> KeyRow | None:
    """Give the key that signs now: the newest that is active."""
    query = select(KeyRow).where(KeyRow.state == "active")
    return session.scalars(query.order_by(KeyRow.created_at.desc()).limit(1)).first()


def published(session: Session) -> list[str]:
    """List the public keys that must verify, newest first, as multikeys."""
    query = select(KeyRow.multikey).order_by(KeyRow.created_at.desc(), KeyRow.multikey)
    return list(session.scalars(query))
