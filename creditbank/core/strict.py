"""Reading JSON strictly (I-JSON, RFC 7493): what could be read two ways is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from creditbank.core.canonical import DEPTH_MAX, JSON, canonical_closed
from creditbank.core.errors import BadValueError, DomainError

BYTES_MAX = 5_000_000  # a transcript of 400 lines is below 1 MB


class AmbiguousError(BadValueError):
    """JSON that two readers could understand differently."""

    code = "ambiguous"

    def __init__(self, reason: str) -> None:
        super().__init__("json", reason)


class BadFieldsError(DomainError):
    """Members of a body or query that are not what is asked for; each with why."""

    code = "bad_fields"

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(count=str(len(fields)), names=", ".join(fields)[:200])
        self.fields = fields


def parsed(content: bytes) -> JSON:
    """Read JSON with decimals exact.

    Raises AmbiguousError for duplicate members, lone surrogates, numbers beyond
    I-JSON and NaN; BadValueError for what is no JSON, too large or nested too deep.
    """
    if len(content) > BYTES_MAX:
        raise BadValueError("json", "too large")
    _check_depth(content)
    try:
        value: JSON = json.loads(
            content.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
        )
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadValueError("json", "not JSON") from error
    try:
        canonical_closed(value)  # no floats and no deep nesting are left in it
    except BadValueError as error:
        raise AmbiguousError(error.facts["value"]) from error
    return value


def _check_depth(content: bytes) -> None:
    """Refuse deep nesting before anything recurses; brackets in text count too."""
    depth = 0
    for byte in content.translate(None, delete=_NO_BRACKETS):
        if byte in b"[{":
            depth += 1
            if depth > DEPTH_MAX:
                raise BadValueError("json", "nested too deep")
        else:
            depth -= 1


_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise AmbiguousError("a member stands twice")
    return found


def _integer(text: str) -> int:
    if len(text) > 17:
        raise AmbiguousError("an integer beyond 2^53")
    return int(text)


def _decimal(text: str) -> Decimal:
    if len(text) > 40 or "e" in text.lower():
        raise AmbiguousError("a number with an exponent")
    return Decimal(text)


def _constant(text: str) -> JSON:
    raise AmbiguousError(text)
