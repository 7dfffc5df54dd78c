"""Signing keys in a PKCS#11 token: made there, used there, never read out of it.

Decision: the row of such a key holds its place, a PKCS#11 URI (RFC 7512) of its id, and
no secret; names, purposes, intents and life are those of every key. The token is found
by its label, so that a copy restored into another one serves as well.

A session that was lost (a token pulled out, a server of tokens started anew) is opened
again, once for each question. A wrong PIN is never tried twice: tokens count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from typing import TypeVar, cast
from urllib.parse import quote_from_bytes, unquote_to_bytes

import pkcs11
from asn1crypto.core import OctetString
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import Attribute, KeyType, Mechanism, MechanismFlag, ObjectClass
from pkcs11.types import SignMixin

from creditbank.adapters.db.keys import PLACE
from creditbank.config import TokenSettings, WrongSettingError
from creditbank.core.keys import Algorithm, Purpose

MODULE = "CREDITBANK_PKCS11_MODULE"
TOKEN = "CREDITBANK_PKCS11_TOKEN"  # noqa: S105 - the name of a setting
PIN = "CREDITBANK_PKCS11_PIN"

ID_BITS = 128

# The kind of key, and its curve by object identifier (RFC 8410; RFC 5480).
CURVES = {
    Algorithm.ED25519: (KeyType.EC_EDWARDS, bytes.fromhex("06032b6570")),
    Algorithm.ES256: (KeyType.EC, bytes.fromhex("06082a8648ce3d030107")),
}

T = TypeVar("T")


class KeyToken:
    """One token, logged in when it is first asked."""

    def __init__(self, settings: TokenSettings) -> None:
        self._settings = settings
        # A session does one thing at a time, and modules need not bear threads.
        self._lock = Lock()
        self._session: pkcs11.Session | None = None
        self._keys: dict[bytes, SignMixin] = {}

    def __repr__(self) -> str:
        return f"KeyToken({self._settings.label!r})"

    def make(self, purpose: Purpose) -> tuple[bytes, bytes]:
        """Make a key that stays here; give its public half and its place."""
        return self._asked(lambda session: _made(session, purpose))

    def sign(self, place: bytes, message: bytes) -> bytes:
        """Sign: 64 bytes, of Ed25519 or of ES256 as r and s."""
        return self._asked(lambda session: _signed(self._key(session, place), message))

    def check(self, *places: bytes) -> None:
        """Raise WrongSettingError unless it opens and holds the keys at ``places``."""
        self._asked(lambda session: [self._key(session, one) for one in places])

    def close(self) -> None:
        """Let go of the module: no process may use what it was given before a fork."""
        with self._lock:
            self._let_go()

    def _asked(self, question: Callable[[pkcs11.Session], T]) -> T:
        with self._lock:
            try:
                return question(self._opened())
            except pkcs11.PKCS11Error:
                self._let_go()
            try:
                return question(self._opened())
            except pkcs11.NoSuchKey as error:
                reason = "does not hold a signing key that the bank made in a token"
                raise WrongSettingError(TOKEN, reason) from error
            except pkcs11.PKCS11Error as error:
                reason = f"does not do what is asked of it: {type(error).__name__}"
                raise WrongSettingError(TOKEN, reason) from error

    def _opened(self) -> pkcs11.Session:
        if self._session is None:
            self._session = _logged_in(_found(self._settings), self._settings.pin)
        return self._session

    def _key(self, session: pkcs11.Session, place: bytes) -> SignMixin:
        if place not in self._keys:
            name = unquote_to_bytes(place.removeprefix(PLACE))
            found = session.get_key(object_class=ObjectClass.PRIVATE_KEY, id=name)
            self._keys[place] = cast("SignMixin", found)
        return self._keys[place]

    def _let_go(self) -> None:
        self._session = None
        self._keys.clear()
        with suppress(pkcs11.PKCS11Error):
            pkcs11.lib(str(self._settings.module)).finalize()


def _found(settings: TokenSettings) -> pkcs11.Token:
    try:
        module = pkcs11.lib(str(settings.module))
    except pkcs11.PKCS11Error as error:
        raise WrongSettingError(MODULE, "is no PKCS#11 module that loads") from error
    try:
        return module.get_token(token_label=settings.label)
    except pkcs11.NoSuchToken as error:
        reason = f"the module knows no token {settings.label!r}"
        raise WrongSettingError(TOKEN, reason) from error
    except pkcs11.MultipleTokensReturned as error:
        reason = f"the module knows several tokens {settings.label!r}"
        raise WrongSettingError(TOKEN, reason) from error


def _logged_in(token: pkcs11.Token, pin: str) -> pkcs11.Session:
    try:
        return token.open(rw=True, user_pin=pin)
    except pkcs11.UserAlreadyLoggedIn:  # this process, in another session
        return token.open(rw=True)
    except pkcs11.PinLocked as error:
        reason = "the token has locked it: too many wrong ones were tried"
        raise WrongSettingError(PIN, reason) from error
    except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange) as error:
        raise WrongSettingError(PIN, "does not open the token") from error


def _made(session: pkcs11.Session, purpose: Purpose) -> tuple[bytes, bytes]:
    kind, curve = CURVES[purpose.algorithm]
    name = session.generate_random(ID_BITS)
    domain = session.create_domain_parameters(
        kind, {Attribute.EC_PARAMS: curve}, local=True
    )
    public, _ = domain.generate_keypair(
        id=name,
        label=f"creditbank {purpose}",
        store=True,
        capabilities=MechanismFlag.SIGN | MechanismFlag.VERIFY,
        private_template={Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False},
    )
    point = bytes(OctetString.load(public[Attribute.EC_POINT]).native)
    if kind is KeyType.EC:
        point = ec.EllipticCurvePublicKey.from_encoded_point(
            ec.SECP256R1(), point
        ).public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )
    return point, PLACE + quote_from_bytes(name, safe="").encode()


def _signed(key: SignMixin, message: bytes) -> bytes:
    if key.key_type is KeyType.EC_EDWARDS:
        return key.sign(message, mechanism=Mechanism.EDDSA)
    # The digest is made here: not every token hashes too.
    digest = hashlib.sha256(message).digest()
    return key.sign(digest, mechanism=Mechanism.ECDSA)
