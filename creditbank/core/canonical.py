"""Canonical JSON (RFC 8785) of the documents we keep, chain and sign.

Decision: our documents hold text, whole numbers within 2^53, decimals of at most
two places (the credits inside a credential), lists and objects. For those the
number rules of RFC 8785 come down to "no needless zeros", so this writer needs no
float; a test holds it against an independent implementation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from json.encoder import encode_basestring
from typing import TypeAlias

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
    exact = Fraction(value)
    if abs(exact) > INTEGER_MAX // 10**DECIMAL_PLACES_MAX:
        raise BadValueError("json", "a decimal too large to be exact")
    if (exact * 10**DECIMAL_PLACES_MAX).denominator != 1:
        raise BadValueError("json", "a decimal of more than two places")
    return shown(exact)


def _utf16(pair: tuple[str, JSON]) -> bytes:
    """RFC 8785 sorts names by UTF-16 code units, which is not code point order."""
    name, _value = pair
    if not isinstance(name, str):
        raise BadValueError("json", "a name that is not text")
    return name.encode("utf-16-be")
