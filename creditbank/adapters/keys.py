"""Signing keys: encrypted at rest or kept in a token, and never shown to anyone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
)

from creditbank.adapters.certificates import der_signature, seal_certificate
from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, is_writing
from creditbank.config import WrongSettingError
from creditbank.core.keys import Algorithm, MadeKey, Purpose, State
from creditbank.core.ports import Clock, Signer
from creditbank.core.transcripts.encoding import name_of
from creditbank.core.transcripts.identity import did_of
from creditbank.core.values import sha256

if TYPE_CHECKING:
    from creditbank.adapters.key_token import KeyToken  # an extra; never imported here

Private = Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def made_private(algorithm: Algorithm, passphrase: str) -> tuple[Private, bytes]:
    """Make a key; give it with its encrypted form."""
    private: Private
    if algorithm is Algorithm.ED25519:
        private = Ed25519PrivateKey.generate()
    else:
        private = ec.generate_private_key(ec.SECP256R1())
    sealed = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    return private, sealed


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


@dataclass(frozen=True)
class TokenSigner:
    """One key in a token: named here, signing there."""

    key_id: str
    token: KeyToken
    place: bytes

    def sign(self, message: bytes) -> bytes:
        return self.token.sign(self.place, message)


@dataclass(frozen=True)
class AnnouncedSigner:
    """A signer that writes down what it is about to sign, where that will be kept.

    Decision: an intent stands in the transaction of the signature itself. A use case
    that fails leaves neither, for what it signed was never given away; one that
    commits leaves both. What is signed in `reading`, for one answer, is not kept and
    leaves no row: a request of a stranger must not make the tables grow.
    """

    signer: Signer
    purpose: Purpose
    kind: str
    clock: Clock

    @property
    def key_id(self) -> str:
        return self.signer.key_id

    def sign(self, message: bytes) -> bytes:
        session = db.session()
        if is_writing(session):
            name = self.key_id.partition("#")[2]
            keys.announce(
                *(session, name, self.purpose, self.kind),
                *(sha256(message), self.clock.now()),
            )
        return self.signer.sign(message)


class KeptKeys:
    """The ring kept in the database.

    Which key signs is asked of the database each time, so that a rotation reaches
    every process at once; a private key is decrypted once in each. Where there is a
    token, new keys are made in it; those made before serve on until they are rotated.
    """

    def __init__(
        self, origin: str, passphrase: str, clock: Clock, token: KeyToken | None = None
    ) -> None:
        self._origin = origin
        self._passphrase = passphrase
        self._clock = clock
        self._token = token
        self._opened: dict[str, Signer] = {}

    def __repr__(self) -> str:
        return f"KeptKeys({self._origin!r})"

    def signer(self, purpose: Purpose, *, of: str = "") -> Signer:
        row = self._active(purpose)
        if row.multikey not in self._opened:
            self._opened[row.multikey] = self._open(row)
        signer = self._opened[row.multikey]
        return AnnouncedSigner(signer, purpose, of or purpose.value, self._clock)

    def certificate(self) -> bytes:
        return self._active(Purpose.SEAL).certificate or b""

    def make(self, purpose: Purpose, *, at: datetime) -> MadeKey:
        signer: Signer
        if self._token:
            public, kept = self._token.make(purpose)
            signer = TokenSigner("", self._token, kept)
        else:
            private, kept = made_private(purpose.algorithm, self._passphrase)
            public, signer = public_bytes(private), OpenedSigner("", private)
        certificate = None
        if purpose is Purpose.SEAL:
            certificate = seal_certificate(public, signer.sign, self._origin, at=at)
        name = name_of(purpose.algorithm, public)
        return MadeKey(name, purpose, kept, certificate)

    def check(self) -> None:
        for purpose in Purpose:
            self._active(purpose)
        rows = [row for row in keys.every(db.session()) if row.state != State.REVOKED]
        for row in rows:
            self._open(row)
        if self._token:
            self._token.check(*(row.private for row in rows if row.is_in_token))

    def close(self) -> None:
        if self._token:
            self._token.close()

    def _open(self, row: keys.KeyRow) -> Signer:
        key_id = f"{did_of(self._origin)}#{row.multikey}"
        if not row.is_in_token:
            return OpenedSigner(key_id, opened(row, self._passphrase))
        if self._token is None:
            reason = f"is not set, and the signing key for {row.purpose} is in a token"
            raise WrongSettingError("CREDITBANK_PKCS11_MODULE", reason)
        return TokenSigner(key_id, self._token, row.private)

    def _active(self, purpose: Purpose) -> keys.KeyRow:
        row = keys.in_turn(db.session(), purpose, State.ACTIVE)
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
        reason = (
            f"does not open the signing key for {row.purpose}, which was made under "
            "another one; nothing was changed"
        )
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
    return _holds(
        lambda: ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), public_key
        ).verify(der_signature(signature), message, ec.ECDSA(hashes.SHA256()))
    )


def _holds(check: Callable[[], None]) -> bool:
    try:
        check()
    except (InvalidSignature, ValueError):
        return False
    return True
