"""Opening a stranger's PDF or photo: in a child process with limits of its own.

Both come from anyone, and both formats are languages with a history of traps. So the
child has little memory, little time, no environment and no files to write; whatever
becomes of it, the bank hears an answer, or that there is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BYTES_MAX = 20_000_000
SECONDS_MAX = 10
PDF = b"%PDF-"
IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")  # PNG, JPEG


class NotOpenedError(Exception):
    """The child ended without an answer, or was ended."""


@dataclass(frozen=True)
class Attached:
    """What a PDF brings: a transcript, and receipts by the SHA-256 they go by."""

    transcript: bytes
    receipts: Mapping[str, bytes]


def is_pdf(content: bytes) -> bool:
    return content.startswith(PDF)


def is_image(content: bytes) -> bool:
    return content.startswith(IMAGES)


def attached(content: bytes) -> Attached | None:
    """Give the one attachment transcript.json of a PDF with its receipts, or None."""
    found = {
        name: b64decode(text)
        for name, text in json.loads(_child("attachments", content)).items()
    }
    transcript = found.pop("transcript", None)
    return None if transcript is None else Attached(transcript, found)


def qr_texts(content: bytes) -> Sequence[str]:
    """Give the texts of the QR codes in a picture."""
    found = json.loads(_child("qr", content))
    return [str(one) for one in found]


def _child(task: str, content: bytes) -> bytes:
    if len(content) > BYTES_MAX:
        raise NotOpenedError
    command = [sys.executable, "-I", "-m", "creditbank.adapters.opening_child", task]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS_MAX,
            env={},
            check=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise NotOpenedError from error
    return done.stdout
