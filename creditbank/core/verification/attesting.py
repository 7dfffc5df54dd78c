"""The verifier's receipt: the bank's signed word on what it checked for somebody.

Decision: whoever relied on a check can show later what was checked, when, against which
status lists and keys, and with which result; and anyone can check that word offline. A
key of its own signs it, so that it can never be taken for a decision receipt or a
credential. It says nothing of a person, and nothing in a stranger's words: files are
named by digest, and of a report only those facts stand in it that are the bank's own.
Otherwise anyone could have the bank sign a text by bringing it in a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from creditbank.core.canonical import JSON, canonical_closed
from creditbank.core.errors import BadValueError
from creditbank.core.ports import Signer
from creditbank.core.receipts import signed_receipt
from creditbank.core.receipts.document import PROOF
from creditbank.core.strict import parsed
from creditbank.core.transcripts.shapes import InOrder, Shape, fault
from creditbank.core.values import instant_text, sha256
from creditbank.core.verification.documents import text
from creditbank.core.verification.report import (
    Check,
    Code,
    Result,
    Status,
    VerificationReport,
)

TYPE = "VerificationReceipt"
FORM = "1"

_OUR_WORDS = frozenset(
    {
        *("reason", "part", "count", "missing", "index", "size"),
        *("logged", "listed", "revoked", "from", "until", "policy"),
    }
)
_OURS_ONCE_PASSED = frozenset({"issuer", "key"})


@dataclass(frozen=True)
class Attested:
    """What a receipt is about, and what the check rested on."""

    brought: bytes  # the file, picture, text or code, as it came
    document: JSON  # the signed JSON found in it; None where there was none
    report: VerificationReport
    did_document: bytes
    status_lists: Sequence[bytes]


def verification_receipt(
    attested: Attested, signer: Signer, *, issuer: str
) -> dict[str, JSON]:
    """Compose and sign the receipt of one check.

    Raises BadValueError where it would not have the shape verifiers expect.
    """
    at = attested.report.as_of
    receipt: dict[str, JSON] = {
        "type": TYPE,
        "form": FORM,
        "issuer": issuer,
        "at": instant_text(at),
        "brought": {
            "digest": sha256(attested.brought),
            "bytes": len(attested.brought),
        },
        "did_document": sha256(attested.did_document),
        "report": _impersonal(attested.report),
    }
    if attested.document is not None:
        receipt["document"] = sha256(canonical_closed(attested.document))
    if attested.status_lists:
        receipt["status_lists"] = [_named(one) for one in attested.status_lists]
    document = signed_receipt(receipt, signer, at=at)
    place = fault(document, RECEIPT)
    if place is not None:
        raise BadValueError("receipt", place)
    return document


def _named(content: bytes) -> dict[str, JSON]:
    """Name a status list by its address, the moment it tells of, and its bytes."""
    document = parsed(content)
    return {
        "id": text(document, "id"),
        "from": text(document, "validFrom"),
        "digest": sha256(content),
    }


def _impersonal(report: VerificationReport) -> JSON:
    """Write a report without what the file says of itself."""
    checks = tuple(
        Check(one.code, one.result, {n: f for n, f in one.facts.items() if _is(one, n)})
        for one in report.checks
    )
    return VerificationReport(report.as_of, checks).json()


def _is(check: Check, name: str) -> bool:
    """Tell whether a fact is the bank's own word."""
    has_passed = check.result is Result.PASSED
    return name in _OUR_WORDS or (has_passed and name in _OURS_ONCE_PASSED)


@dataclass(frozen=True)
class Attestation:
    """What a receipt states, for whoever reads it."""

    status: Status
    at: str
    brought: str  # SHA-256 of what was brought
    document: str  # SHA-256 of the signed JSON; "" where there was none

    @classmethod
    def of(cls, document: JSON) -> Attestation:
        """Read a receipt of the right shape."""
        return cls(
            Status(text(document, "report", "status")),
            text(document, "at"),
            text(document, "brought", "digest"),
            text(document, "document"),
        )

    def facts(self) -> dict[str, str]:
        """Give what it states by name, for a sentence."""
        return {**vars(self), "status": self.status.value}


def _check(code: Code) -> Shape:
    facts = {f"{name}?": str for name in _OUR_WORDS | _OURS_ONCE_PASSED}
    return {
        "number": int,
        "code": frozenset({code.value}),
        "result": frozenset(Result),
        "facts": facts,
    }


RECEIPT: Mapping[str, Shape] = {
    "type": frozenset({TYPE}),
    "form": frozenset({FORM}),
    "issuer": str,
    "at": str,
    "brought": {"digest": str, "bytes": int},
    "document?": str,
    "did_document": str,
    "status_lists?": ({"id": str, "from": str, "digest": str},),
    "report": {
        "status": frozenset(Status),
        "as_of": str,
        "checks": InOrder(*(_check(code) for code in Code)),
    },
    "proof": (PROOF,),
}
