"""What the bank asks of the world, and the World that bundles the answers.

A port exists only where two things implement it: the real one in ``adapters`` and
the one the tests use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from creditbank.core.keys import MadeKey, Purpose
from creditbank.core.values import Digest


class Clock(Protocol):
    """Where every instant comes from."""

    def now(self) -> datetime:
        """Tell the time in UTC, in whole seconds."""


class Chance(Protocol):
    """Where everything unguessable comes from."""

    def uuid(self) -> str:
        """Draw a random UUID, in its usual text form."""

    def token(self) -> str:
        """Draw 256 bits as URL-safe text: for links, sessions and bearer tokens."""

    def code(self) -> str:
        """Draw a transcript's public code: 80 bits, easy to read aloud."""

    def below(self, limit: int) -> int:
        """Draw a whole number from 0 to limit - 1."""


class EvidenceStore(Protocol):
    """Files kept by the SHA-256 of their content."""

    def keep(self, content: bytes) -> Digest:
        """Keep ``content`` durably; keeping it again changes nothing."""

    def fetch(self, digest: Digest) -> bytes:
        """Give the content back; NotFoundError when it is gone or altered."""

    def holds(self, digest: Digest) -> bool:
        """Tell whether the content is there and unaltered, at little memory."""


class Signer(Protocol):
    """A private signing key that never leaves its adapter."""

    @property
    def key_id(self) -> str:
        """The verification method: ``did:web:HOST#`` and the key's multikey."""

    def sign(self, message: bytes) -> bytes:
        """Sign: 64 bytes, of Ed25519 or of ES256 as r and s (RFC 7518, 3.4)."""


class KeyRing(Protocol):
    """The bank's signing keys, one in use for each purpose."""

    def signer(self, purpose: Purpose, *, of: str = "") -> Signer:
        """Give the key that signs for ``purpose`` now.

        What it signs in a transaction is announced by an intent before it is
        signed; ``of`` says there what kind of document it is, where the purpose
        does not.
        """

    def certificate(self) -> bytes:
        """Give the X.509 certificate of the seal in use, in DER."""

    def make(self, purpose: Purpose, *, at: datetime) -> MadeKey:
        """Make a key; whoever asks keeps it."""

    def check(self) -> None:
        """Open every key; what is missing or stays shut names the setting at fault."""

    def close(self) -> None:
        """Let go of what no process may share with another; it opens again itself."""


class Verifier(Protocol):
    """Checks one signature; the core holds no cryptography library."""

    def __call__(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Tell whether ``signature`` is by the Ed25519 ``public_key`` (32 bytes)."""


class Queue(Protocol):
    """Carries the ids of jobs to whoever works; it may lose some."""

    def put(self, job_id: str) -> None:
        """Say that a job waits; never fails the deed it follows."""


class CheckpointKeeper(Protocol):
    """Where the last checkpoint stands outside the bank (law 14)."""

    def kept(self) -> bytes | None:
        """Give the signed checkpoint that is kept; None before the first."""

    def exchange(self, choose: Callable[[bytes | None], bytes | None]) -> None:
        """Keep what ``choose`` gives for what is kept, one at a time; not None."""


class Printer(Protocol):
    """Prints templates as PDF/A-3b, and knows what it can print."""

    def check(self) -> None:
        """Raise WrongSettingError unless it can print at all."""

    def unprintable(self, text: str) -> str:
        """Name the characters that cannot be printed, each once."""

    def pdf(self, template: str, inputs: Mapping[str, str], *, at: datetime) -> bytes:
        """Print a template; equal inputs give equal bytes."""


class TimestampServer(Protocol):
    """Says when a seal was there (RFC 3161), and how its word is judged."""

    @property
    def certificates(self) -> Sequence[bytes]:
        """Its root and what lies between, in DER: chosen by the bank, not by it."""

    def stamp(self, request: bytes) -> bytes:
        """Send a request, give the answer, both in DER; OSError where none comes."""

    def revocations(self) -> Sequence[bytes]:
        """Fetch the lists of certificates taken back, in DER; OSError likewise."""


class Passwords(Protocol):
    """Turns a password into what may be stored, and checks it again."""

    def hash(self, password: str) -> str:
        """Hash with Argon2id and a salt of its own."""

    def matches(self, hashed: str, password: str) -> bool:
        """Tell whether ``password`` is the one; takes as long either way."""


class Vault(Protocol):
    """Keeps personal data unreadable at rest (law 17)."""

    def seal(self, text: str) -> str:
        """Encrypt ``text``."""

    def open(self, sealed: str) -> str:
        """Decrypt what ``seal`` gave."""

    def lookup(self, text: str) -> str:
        """Name ``text`` by a keyed hash: equal texts are found, none is revealed."""


@dataclass(frozen=True)
class World:
    """Everything a use case needs from outside, handed to it whole."""

    origin: str  # the public https origin, no slash at the end
    clock: Clock
    chance: Chance
    evidence: EvidenceStore
    keys: KeyRing
    passwords: Passwords
    vault: Vault
    queue: Queue
    checkpoints: CheckpointKeeper | None  # None where no file was named
    printer: Printer
    timestamps: TimestampServer | None = None  # None where no server was named
