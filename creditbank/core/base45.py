"""Base45 (RFC 9285): bytes as the 45 characters that a QR code packs best."""

from __future__ import annotations

from creditbank.core.errors import BadValueError

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_BASE = len(ALPHABET)


def written(content: bytes) -> str:
    """Write bytes: two in three characters, a last one in two."""
    characters = []
    for start in range(0, len(content), 2):
        pair = content[start : start + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, value = divmod(number, _BASE)
            characters.append(ALPHABET[value])
    return "".join(characters)


def read(text: str) -> bytes:
    """Read what `written` gives; raises BadValueError for anything else."""
    content = bytearray()
    for start in range(0, len(text), 3):
        group = text[start : start + 3]
        size = len(group) - 1
        if size == 0 or any(one not in _VALUES for one in group):
            raise BadValueError("base45", "not base45")
        number = sum(_VALUES[one] * _BASE**at for at, one in enumerate(group))
        if number >= 1 << 8 * size:
            raise BadValueError("base45", "not base45")
        content += number.to_bytes(size, "big")
    return bytes(content)
