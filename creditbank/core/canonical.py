"""Canonical JSON (RFC 8785) of the documents we keep, chain and sign.

Decision: our documents hold text, whole numbers within 2^53, decimals of at most
two places (the credits inside a credential), lists and objects. For those the
number rules of RFC 8785 come down to "no needless zeros", so this writer needs no
float; a test holds it against an independent implementation.

`canonical` looks at every value and is right for any. `canonical_closed` leaves the
writing to orjson and is right where it is known that there are no floats and no deep
nesting: for a closed shape of ours, and for what `strict.parsed` has read. Looking
would take longer than writing, so the caller vouches for that. Names are sorted by
bytes, which differs from UTF-16 units only beyond the Basic Multilingual Plane; text
with such a character is left to `canonical`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from typing import TypeAlias

import orjson

from creditbank.core.errors import BadValueError
from creditbank.core.values import Digest, sha256, shown

JSON: TypeAlias = (
    "str | int | bool | Decimal | Sequence[JSON] | Mapping[str, JSON] | None"
)

INTEGER_MAX = 2**53 - 1  # I-JSON, RFC 7493 section 2.2
DECIMAL_PLACES_MAX = 2  # credits are multiples of 0.01
DEPTH_MAX = 64  # our deepest document, a transcript, has 12 levels


def canonical(value: JSON) -> bytes:
    """Write ``value`` as RFC 8785 bytes.

    Raises BadValueError for what has no single exact form: floats, integers beyond
    2^53, lone surrogates, names that are not text, nesting past DEPTH_MAX.
    """
    try:
        return _written(value, 0).encode()
    except UnicodeEncodeError as error:
        raise BadValueError("json", "a lone surrogate") from error


def canonical_closed(document: JSON) -> bytes:
    """Write a document without floats, of known depth, as RFC 8785 bytes.

    What orjson will not write so is left to `canonical`, which writes or refuses it.
    """
    try:
        content = orjson.dumps(document, default=_fragment, option=_CLOSED)
    except TypeError:
        return canonical(document)
    return canonical(document) if any(map(content.__contains__, _BEYOND)) else content


_BEYOND = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")  # leads of U+10000 and on
_CLOSED = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


def _fragment(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(_decimal(value))
    raise TypeError


def digest(value: JSON) -> Digest:
    """Name ``value`` by the SHA-256 of its canonical bytes."""
    return sha256(canonical(value))


def _written(value: JSON, depth: int) -> str:
    if depth > DEPTH_MAX:
        raise BadValueError("json", "nested too deep")
    if isinstance(value, str):
        return encode_basestring(value)
    if isinstance(value, Mapping):
        pairs = sorted(value.items(), key=_utf16)
        inside = (
            f"{encode_basestring(name)}:{_written(part, depth + 1)}"
            for name, part in pairs
        )
        return "{" + ",".join(inside) + "}"
    if isinstance(value, Sequence):
        return "[" + ",".join(_written(part, depth + 1) for part in value) + "]"
    return _simple(value)


def _simple(value: int | Decimal | bool | None) -> str:  # noqa: FBT001 - JSON's own
    if isinstance(value, Decimal):
        return _decimal(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if not isinstance(value, int):
        raise BadValueError("json", type(value).__name__)
    if abs(value) > INTEGER_MAX:
        raise BadValueError("json", "an integer beyond 2^53")
    return str(value)


def _decimal(value: Decimal) -> str:
    _sign, digits, exponent = value.as_tuple()
    if exponent in _PLAIN and len(digits) <= _PLAIN_DIGITS:
        text = f"{value:f}"
        plain = text.rstrip("0").rstrip(".") if exponent else text
        return plain if value else "0"
    if not value.is_finite():
        raise BadValueError("json", "a number that is none")
    exact = Fraction(value)
    if abs(exact) > INTEGER_MAX // 10**DECIMAL_PLACES_MAX:
        raise BadValueError("json", "a decimal too large to be exact")
    if (exact * 10**DECIMAL_PLACES_MAX).denominator != 1:
        raise BadValueError("json", "a decimal of more than two places")
    return shown(exact)


# Decimals as credits come: their own digits are the canonical ones, zeros aside.
_PLAIN = frozenset({-2, -1, 0})
_PLAIN_DIGITS = 15


def _utf16(pair: tuple[str, JSON]) -> bytes:
    """RFC 8785 sorts names by UTF-16 code units, which is not code point order."""
    name, _value = pair
    if not isinstance(name, str):
        raise BadValueError("json", "a name that is not text")
    return name.encode("utf-16-be")
