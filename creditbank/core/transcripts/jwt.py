"""A transcript as vc+jwt (VC-JOSE-COSE, section 3.1.1): for readers without JSON-LD.

The claims repeat what the credential says, as Open Badges 3.0 asks; VC-JOSE-COSE
discourages ``nbf`` and allows the rest. Both are in canonical JSON.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import BadValueError
from creditbank.core.ports import Signer
from creditbank.core.strict import AmbiguousError, parsed
from creditbank.core.values import instant_of

HEADER = {"alg": "ES256", "cty": "vc", "typ": "vc+jwt"}
CLAIMS = frozenset({"iss", "jti", "sub", "nbf", "exp"})


def jwt_of(credential: Mapping[str, JSON], signer: Signer) -> str:
    """Sign a credential as a compact JWT; its own proofs are left out."""
    bare = {name: value for name, value in credential.items() if name != "proof"}
    header = {**HEADER, "kid": signer.key_id}
    payload = {**bare, **claims_of(bare)}
    said = f"{_encoded(canonical(header))}.{_encoded(canonical(payload))}"
    return f"{said}.{_encoded(signer.sign(said.encode()))}"


def claims_of(credential: Mapping[str, JSON]) -> dict[str, JSON]:
    """Give the registered claims, each as the credential says the same."""
    issuer, subject = credential.get("issuer"), credential.get("credentialSubject")
    claims: dict[str, JSON] = {
        "iss": issuer.get("id") if isinstance(issuer, Mapping) else issuer,
        "jti": credential.get("id"),
        "sub": subject.get("id") if isinstance(subject, Mapping) else None,
        "nbf": _seconds(credential.get("validFrom")),
        "exp": _seconds(credential.get("validUntil")),
    }
    return {name: claim for name, claim in claims.items() if claim is not None}


def _seconds(instant: JSON) -> int | None:
    if not isinstance(instant, str):
        return None
    since = instant_of(instant) - datetime(1970, 1, 1, tzinfo=UTC)
    return since.days * 86_400 + since.seconds


@dataclass(frozen=True)
class Token:
    """A compact JWT taken apart; nothing of it is believed yet."""

    header: Mapping[str, JSON]
    credential: Mapping[str, JSON]  # without the claims
    message: bytes
    signature: bytes

    @classmethod
    def of(cls, content: bytes) -> Token:
        """Take a JWT apart.

        Raises BadValueError where it is none, and AmbiguousError where it is of our
        form and its claims say something else than its credential.
        """
        pieces = content.strip().split(b".")
        if len(pieces) != 3:
            raise BadValueError("jwt", "not three parts")
        header, payload, signature = map(_decoded, pieces)
        said, body = parsed(header), parsed(payload)
        if not isinstance(said, dict) or not isinstance(body, dict):
            raise BadValueError("jwt", "not two objects")
        credential = {n: value for n, value in body.items() if n not in CLAIMS}
        claims = {n: value for n, value in body.items() if n in CLAIMS}
        token = cls(said, credential, b".".join(pieces[:2]), signature)
        if token.key_id and claims != claims_of(credential):
            raise AmbiguousError("claims that contradict the credential")
        return token

    @property
    def key_id(self) -> str:
        """The key it names; "" unless its header is exactly as ours.

        A header could otherwise bring a key or an algorithm of its own: ``jwk``,
        ``x5c``, ``jku``, ``none``.
        """
        kid = self.header.get("kid")
        return (
            kid
            if isinstance(kid, str) and self.header == {**HEADER, "kid": kid}
            else ""
        )


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(piece: bytes) -> bytes:
    """Read base64url without padding; only the one canonical writing of it."""
    try:
        padded = piece + b"=" * (-len(piece) % 4)
        content = base64.b64decode(padded, altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise BadValueError("jwt", "not base64url") from error
    if _encoded(content).encode() != piece:
        raise BadValueError("jwt", "not canonical base64url")
    return content
