"""Checkpoints: the size and root of the log, as a signed note (C2SP).

The note's text is three lines, the log's name, its size and its root; after an empty
line each signature stands as ``— name base64(key id, signature)``, where the key id
is the first four bytes of SHA-256 over name, newline, 1 and the Ed25519 key.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass

from creditbank.core.errors import BadValueError
from creditbank.core.ports import Signer, Verifier
from creditbank.core.transcripts.encoding import public_key_of

_ED25519 = b"\1"
_ROOT_BYTES = 32
_SIGNATURES_MAX = 16
NOTE_BYTES_MAX = 10_000  # ours has about 200
_SIZE = re.compile("0|[1-9][0-9]{0,15}")
_SIGNATURE = re.compile("— (\\S+) (\\S+)")


def log_name(origin: str) -> str:
    """Name the log by its address without the scheme, as C2SP asks."""
    return origin.removeprefix("https://") + "/log"


@dataclass(frozen=True)
class Checkpoint:
    """What the log says of itself at one moment."""

    name: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.name}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def of(cls, text: str) -> Checkpoint:
        """Read a note's text; raises BadValueError unless written the one way."""
        lines = text.split("\n")
        if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):
            raise BadValueError("checkpoint", text[:80])
        found = cls(lines[0], int(lines[1]), _unbase64(lines[2]))
        if len(found.root) != _ROOT_BYTES or found.text != text:
            raise BadValueError("checkpoint", text[:80])
        return found


def key_id(name: str, public_key: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """Write the key as auditors' programs read it: ``NAME+ID+BASE64``."""
    key = b64encode(_ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{key}"


def sealed(checkpoint: Checkpoint, signer: Signer) -> bytes:
    """Sign a checkpoint; whoever calls has checked that it is consistent."""
    public_key = public_key_of(signer.key_id.partition("#")[2])
    signature = signer.sign(checkpoint.text.encode())
    seal = b64encode(key_id(checkpoint.name, public_key) + signature).decode()
    return f"{checkpoint.text}\n— {checkpoint.name} {seal}\n".encode()


def opened(
    note: bytes, name: str, public_keys: Iterable[bytes], verifier: Verifier
) -> Checkpoint:
    """Read a signed checkpoint of the log ``name``.

    Raises BadValueError unless one of ``public_keys`` signed it; signatures by keys
    nobody gave us, a witness's for example, are passed over.
    """
    text, signatures = _parted(note)
    checkpoint = Checkpoint.of(text)
    if checkpoint.name != name:
        raise BadValueError("checkpoint", checkpoint.name[:80])
    keys = {key_id(name, key): key for key in public_keys}
    ours = [
        (keys[seal[:4]], seal[4:])
        for signed_by, seal in signatures
        if signed_by == name and seal[:4] in keys
    ]
    if not ours or not all(verifier(key, text.encode(), one) for key, one in ours):
        raise BadValueError("checkpoint", "no signature by a key of this log")
    return checkpoint


def unproven(note: bytes) -> Checkpoint:
    """Read what a note says, whoever signed it; raises BadValueError for no note."""
    return Checkpoint.of(_parted(note)[0])


def _parted(note: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Part a note into its text and its signatures."""
    try:
        text, gap, rest = note[:NOTE_BYTES_MAX].decode().rpartition("\n\n")
    except UnicodeDecodeError as error:
        raise BadValueError("checkpoint", "not text") from error
    found = [_SIGNATURE.fullmatch(line) for line in rest.split("\n")[:-1]]
    is_whole = gap and rest.endswith("\n") and 0 < len(found) <= _SIGNATURES_MAX
    if len(note) > NOTE_BYTES_MAX or not is_whole:
        raise BadValueError("checkpoint", "not a signed note")
    signatures = []
    for one in found:
        if one is None:
            raise BadValueError("checkpoint", "not a signed note")
        signatures.append((one[1], _unbase64(one[2])))
    return text + "\n", signatures


def _unbase64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise BadValueError("base64", text[:80]) from error
