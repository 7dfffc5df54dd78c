"""Who signs and who is meant: did:web, the issuer's profile, hashed identities."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote

from creditbank.core.canonical import JSON
from creditbank.core.keys import Algorithm, PublicKey
from creditbank.core.transcripts.encoding import jwk_of
from creditbank.core.values import instant_text

IDENTITY_TYPE = "ext:learnerNumber"


def did_of(origin: str) -> str:
    """Name the issuer by its origin (did:web method): a port's colon is escaped."""
    return "did:web:" + origin.removeprefix("https://").replace(":", "%3A")


def origin_of(did: str) -> str:
    """Give the origin a did:web of ours names."""
    return "https://" + did.removeprefix("did:web:").replace("%3A", ":")


def did_document(origin: str, keys: Sequence[PublicKey]) -> dict[str, JSON]:
    """Publish every key whose signatures must verify, each with its purpose.

    Keys that no longer sign stay listed, and so do revoked ones, with the instant
    (Controlled Identifiers 1.0, section 2.2): a verifier must be able to say which.
    """
    did = did_of(origin)
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
            "https://w3id.org/security/jwk/v1",
            {"purpose": f"{did}#purpose"},
        ],
        "id": did,
        "verificationMethod": [verification_method(origin, key) for key in keys],
        "assertionMethod": [
            f"{did}#{key.name}" for key in keys if key.purpose.is_for_assertions
        ],
    }


def verification_method(origin: str, key: PublicKey) -> dict[str, JSON]:
    """Describe one key as the DID document lists it."""
    did = did_of(origin)
    method: dict[str, JSON] = {
        "id": f"{did}#{key.name}",
        "controller": did,
        "purpose": key.purpose.value,
    }
    if key.purpose.algorithm is Algorithm.ED25519:
        method |= {"type": "Multikey", "publicKeyMultibase": key.name}
    else:
        method |= {"type": "JsonWebKey", "publicKeyJwk": jwk_of(key.name)}
    if key.revoked_at is not None:
        method["revoked"] = instant_text(key.revoked_at)
    return method


def address(text: str) -> str:
    """Write an address as URLs are written: codes are people's and may hold anything.

    A space, a Chinese character or a stray % of a course code is percent-encoded, so
    that RDF takes it for an address and a browser finds the page.
    """
    stray = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", text)
    return quote(stray, safe=":/?#@!$&'()*+,;=%~")


def profile(identifier: str, name: str, url: str = "") -> dict[str, JSON]:
    """Describe an organisation (Open Badges 3.0 Profile)."""
    described: dict[str, JSON] = {
        "id": address(identifier),
        "type": ["Profile"],
        "name": name,
    }
    return {**described, "url": url} if url else described


def hashed(value: str, salt: str) -> str:
    """Hash an identity with its salt, as IdentityObject writes it."""
    return "sha256$" + hashlib.sha256((value + salt).encode()).hexdigest()


def inner_identity(value: str, salt: str) -> dict[str, JSON]:
    """Give the IdentityObject of an inner credential: the hash without its salt."""
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hashed(value, salt),
        "identityType": IDENTITY_TYPE,
    }


def outer_identity(value: str, salt: str) -> dict[str, JSON]:
    """Give the same with its salt, as the outer credential repeats it (law 17)."""
    return {**inner_identity(value, salt), "salt": salt}


def name_identity(name: str) -> dict[str, JSON]:
    return {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": name,
        "identityType": "name",
    }
