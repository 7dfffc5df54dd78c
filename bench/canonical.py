"""The canonical form of a closed document, against the reference writer."""

from __future__ import annotations

import rfc8785

from bench import Ratio, faster
from bench._documents import AT, Key, transcript
from creditbank.core.canonical import JSON, canonical_closed
from creditbank.core.transcripts.proofs import signed

FLOOR = 20.0


def ratios(quick: bool) -> list[Ratio]:  # noqa: FBT001 - every bench is called alike
    key = Key()
    document = signed(transcript(40, key), key, at=AT)
    control = floats(document)
    if canonical_closed(document) != rfc8785.dumps(control):
        raise RuntimeError("the two do not write the same bytes")
    return [
        faster(
            "canonical form of a 40-course transcript, to rfc8785",
            lambda: canonical_closed(document),
            lambda: rfc8785.dumps(control),
            floor=FLOOR,
            rounds=10 if quick else 50,
        )
    ]


def floats(value: JSON) -> object:
    """Give the document as the reference takes it, which knows no decimals."""
    if isinstance(value, dict):
        return {name: floats(part) for name, part in value.items()}
    if isinstance(value, list):
        return [floats(part) for part in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    return float(str(value))
