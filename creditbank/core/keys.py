"""What each signing key is for, and how its public half is written.

One key, one purpose: a key meant for receipts must not make a transcript, however
well it signs. The DID document states each key's purpose, and our verifier asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

# How long a key is published before it signs: verifiers keep DID documents in caches,
# and one that has not seen the key yet would call a good signature "key not valid".
PUBLISHED_FIRST = timedelta(hours=24)


class Algorithm(StrEnum):
    """What a key signs with."""

    ED25519 = "Ed25519"
    ES256 = "ES256"


class Purpose(StrEnum):
    """What a key may sign."""

    TRANSCRIPTS = "transcripts"  # transcripts, and each credential inside
    TRANSCRIPTS_JWT = "transcripts_jwt"  # the same as vc+jwt
    STATUS_LISTS = "status_lists"
    RECEIPTS = "receipts"
    VERIFICATIONS = "verifications"  # receipts of what the bank checked for anyone
    SUMMARIES = "summaries"  # of transcripts, as offline QR codes
    CHECKPOINTS = "checkpoints"  # of the public log, as C2SP signed notes
    SEAL = "seal"  # the printed transcript, with an X.509 certificate

    @property
    def algorithm(self) -> Algorithm:
        return Algorithm.ES256 if self in _ON_P256 else Algorithm.ED25519

    @property
    def is_for_assertions(self) -> bool:
        """Tell whether it signs statements with a proof or a JWT.

        Checkpoints, seals and summaries have forms of their own: their keys stay out
        of assertionMethod, so that no verifier takes a credential by them.
        """
        return self not in _OF_OTHER_FORMS


_OF_OTHER_FORMS = frozenset({Purpose.CHECKPOINTS, Purpose.SEAL, Purpose.SUMMARIES})
_ON_P256 = frozenset({Purpose.TRANSCRIPTS_JWT, Purpose.SEAL})


class State(StrEnum):
    """Where a key stands in its life."""

    PRE_PUBLISHED = "pre_published"  # listed, so that caches learn it; does not sign
    ACTIVE = "active"
    VERIFY_ONLY = "verify_only"
    REVOKED = "revoked"


@dataclass(frozen=True)
class PublicKey:
    """The half of a key that everyone may see; its name is its own multikey."""

    name: str
    purpose: Purpose
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class MadeKey:
    """A new key as it is kept: its private half encrypted, or its place in a token."""

    name: str
    purpose: Purpose
    private: bytes = field(repr=False)
    certificate: bytes | None = None  # of a seal, in DER


@dataclass(frozen=True)
class Key:
    """A key and its life, without its private half."""

    public: PublicKey
    state: State
    created_at: datetime
    since: datetime  # when it came into its state
    reason: str  # why it was revoked; "" for others
    fingerprint: str  # SHA-256 of the certificate, or of the public key
    is_in_token: bool = False  # its private half never left the token it was made in
