"""Transcripts as use cases hand them out: values read from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creditbank.adapters.db.transcripts import CredentialRow
from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed
from creditbank.core.transcripts.credentials import EXAMPLE_MARK
from creditbank.core.transcripts.life import Life
from creditbank.core.verification.documents import inner_of, text


@dataclass(frozen=True)
class Transcript:
    """A transcript the learner was issued, and how it stands."""

    id: str
    code: str
    issued_at: datetime
    lines: int
    scope: str  # account, a purpose, or selection
    life: Life
    document: bytes

    @classmethod
    def of(cls, row: CredentialRow, code: str, lines: int, life: Life) -> Transcript:
        return cls(
            id=row.id,
            code=code,
            issued_at=row.issued_at,
            lines=lines,
            scope=row.scope or "selection",
            life=life,
            document=row.signed,
        )

    @property
    def is_example(self) -> bool:
        """Tell whether a line it states rests on example data."""
        return any(is_example(one) for one in inner_of(document_of(self.text)))

    @property
    def text(self) -> str:
        return self.document.decode()

    @property
    def status(self) -> str:
        return self.life.status

    @property
    def since(self) -> datetime:
        return self.life.said.at if self.life.said else self.issued_at

    @property
    def reason(self) -> str:
        return self.life.said.reason if self.life.said else ""

    @property
    def revoked_because(self) -> str:
        """Say why it was revoked; "" while it is not."""
        return self.reason if self.life.is_revoked else ""


def is_example(document: JSON) -> bool:
    """Tell whether a credential says of itself that it rests on example data."""
    said = text(document, "credentialSubject", "achievement", "description")
    return EXAMPLE_MARK in said


def document_of(text: str) -> dict[str, JSON]:
    document = parsed(text.encode())
    if not isinstance(document, dict):
        raise BadValueError("credential", "not an object")
    return document
