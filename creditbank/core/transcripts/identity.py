"""Who signs and who is meant: did:web, the issuer's profile, hashed identities."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from creditbank.core.canonical import JSON

IDENTITY_TYPE = "ext:learnerNumber"


def did_of(origin: str) -> str:
    """Name the issuer by its origin (did:web method): a port's colon is escaped."""
    return "did:web:" + origin.removeprefix("https://").replace(":", "%3A")


def did_document(origin: str, multikeys: Sequence[str]) -> dict[str, JSON]:
    """Publish every key whose signatures must verify, newest first."""
    did = did_of(origin)
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{key}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key,
            }
            for key in multikeys
        ],
        "assertionMethod": [f"{did}#{key}" for key in multikeys],
    }


def profile(identifier: str, name: str, url: str = "") -> dict[str, JSON]:
    """Describe an organisation (Open Badges 3.0 Profile)."""
    described: dict[str, JSON] = {"id": identifier, "type": ["Profile"], "name": name}
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
