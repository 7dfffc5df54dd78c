"""An auditor of the log who shares no code with the bank: reads addresses, rebuilds."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode

WIDTH = 256


def audited(get, public_key):
    """Read a whole log by ``get(path) -> bytes``; give its size and its entries.

    Checks the signature, every tile and bundle there must be, and the root.
    """
    note = get("checkpoint").decode()
    text, _, seals = note.rpartition("\n\n")
    name, size, top = text.split("\n")
    signed_by, seal = seals.strip().removeprefix("— ").split(" ")
    seal = b64decode(seal)
    known = hashlib.sha256(
        name.encode() + b"\n\1" + public_key.public_bytes_raw()
    ).digest()
    assert (signed_by, seal[:4]) == (name, known[:4])
    public_key.verify(seal[4:], (text + "\n").encode())

    size = int(size)
    entries = list(_entries(get, size))
    level = [hashlib.sha256(b"\0" + one).digest() for one in entries]
    assert _root(level) == b64decode(top)
    for depth in range(8):
        if not level:
            break
        for path, start, width in _tiles(str(depth), len(level)):
            assert get(path) == b"".join(level[start : start + width]), path
        level = [
            _root(level[start : start + WIDTH])
            for start in range(0, len(level) - WIDTH + 1, WIDTH)
        ]
    return size, [json.loads(one) for one in entries]


def _entries(get, size):
    for path, _, width in _tiles("entries", size):
        content = get(path)
        for _ in range(width):
            length = int.from_bytes(content[:2], "big")
            yield content[2 : 2 + length]
            content = content[2 + length :]
        assert content == b""


def _tiles(level, count):
    for start in range(0, count, WIDTH):
        width = min(WIDTH, count - start)
        part = "" if width == WIDTH else f".p/{width}"
        yield f"tile/{level}/{start // WIDTH:03}{part}", start, width


def _root(hashes):
    """RFC 6962 section 2.1, by its definition."""
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    both = _root(hashes[:half]) + _root(hashes[half:])
    return hashlib.sha256(b"\1" + both).digest()
