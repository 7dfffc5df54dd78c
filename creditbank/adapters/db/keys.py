"""Signing keys: the public half in the open, the private half encrypted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, func, insert, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from creditbank.adapters.db.base import Row, append_only
from creditbank.adapters.db.types import InstantType
from creditbank.core.keys import Key, PublicKey, Purpose, State
from creditbank.core.transcripts.encoding import public_bytes_of
from creditbank.core.values import sha256

# How the place of a key in a token begins: a PKCS#11 URI (RFC 7512).
PLACE = b"pkcs11:id="


class KeyRow(Row):
    __tablename__ = "signing_keys"
    __table_args__ = (
        Index(
            "uq_signing_keys_in_turn",  # one signs, and one is next
            "purpose",
            "state",
            unique=True,
            sqlite_where=text("state IN ('active', 'pre_published')"),
            postgresql_where=text("state IN ('active', 'pre_published')"),
        ),
    )

    multikey: Mapped[str] = mapped_column(String(80), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    algorithm: Mapped[str] = mapped_column(String(20))
    # PKCS#8 under the passphrase; of a key in a token, its place there.
    private: Mapped[bytes] = mapped_column(LargeBinary)
    certificate: Mapped[bytes | None] = mapped_column(LargeBinary)  # of a seal: DER
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(InstantType)
    activated_at: Mapped[datetime | None] = mapped_column(InstantType)
    retired_at: Mapped[datetime | None] = mapped_column(InstantType)
    revoked_at: Mapped[datetime | None] = mapped_column(InstantType)
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.multikey, Purpose(self.purpose), self.revoked_at)

    @property
    def is_in_token(self) -> bool:
        return self.private.startswith(PLACE)

    def value(self) -> Key:
        since = self.revoked_at or self.retired_at or self.activated_at
        shown = self.certificate or public_bytes_of(self.multikey)
        return Key(
            public=self.public,
            state=State(self.state),
            created_at=self.created_at,
            since=since or self.created_at,
            reason=self.reason,
            fingerprint=sha256(shown),
            is_in_token=self.is_in_token,
        )


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


def in_turn(session: Session, purpose: Purpose, state: State) -> KeyRow | None:
    """Give the one key that signs for ``purpose`` now, or the one that is next."""
    query = select(KeyRow).where(
        KeyRow.purpose == purpose.value, KeyRow.state == state.value
    )
    return session.scalars(query).first()


def announce(
    session: Session, name: str, purpose: Purpose, kind: str, digest: str, at: datetime
) -> None:
    """Write at once that these bytes are about to be signed; nothing else is written.

    Not by way of the session's own flush: half of a use case is no state to store.
    """
    session.connection().execute(
        insert(IntentRow).values(
            multikey=name, purpose=purpose.value, kind=kind, digest=digest, at=at
        )
    )


def is_announced(session: Session, name: str, digest: str) -> bool:
    """Tell whether there was an intent to sign these bytes with this key."""
    count = select(func.count()).where(
        IntentRow.digest == digest, IntentRow.multikey == name
    )
    return bool(session.scalar(count))


def every(session: Session) -> list[KeyRow]:
    """List all keys there ever were: by purpose, newest first."""
    order = (KeyRow.purpose, KeyRow.created_at.desc(), KeyRow.multikey)
    return list(session.scalars(select(KeyRow).order_by(*order)))


def published(session: Session) -> list[PublicKey]:
    """List the public keys a verifier must know, as the DID document states them."""
    return [
        PublicKey(name, Purpose(purpose), revoked_at)
        for name, purpose, revoked_at in session.connection().execute(_PUBLISHED)
    ]


# Of the table and not of rows: every check of a stranger's file asks it.
_OF = KeyRow.__table__.c
_PUBLISHED = select(_OF.multikey, _OF.purpose, _OF.revoked_at).order_by(
    _OF.purpose, _OF.created_at.desc(), _OF.multikey
)
