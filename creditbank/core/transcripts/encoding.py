"""Multibase and Multikey (Controlled Identifiers 1.0): how keys are written."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from creditbank.core.canonical import JSON
from creditbank.core.errors import BadValueError
from creditbank.core.keys import Algorithm

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {character: number for number, character in enumerate(_ALPHABET)}
_ED25519 = b"\xed\x01"  # multicodec of an Ed25519 public key
_P256 = b"\x80\x24"  # multicodec of a P-256 public key, as a varint
_P256_NAME = "zDn"  # how a multikey of P-256 begins
_TEXT_MAX = 200

# The curve P-256 (SP 800-186, 3.2.1.3): y*y = x*x*x - 3*x + B, modulo a prime.
_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B

# y-coordinates of the eight points whose order divides 8: under such a key many
# messages verify with one signature, so it can belong to nobody.
_P = 2**255 - 19
_Y8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD83D3D706A17C7
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})
_Y_BITS = 2**255 - 1  # the highest bit is the sign of x


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
    if int.from_bytes(key, "little") & _Y_BITS >= _P or is_small_order(key):
        raise BadValueError("multikey", "a key of small order, or not canonical")
    return key


def name_of(algorithm: Algorithm, public_key: bytes) -> str:
    """Name a key by itself: Ed25519 as its 32 bytes, P-256 as a compressed point."""
    if algorithm is Algorithm.ED25519:
        return multikey(public_key)
    return "z" + base58(_P256 + public_key)


def public_bytes_of(name: str) -> bytes:
    """Read a key of either kind; raises BadValueError for any other."""
    return p256_key(name) if name.startswith(_P256_NAME) else public_key_of(name)


def p256_key(name: str) -> bytes:
    """Read a Multikey of P-256: 33 bytes; raises BadValueError for any other."""
    content = unbase58(name[1:]) if name.startswith("z") else b""
    key = content.removeprefix(_P256)
    if len(key) != 33 or len(content) != 35 or key[0] not in (2, 3):
        raise BadValueError("multikey", name[:60])
    return key


def jwk_of(name: str) -> dict[str, JSON]:
    """Give a P-256 key as JWK (RFC 7518, section 6.2.1): never with a `d`."""
    x, y = p256_point(name)
    return {"kty": "EC", "crv": "P-256", "x": _coordinate(x), "y": _coordinate(y)}


def p256_point(name: str) -> tuple[int, int]:
    """Give the point of a P-256 key; raises BadValueError where it is on no curve."""
    key = p256_key(name)
    x = int.from_bytes(key[1:], "big")
    square = (x * x * x - 3 * x + _B) % _PRIME
    y = pow(square, (_PRIME + 1) // 4, _PRIME)
    if x >= _PRIME or y * y % _PRIME != square:
        raise BadValueError("multikey", name[:60])
    return x, y if y % 2 == key[0] % 2 else _PRIME - y


def _coordinate(number: int) -> str:
    return urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")


def is_small_order(point: bytes) -> bool:
    """Tell whether 32 bytes encode, in any way, a point whose order divides 8."""
    return (int.from_bytes(point, "little") & _Y_BITS) % _P in _SMALL_ORDER_Y
