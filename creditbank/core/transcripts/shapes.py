"""The closed shapes of the documents we sign: what is not here is not ours.

A shape may only gain members that may be missing: what was signed before must be read
for as long as anyone may show it (``tests/vectors`` holds some).

`fault` is the lint before signing and the schema check of verification alike. A
value's shape is one of: a frozenset of allowed texts, a type, a tuple of one shape (a
list of at least one member, each of that shape), `InOrder` (a list of exactly these
shapes), or an object of members whose names end in ``?`` where they may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from creditbank.core.canonical import JSON
from creditbank.core.transcripts.contexts import (
    INNER_CONTEXTS,
    LIST_CONTEXTS,
    OUTER_CONTEXTS,
)
from creditbank.core.transcripts.credentials import INNER_SCHEMA, OUTER_SCHEMA
from creditbank.core.transcripts.identity import IDENTITY_TYPE
from creditbank.core.transcripts.proofs import RDFC_SUITE, SUITE


class Exactly:
    """A list with exactly these texts in this order."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)


class InOrder:
    """A list with exactly these shapes in this order."""

    def __init__(self, *shapes: Shape) -> None:
        self.shapes = shapes


Leaf: TypeAlias = frozenset[str] | type[str | int | bool | Decimal] | Exactly
Shape: TypeAlias = "Leaf | InOrder | tuple[Shape] | Mapping[str, Shape]"


def _one(text: str) -> frozenset[str]:
    return frozenset({text})


_PROFILE: Shape = {"id": str, "type": Exactly("Profile"), "name": str, "url?": str}


def _proofs(contexts: Sequence[str]) -> Shape:
    """Both proofs, in their order; the jcs one repeats the document's contexts."""
    proof: dict[str, Shape] = {
        "type": _one("DataIntegrityProof"),
        "created": str,
        "verificationMethod": str,
        "proofPurpose": _one("assertionMethod"),
        "proofValue": str,
    }
    return InOrder(
        {"cryptosuite": _one(RDFC_SUITE), **proof},
        {"@context": Exactly(*contexts), "cryptosuite": _one(SUITE), **proof},
    )


_STATUS: Shape = {
    "id": str,
    "type": _one("BitstringStatusListEntry"),
    "statusPurpose": _one("revocation"),
    "statusListIndex": str,
    "statusListCredential": str,
}


def _schema(url: str) -> Shape:
    return ({"id": _one(url), "type": _one("1EdTechJsonSchemaValidator2019")},)


_HASHED: Shape = {
    "type": _one("IdentityObject"),
    "hashed": bool,
    "identityHash": str,
    "identityType": _one(IDENTITY_TYPE),
}
_ACHIEVEMENT: Shape = {
    "id": str,
    "type": Exactly("Achievement"),
    "achievementType": str,
    "name": str,
    "description": str,
    "humanCode": str,
    "version": str,
    "criteria": {"narrative": str},
    "creator": _PROFILE,
    "creditsAvailable?": Decimal,
    "resultDescription?": (
        {
            "id": str,
            "type": Exactly("ResultDescription"),
            "name": str,
            "resultType": str,
        },
    ),
}
INNER: Mapping[str, Shape] = {
    "@context": Exactly(*INNER_CONTEXTS),
    "id": str,
    "type": Exactly("VerifiableCredential", "AchievementCredential"),
    "name": str,
    "issuer": _PROFILE,
    "validFrom": str,
    "validUntil?": str,
    "awardedDate": str,
    "credentialSubject": {
        "type": Exactly("AchievementSubject"),
        "identifier": (_HASHED,),
        "achievement": _ACHIEVEMENT,
        "creditsEarned": Decimal,
        "source": _PROFILE,
        "result?": (
            {"type": Exactly("Result"), "resultDescription": str, "value": str},
        ),
    },
    "evidence?": ({"id?": str, "type": Exactly("Evidence"), "name": str},),
    "relatedResource?": (
        {"id": str, "digestMultibase": str, "mediaType": _one("application/json")},
    ),
    "credentialSchema": _schema(INNER_SCHEMA),
    "credentialStatus": _STATUS,
    "proof": _proofs(INNER_CONTEXTS),
}
OUTER: Mapping[str, Shape] = {
    "@context": Exactly(*OUTER_CONTEXTS),
    "id": str,
    "type": Exactly("VerifiableCredential", "ClrCredential"),
    "name": str,
    "description": str,
    "issuer": _PROFILE,
    "validFrom": str,
    "validUntil?": str,
    "awardedDate": str,
    "credentialSubject": {
        "id": str,
        "type": Exactly("ClrSubject"),
        "identifier": (
            {
                "type": _one("IdentityObject"),
                "hashed": bool,
                "identityHash": str,
                "identityType": frozenset({"name", IDENTITY_TYPE}),
                "salt?": str,
            },
        ),
        "verifiableCredential": (INNER,),
    },
    "credentialSchema": _schema(OUTER_SCHEMA),
    "credentialStatus": _STATUS,
    "proof": _proofs(OUTER_CONTEXTS),
}
STATUS_LIST: Mapping[str, Shape] = {
    "@context": Exactly(*LIST_CONTEXTS),
    "id": str,
    "type": Exactly("VerifiableCredential", "BitstringStatusListCredential"),
    "issuer": str,
    "validFrom": str,
    "validUntil": str,
    "credentialSubject": {
        "id": str,
        "type": _one("BitstringStatusList"),
        "statusPurpose": frozenset({"revocation", "suspension", "supersession"}),
        "encodedList": str,
        "ttl": int,
    },
    "proof": _proofs(LIST_CONTEXTS),
}


def without_proof(shape: Mapping[str, Shape]) -> Shape:
    """Give the shape of a credential that something around it secures."""
    return {name: inner for name, inner in shape.items() if name != "proof"}


def fault(value: JSON, shape: Shape, place: str = "$") -> str | None:
    """Name the first place where ``value`` departs from ``shape``; None if nowhere."""
    if isinstance(shape, Exactly):
        return None if value == shape.texts else place
    if isinstance(shape, frozenset):
        return None if isinstance(value, str) and value in shape else place
    if isinstance(shape, tuple | InOrder):
        return _list_fault(value, shape, place)
    if isinstance(shape, Mapping):
        return _object_fault(value, shape, place)
    if shape is Decimal:
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        return None if is_number else place
    is_bool_mistaken = isinstance(value, bool) and shape is not bool
    return None if isinstance(value, shape) and not is_bool_mistaken else place


def _list_fault(value: JSON, shape: tuple[Shape] | InOrder, place: str) -> str | None:
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        return place
    shapes = shape.shapes if isinstance(shape, InOrder) else shape * len(value)
    if len(shapes) != len(value):
        return place
    faults = (
        fault(part, one, f"{place}[{number}]")
        for number, (part, one) in enumerate(zip(value, shapes, strict=True))
    )
    return next((found for found in faults if found), None)


def _object_fault(value: JSON, shape: Mapping[str, Shape], place: str) -> str | None:
    if not isinstance(value, Mapping):
        return place
    known = {name.removesuffix("?"): inner for name, inner in shape.items()}
    for name in value:
        if name not in known:
            return f"{place}.{name}"
    for name in shape:
        bare = name.removesuffix("?")
        if bare in value:
            found = fault(value[bare], known[bare], f"{place}.{bare}")
            if found:
                return found
        elif bare == name:
            return f"{place}.{name}"
    return None
