"""The child of `opening`: limits itself, reads stdin, writes the answer to stdout."""

from __future__ import annotations

import io
import json
import re
import resource
import sys
from base64 import b64encode

MEMORY_MAX = 768 * 1024 * 1024  # address space; the libraries alone map half of it
CPU_SECONDS_MAX = 8
PIXELS_MAX = 50_000_000  # a phone's photo has a quarter of it
TRANSCRIPT = "transcript.json"
TRANSCRIPT_BYTES_MAX = 5_000_000
RECEIPT = re.compile("([0-9a-f]{64})[.]receipt")
RECEIPT_BYTES_MAX = 100_000  # ours have about three thousand
RECEIPTS_MAX = 400  # as many as a transcript has lines
TEXTS_MAX = 8


def limit() -> None:
    """Take less than the least that a trap would need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def attachments(content: bytes) -> bytes:
    """Give the transcript and its receipts, by their digest, as JSON of base64.

    A name that stands twice says nothing, and other attachments are passed over.
    """
    from pypdf import PdfReader  # noqa: PLC0415 - loaded under the limits

    held = PdfReader(io.BytesIO(content)).attachments
    sizes = {"transcript": (TRANSCRIPT, TRANSCRIPT_BYTES_MAX)}
    named = [match for match in map(RECEIPT.fullmatch, held) if match]
    if len(named) > RECEIPTS_MAX:
        raise ValueError("too many receipts")
    sizes |= {match[1]: (match[0], RECEIPT_BYTES_MAX) for match in named}
    found = {}
    for name, (file, bytes_max) in sizes.items():
        contents = held.get(file, [])
        if len(contents) == 1 and len(contents[0]) <= bytes_max:
            found[name] = b64encode(contents[0]).decode()
    return json.dumps(found).encode()


def qr(content: bytes) -> bytes:
    """Give the texts of all QR codes as a JSON list."""
    import zxingcpp  # noqa: PLC0415 - loaded under the limits
    from PIL import Image, ImageOps  # noqa: PLC0415 - likewise

    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > PIXELS_MAX:
            raise ValueError("too many pixels")
        upright = ImageOps.exif_transpose(picture).convert("L")
    codes = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(upright, formats=codes)
    return json.dumps([one.text for one in found[:TEXTS_MAX]]).encode()


if __name__ == "__main__":
    limit()
    task = {"attachments": attachments, "qr": qr}[sys.argv[1]]
    sys.stdout.buffer.write(task(sys.stdin.buffer.read()))
