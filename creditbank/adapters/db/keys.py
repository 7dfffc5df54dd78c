"""Signing keys: the public half in the open, the private half encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.core.keys import PublicKey, Purpose, State


class KeyRow(Row):
    __tablename__ = "signing_keys"

    multikey: Mapped[str] = mapped_column(String(80), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    algorithm: Mapped[str] = mapped_column(String(20))
    private: Mapped[bytes] = mapped_column(LargeBinary)  # PKCS#8 under the passphrase
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a seal: DER
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(InstantType)
    activated_at: Mapped[datetime | None] = mapped_column(InstantType)
    retired_at: Mapped[datetime | None] = mapped_column(InstantType)
    revoked_at: Mapped[datetime | None] = mapped_column(InstantType)
    reason: Mapped[str] = mapped_column(String(200), default="")


@append_only
class IntentRow(Row):
    """Written before each signature that is kept: what was about to be signed."""

    __tablename__ = "signature_intents"

    id: Mapped[int] = mapped_column(primary_key=True)
    multikey: Mapped[str] = mapped_column(String(80))
    purpose: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(40))  # of document
    digest: Mapped[str] = mapped_column(String(64), index=True)  # of what is signed
    at: Mapped[datetime] = mapped_column(InstantType)


def active(session: Session, purpose: Purpose) -> KeyRow | None:
    """Give the key that signs for ``purpose`` now: the one activated last."""
    query = select(KeyRow).where(
        KeyRow.purpose == purpose.value, KeyRow.state == State.ACTIVE.value
    )
    return session.scalars(query.order_by(KeyRow.activated_at.desc()).limit(1)).first()


def every(session: Session) -> list[KeyRow]:
    """List all keys there ever were: by purpose, newest first."""
    order = (KeyRow.purpose, KeyRow.created_at.desc(), KeyRow.multikey)
    return list(session.scalars(select(KeyRow).order_by(*order)))


def published(session: Session) -> list[PublicKey]:
    """List the public keys a verifier must know, as the DID document states them."""
    return [
        PublicKey(row.multikey, Purpose(row.purpose), row.revoked_at)
        for row in every(session)
    ]
