"""Holdings: what a learner registered once, its evidence, and the keys it takes."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from creditbank.core.canonical import digest
from creditbank.core.catalog import AwardingBody, BodyStatus, Outcome
from creditbank.core.errors import EvidenceRefusedError
from creditbank.core.values import Digest, HoldingId, LearnerId

EVIDENCE_BYTES_MAX = 20 * 1024 * 1024  # a scan of both sides at 600 dpi fits
EVIDENCE_FILES_MAX = 10  # per holding; the most any source asks for is four
UNSCORED = "unscored"  # among the facts: ``yes`` where the paper bears no score

# Signature of the content -> media type and the extensions that may claim it.
_KINDS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "application/pdf", ("pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", ("png",)),
    (b"\xff\xd8\xff", "image/jpeg", ("jpg", "jpeg")),
)


@dataclass(frozen=True)
class Evidence:
    """A file that supports a holding, kept by digest under a generated name."""

    digest: Digest
    media_type: str
    size: int  # bytes
    added_at: datetime


@dataclass(frozen=True)
class Holding:
    """A certificate or other outcome a learner registered once (law 1).

    ``facts`` are what policies may read beyond the named fields: hours, major. No
    ``score`` is one that was not filled in, unless the learner says that the paper
    bears none: the first is not known, the second is known to be none.
    """

    id: HoldingId
    learner_id: LearnerId
    outcome: str
    outcome_version: str
    body: str
    certificate: str
    module: str
    number: str  # as written on the paper: it keeps its leading zeros
    holder_name: str
    issued_on: date
    level: str = ""
    score: str = ""
    expires_on: date | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_unscored(self) -> bool:
        """Tell whether the learner says that the paper bears no score."""
        return self.facts.get(UNSCORED) == "yes"

    @property
    def owner_key(self) -> Digest | None:
        return owner_key(self.body, self.number, self.certificate, self.module)

    def facts_of(self, outcome: Outcome, body: AwardingBody | None) -> dict[str, str]:
        """State it as a policy may read it: no name and no number (law 8)."""
        status = body.status_on(self.issued_on) if body else BodyStatus.UNKNOWN
        own = {
            "level": self.level,
            "score": self.score,
            "hours": self.facts.get("hours", "") or outcome.hours,
            "major": self.facts.get("major", ""),
            "issued_on": self.issued_on.isoformat(),
            "expires_on": self.expires_on.isoformat() if self.expires_on else "",
            "body_status": status.value,
        }
        facts = {name: fact for name, fact in (outcome.facts | own).items() if fact}
        none = {"score": ""} if self.is_unscored else {}
        return {"id": self.id, **facts, **none}


def folded(text: str) -> str:
    """Fold width and case, and drop what people type between the characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if not c.isspace() and c not in "-–—·.")


def owner_key(body: str, number: str, certificate: str, module: str) -> Digest | None:
    """Name one paper across all learners (law 5); None where it has no number.

    The key is a digest, so that no certificate number stands in a key table.
    """
    if not folded(number):
        return None
    return digest([folded(part) for part in (body, number, certificate, module)])


def use_key(
    holding: Holding, purpose: str, target: str | None, term: str = ""
) -> Digest:
    """Name one use of one holding (law 6): one live award each.

    A holding without a number is known by its outcome and the date achieved.
    """
    paper = holding.owner_key or digest(
        [holding.outcome, holding.issued_on.isoformat()]
    )
    return digest([paper, purpose, target or "-", term])


def media_type_of(content: bytes, file_name: str) -> str:
    """Tell what a file is by its content, and that its extension agrees.

    Raises EvidenceRefusedError with the reason: empty, too_large, unknown_kind,
    wrong_extension.
    """
    if not content:
        raise EvidenceRefusedError(reason="empty")
    if len(content) > EVIDENCE_BYTES_MAX:
        raise EvidenceRefusedError(reason="too_large")
    extension = file_name.rpartition(".")[2].casefold()
    for signature, media_type, extensions in _KINDS:
        if content.startswith(signature):
            if extension in extensions:
                return media_type
            raise EvidenceRefusedError(reason="wrong_extension")
    raise EvidenceRefusedError(reason="unknown_kind")
