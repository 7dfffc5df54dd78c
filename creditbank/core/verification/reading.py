"""A file taken apart: a document with proofs inside, or one carried in a JWT."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Purpose
from creditbank.core.ports import Verifier
from creditbank.core.strict import BYTES_MAX, parsed
from creditbank.core.transcripts.jwt import Token
from creditbank.core.transcripts.shapes import (
    INNER,
    OUTER,
    STATUS_LIST,
    Shape,
    without_proof,
)
from creditbank.core.transcripts.summaries import PREFIX, SUMMARY, SignedSummary
from creditbank.core.verification.attesting import RECEIPT, TYPE
from creditbank.core.verification.bundles import is_bundle
from creditbank.core.verification.documents import Document, parts
from creditbank.core.verification.signatures import is_signed, methods_of


@dataclass(frozen=True)
class Read:
    """What the file says, and how it is secured."""

    document: Document
    token: Token | None = None
    bundle: Document | None = None  # what the credential was brought in
    summary: SignedSummary | None = None  # an offline QR code, which it states

    @classmethod
    def of(cls, content: bytes) -> Read:
        """Read a file as JSON or as a compact JWT.

        The text of an offline QR code is read too. Raises AmbiguousError for what
        can be read two ways, BadValueError for what cannot be read.
        """
        if content.startswith(PREFIX.encode()):
            summary = SignedSummary.of(content.decode("ascii", "replace").strip("\r\n"))
            return cls(summary.summary.json(), summary=summary)
        if content.lstrip().startswith(_JWT) and len(content) <= BYTES_MAX:
            token = Token.of(content)
            return cls(token.credential, token)
        document = parsed(content)
        if not isinstance(document, dict):
            raise BadValueError("json", "not JSON")
        if not is_bundle(document):
            return cls(document)
        credential = document["credential"]
        if not isinstance(credential, dict):
            raise BadValueError("json", "a bundle without a credential")
        return cls(credential, bundle=document)

    @property
    def types(self) -> list[JSON]:
        return parts(self.document, "type")

    @property
    def is_list(self) -> bool:
        return "BitstringStatusListCredential" in self.types

    @property
    def is_outer(self) -> bool:
        return "ClrCredential" in self.types

    @property
    def is_receipt(self) -> bool:
        """Tell whether it says itself what the bank checked for somebody."""
        return self.document.get("type") == TYPE

    @property
    def has_status(self) -> bool:
        """Lists and receipts tell of a moment; nothing becomes of them later."""
        return not (self.is_list or self.is_receipt)

    @property
    def starts(self) -> str:
        """Name the member that says from when on it holds."""
        return "at" if self.is_receipt or self.summary else "validFrom"

    @property
    def shape(self) -> Shape:
        """The closed shape it must have; only transcripts are carried in a JWT."""
        if self.token is not None:
            return without_proof(OUTER)
        if self.summary is not None:
            return SUMMARY
        if self.is_receipt:
            return RECEIPT
        return OUTER if self.is_outer else STATUS_LIST if self.is_list else INNER

    @property
    def purpose(self) -> Purpose:
        """What its key must be for."""
        if self.token is not None:
            return Purpose.TRANSCRIPTS_JWT
        if self.summary is not None:
            return Purpose.SUMMARIES
        if self.is_receipt:
            return Purpose.VERIFICATIONS
        return Purpose.STATUS_LISTS if self.is_list else Purpose.TRANSCRIPTS

    @property
    def methods(self) -> list[str]:
        """The keys that secure it, by name."""
        if self.summary is not None:
            return [self.summary.method]
        if self.token is None:
            return methods_of(self.document)
        return [self.token.key_id] if self.token.key_id else []

    def is_signed(
        self, keys: Callable[[str], bytes | None], verify: Verifier
    ) -> bool | None:
        """Tell whether all that secures it holds; None where it cannot be checked."""
        if self.summary is not None:
            return self.summary.is_signed(keys(self.summary.method), verify)
        if self.token is None:
            return is_signed(self.document, keys, verify)
        key = keys(self.token.key_id)
        return key is not None and verify(key, self.token.message, self.token.signature)


_JWT = b"ey"  # `{"` in base64: how every compact JWT begins, and no JSON text
