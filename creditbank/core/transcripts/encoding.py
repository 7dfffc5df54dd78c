"""Multibase and Multikey (Controlled Identifiers 1.0): how keys are written."""

from __future__ import annotations

from creditbank.core.errors import BadValueError

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: number for number, character in enumerate(_ALPHABET)}
_ED25519 = b"\xed\x01"  # multicodec of an Ed25519 public key
_TEXT_MAX = 200

# y-coordinates of the eight points whose order divides 8: under such a key many
# messages verify with one signature, so it can belong to nobody.
_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


def base58(content: bytes) -> str:
    """Write bytes in base58btc."""
    number = int.from_bytes(content, "big")
    text = ""
    while number:
        number, rest = divmod(number, 58)
        text = _ALPHABET[rest] + text
    return "1" * (len(content) - len(content.lstrip(b"\0"))) + text


def unbase58(text: str) -> bytes:
    """Read base58btc; raises BadValueError for any other character."""
    if len(text) > _TEXT_MAX or not all(c in _DIGITS for c in text):
        raise BadValueError("base58", text[:40])
    number = 0
    for character in text:
        number = number * 58 + _DIGITS[character]
    body = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return b"\0" * (len(text) - len(text.lstrip("1"))) + body


def multikey(public_key: bytes) -> str:
    """Write a 32-byte Ed25519 public key as ``z6Mk…``."""
    return "z" + base58(_ED25519 + public_key)


def public_key_of(text: str) -> bytes:
    """Read a Multikey; raises BadValueError unless it is a sound Ed25519 key."""
    content = unbase58(text[1:]) if text.startswith("z") else b""
    key = content.removeprefix(_ED25519)
    if len(key) != 32 or len(content) != 34:
        raise BadValueError("multikey", text[:60])
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if y % _P in _SMALL_ORDER_Y:
        raise BadValueError("multikey", "a key of small order")
    return key
