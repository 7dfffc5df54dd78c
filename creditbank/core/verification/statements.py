"""What a signed document states, in the order and the words a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from creditbank.core.canonical import JSON
from creditbank.core.verification.documents import part, parts, text


@dataclass(frozen=True)
class Line:
    """One recognized outcome or converted course."""

    name: str
    code: str
    credits: str
    grade: str
    place: str  # whose outcome or course it is
    source: str  # whose certificate it rests on
    criteria: str
    awarded_at: str


@dataclass(frozen=True)
class Stated:
    """Read from the signed bytes and from nothing else."""

    title: str
    issuer: str
    issuer_id: str
    holder: str  # "" where the document names nobody
    issued_at: str
    lines: tuple[Line, ...]


def stated(document: JSON) -> Stated:
    """Read a transcript, or one credential alone; raises nothing for odd shapes."""
    inner = parts(document, "credentialSubject", "verifiableCredential")
    names = [
        text(one, "identityHash")
        for one in parts(document, "credentialSubject", "identifier")
        if text(one, "identityType") == "name"
    ]
    return Stated(
        title=text(document, "name"),
        issuer=text(document, "issuer", "name"),
        issuer_id=text(document, "issuer", "id"),
        holder=names[0] if names else "",
        issued_at=text(document, "validFrom"),
        lines=tuple(_line(one) for one in inner or [document]),
    )


def _line(document: JSON) -> Line:
    subject = part(document, "credentialSubject")
    results = parts(subject, "result")
    earned = part(subject, "creditsEarned")
    return Line(
        name=text(document, "name"),
        code=text(subject, "achievement", "humanCode"),
        credits="" if earned is None else str(earned),
        grade=text(results[0], "value") if results else "",
        place=text(subject, "achievement", "creator", "name"),
        source=text(subject, "source", "name"),
        criteria=text(subject, "achievement", "criteria", "narrative"),
        awarded_at=text(document, "awardedDate"),
    )
