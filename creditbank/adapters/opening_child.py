"""The child of `opening`: limits itself, reads stdin, writes the answer to stdout."""

from __future__ import annotations

import io
import json
import resource
import sys

MEMORY_MAX = 768 * 1024 * 1024  # address space; the libraries alone map half of it
CPU_SECONDS_MAX = 8
PIXELS_MAX = 50_000_000  # a phone's photo has a quarter of it
ATTACHMENT = "transcript.json"
ATTACHMENT_BYTES_MAX = 5_000_000
TEXTS_MAX = 8


def limit() -> None:
    """Take less than the least that a trap would need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def attachment(content: bytes) -> bytes:
    """Give the one attachment of that name; none and several are the same."""
    from pypdf import PdfReader  # noqa: PLC0415 - loaded under the limits

    found = PdfReader(io.BytesIO(content)).attachments.get(ATTACHMENT, [])
    is_one = len(found) == 1 and len(found[0]) <= ATTACHMENT_BYTES_MAX
    return found[0] if is_one else b""


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
    task = {"attachment": attachment, "qr": qr}[sys.argv[1]]
    sys.stdout.buffer.write(task(sys.stdin.buffer.read()))
