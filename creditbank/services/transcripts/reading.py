"""Transcripts as use cases hand them out: values read from the rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.strict import parsed


@dataclass(frozen=True)
class Transcript:
    """A transcript the learner was issued."""

    id: str
    code: str
    issued_at: datetime
    lines: int
    revoked_because: str  # "" while it stands
    document: bytes


def document_of(text: str) -> dict[str, JSON]:
    document = parsed(text.encode())
    if not isinstance(document, dict):
        raise BadValueError("credential", "not an object")
    return document
