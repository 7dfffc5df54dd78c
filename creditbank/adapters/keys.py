"""Signing keys: made here, encrypted at rest, and never shown to anyone."""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from sqlalchemy.orm import Session

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db
from creditbank.config import WrongSettingError
from creditbank.core.transcripts.encoding import multikey
from creditbank.core.transcripts.identity import did_of


def create_key(session: Session, passphrase: str, *, at: datetime) -> str:
    """Make a signing key, keep it encrypted, and give its multikey."""
    private = Ed25519PrivateKey.generate()
    name = multikey(private.public_key().public_bytes_raw())
    sealed = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    session.add(
        keys.KeyRow(multikey=name, private=sealed, state="active", created_at=at)
    )
    return name


class RingSigner:
    """Signs with the active key of the ring; opens it at the first signature."""

    def __init__(self, origin: str, passphrase: str) -> None:
        self._did = did_of(origin)
        self._passphrase = passphrase
        self._opened: tuple[str, Ed25519PrivateKey] | None = None

    def __repr__(self) -> str:
        return f"RingSigner({self._did!r})"

    @property
    def key_id(self) -> str:
        return f"{self._did}#{self._key()[0]}"

    def sign(self, message: bytes) -> bytes:
        return self._key()[1].sign(message)

    def _key(self) -> tuple[str, Ed25519PrivateKey]:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> tuple[str, Ed25519PrivateKey]:
        row = keys.active(db.session())
        if row is None:
            raise WrongSettingError("signing key", "there is none; create one first")
        try:
            private = serialization.load_pem_private_key(
                row.private, self._passphrase.encode()
            )
        except ValueError as error:
            name = "CREDITBANK_KEY_PASSPHRASE"
            raise WrongSettingError(name, "does not open the signing key") from error
        if not isinstance(private, Ed25519PrivateKey):
            raise WrongSettingError("signing key", "is not an Ed25519 key")
        return row.multikey, private


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` is by ``public_key``."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
