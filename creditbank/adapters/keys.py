"""Signing keys: made here, encrypted at rest, and never shown to anyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from sqlalchemy.orm import Session

from creditbank.adapters.certificates import seal_certificate
from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db
from creditbank.config import WrongSettingError
from creditbank.core.keys import Algorithm, Purpose, State
from creditbank.core.ports import Signer
from creditbank.core.transcripts.encoding import name_of
from creditbank.core.transcripts.identity import did_of

Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def create_missing(
    session: Session, origin: str, passphrase: str, *, at: datetime
) -> list[keys.KeyRow]:
    """Make a key for each purpose that has none in use; the others stay untouched."""
    made = [
        made_key(purpose, origin, passphrase, at=at)
        for purpose in Purpose
        if keys.active(session, purpose) is None
    ]
    for row in made:
        row.state, row.activated_at = State.ACTIVE.value, at
    session.add_all(made)
    return made


def made_key(
    purpose: Purpose, origin: str, passphrase: str, *, at: datetime
) -> keys.KeyRow:
    """Make a key, its private half encrypted; published, and not signing yet."""
    private: Private
    if purpose.algorithm is Algorithm.ED25519:
        private = Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key(ec.SECP256R1())
    sealed = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    certificate = None
    if purpose is Purpose.SEAL and isinstance(private, ec.EllipticCurvePrivateKey):
        certificate = seal_certificate(private, origin, at=at)
    return keys.KeyRow(
        multikey=name_of(purpose.algorithm, public_bytes(private)),
        purpose=purpose.value,
        algorithm=purpose.algorithm.value,
        private=sealed,
        certificate=certificate,
        state=State.PRE_PUBLISHED.value,
        created_at=at,
        reason="",
    )


def public_bytes(private: Private) -> bytes:
    """Give the public half: 32 bytes of Ed25519, or a compressed P-256 point."""
    if isinstance(private, Ed25519PrivateKey):
        return private.public_key().public_bytes_raw()
    return private.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )


@dataclass(frozen=True)
class OpenedSigner:
    """One key, opened: what it names and what it signs are of the same key."""

    key_id: str
    private: Private = field(repr=False)

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private, Ed25519PrivateKey):
            return self.private.sign(message)
        encoded = self.private.sign(message, ec.ECDSA(hashes.SHA256()))
        r, s = decode_dss_signature(encoded)
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class KeptKeys:
    """The ring kept in the database.

    Which key signs is asked of the database each time, so that a rotation reaches
    every process at once; a private key is decrypted once in each.
    """

    def __init__(self, origin: str, passphrase: str) -> None:
        self._did = did_of(origin)
        self._passphrase = passphrase
        self._opened: dict[str, Private] = {}

    def __repr__(self) -> str:
        return f"KeptKeys({self._did!r})"

    def signer(self, purpose: Purpose) -> Signer:
        row = self._active(purpose)
        if row.multikey not in self._opened:
            self._opened[row.multikey] = opened(row, self._passphrase)
        private = self._opened[row.multikey]
        return OpenedSigner(f"{self._did}#{row.multikey}", private)

    def certificate(self) -> bytes:
        return self._active(Purpose.SEAL).certificate or b""

    def _active(self, purpose: Purpose) -> keys.KeyRow:
        row = keys.active(db.session(), purpose)
        if row is None:
            reason = f"there is none for {purpose}; run `creditbank keys create`"
            raise WrongSettingError("signing key", reason)
        return row


def opened(row: keys.KeyRow, passphrase: str) -> Private:
    """Decrypt the private half; raises WrongSettingError naming the setting."""
    try:
        private = serialization.load_pem_private_key(row.private, passphrase.encode())
    except ValueError as error:
        name = "CREDITBANK_KEY_PASSPHRASE"
        reason = f"does not open the signing key for {row.purpose}"
        raise WrongSettingError(name, reason) from error
    if not isinstance(private, Ed25519PrivateKey | ec.EllipticCurvePrivateKey):
        raise WrongSettingError("signing key", "is neither of Ed25519 nor of P-256")
    return private


def verify_signature(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether a signature is by a key of ours; the key's length says which kind.

    What a key may sign is settled before: the file never chooses the algorithm.
    """
    verify = verify_ed25519 if len(public_key) == 32 else verify_es256
    return verify(public_key, message, signature)


def verify_ed25519(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether ``signature`` over ``message`` is by ``public_key``."""
    return _holds(
        lambda: Ed25519PublicKey.from_public_bytes(public_key).verify(
            signature, message
        )
    )


def verify_es256(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Tell the same of ES256: a compressed point, and r and s in 32 bytes each."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return _holds(
        lambda: ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), public_key
        ).verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    )


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (InvalidSignature, ValueError):
        return False
    return True
