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


def fault(value: JSON, shape: Shape) -> str | None:
    """Name the first place where ``value`` departs from ``shape``; None if nowhere."""
    within = _departs(value, shape)
    return None if within is None else f"${within}"


def _departs(value: JSON, shape: Shape) -> str | None:
    """Give the way from ``value`` to the first fault in it: it is written only then."""
    if shape is str:
        return None if isinstance(value, str) else ""
    if isinstance(shape, type | frozenset | Exactly):
        return None if _is(value, shape) else ""
    if isinstance(shape, tuple | InOrder):
        return _list_departs(value, shape)
    return _object_departs(value, shape)


def _is(value: JSON, shape: Leaf) -> bool:
    if isinstance(shape, Exactly):
        return value == shape.texts
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if isinstance(value, bool):
        return shape is bool
    return isinstance(value, int | Decimal if shape is Decimal else shape)


def _list_departs(value: JSON, shape: tuple[Shape] | InOrder) -> str | None:
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        return ""
    shapes = shape.shapes if isinstance(shape, InOrder) else shape * len(value)
    if len(shapes) != len(value):
        return ""
    for number, (part, one) in enumerate(zip(value, shapes, strict=True)):
        within = _departs(part, one)
        if within is not None:
            return f"[{number}]{within}"
    return None


def _object_departs(value: JSON, shape: Mapping[str, Shape]) -> str | None:
    """A member that is not ours goes before any other fault."""
    if not isinstance(value, Mapping):
        return ""
    found, known = None, 0
    for name, inner in shape.items():
        bare = name.removesuffix("?")
        if bare in value:
            known += 1
            within = None if found else _departs(value[bare], inner)
            if within is not None:
                found = f".{bare}{within}"
        elif bare == name:
            found = found or f".{name}"
    if known == len(value):
        return found
    stray = next(one for one in value if one not in shape and f"{one}?" not in shape)
    return f".{stray}"
