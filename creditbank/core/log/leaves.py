"""One leaf of the log: what was done, to which bytes, when; nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from creditbank.core.canonical import canonical
from creditbank.core.values import Digest, instant_text


class Kind(StrEnum):
    """What a leaf tells of (law 14)."""

    ISSUE = "issue"
    SUPERSEDE = "supersede"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    HEADS = "heads"
    KEY = "key"


@dataclass(frozen=True)
class Leaf:
    """``digest`` is the SHA-256 of the signed JSON; of `heads`, the Merkle root."""

    kind: Kind
    digest: Digest
    at: datetime

    def json(self) -> dict[str, str]:
        return {
            "kind": self.kind.value,
            "digest": self.digest,
            "at": instant_text(self.at),
        }

    @property
    def content(self) -> bytes:
        """The entry of the log: canonical JSON."""
        return canonical(self.json())
