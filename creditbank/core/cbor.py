"""CBOR, as far as an offline QR code needs it: one way to write each value.

Decision: of RFC 8949 only whole numbers, bytes, text, lists and objects whose names are
whole numbers; no tag, no float, nothing of open length. What is read must be, byte for
byte, what `written` gives for it (section 4.2.1), so that there is one reading, no name
twice and nothing left over. A general library knows some forty tags, among them shared
references and regular expressions, and reads them from whatever a stranger brings; the
tests hold this one against two such libraries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from creditbank.core.errors import BadValueError

CBOR: TypeAlias = "int | str | bytes | Sequence[CBOR] | Mapping[int, CBOR]"

DEPTH_MAX = 8  # the deepest of ours, a summary's line, has 5
_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _LIST, _OBJECT = range(6)
_SHORT = 24  # a number below it stands in the first byte


def written(value: CBOR) -> bytes:
    """Write a value in its one form."""
    if isinstance(value, int):
        kind, number = (_NEGATIVE, -1 - value) if value < 0 else (_UNSIGNED, value)
        return _head(kind, number)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        return _head(_TEXT, len(value.encode())) + value.encode()
    if isinstance(value, Mapping):
        pairs = sorted((written(name), written(one)) for name, one in value.items())
        return _head(_OBJECT, len(value)) + b"".join(n + one for n, one in pairs)
    return _head(_LIST, len(value)) + b"".join(map(written, value))


def _head(kind: int, number: int) -> bytes:
    if number < _SHORT:
        return bytes([kind << 5 | number])
    for power, size in enumerate((1, 2, 4, 8)):
        if number < 1 << 8 * size:
            return bytes([kind << 5 | _SHORT + power]) + number.to_bytes(size, "big")
    raise BadValueError("cbor", "a number beyond 64 bits")


def read(content: bytes) -> CBOR:
    """Read one value; raises BadValueError for anything `written` would not give."""
    value, rest = _value(content, 0)
    if rest or written(value) != content:
        raise BadValueError("cbor", "not in its one form")
    return value


def _value(content: bytes, depth: int) -> tuple[CBOR, bytes]:
    kind, number, rest = _number(content)
    if kind == _UNSIGNED:
        return number, rest
    if kind == _NEGATIVE:
        return -1 - number, rest
    if kind in {_BYTES, _TEXT}:
        return _string(kind, number, rest)
    if depth == DEPTH_MAX:
        raise BadValueError("cbor", "nested too deep")
    values: list[CBOR] = []
    for _ in range(number if kind == _LIST else 2 * number):
        value, rest = _value(rest, depth + 1)
        values.append(value)
    if kind == _LIST:
        return values, rest
    names = [name for name in values[::2] if isinstance(name, int)]
    if len(names) != number:
        raise BadValueError("cbor", "a name that is no whole number")
    return dict(zip(names, values[1::2], strict=True)), rest


def _number(content: bytes) -> tuple[int, int, bytes]:
    """Read a head: the kind, its number, and what follows."""
    kind, short = divmod(content[0], 1 << 5) if content else (_OBJECT + 1, 0)
    size = 0 if short < _SHORT else 1 << short - _SHORT
    if kind > _OBJECT or size > 8 or len(content) <= size:
        raise BadValueError("cbor", "not CBOR of our kind")
    number = int.from_bytes(content[1 : 1 + size], "big") if size else short
    return kind, number, content[1 + size :]


def _string(kind: int, size: int, content: bytes) -> tuple[CBOR, bytes]:
    found, rest = content[:size], content[size:]
    if len(found) != size:
        raise BadValueError("cbor", "cut short")
    if kind == _BYTES:
        return found, rest
    try:
        return found.decode(), rest
    except UnicodeDecodeError as error:
        raise BadValueError("cbor", "text that is none") from error
