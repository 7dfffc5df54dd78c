"""Documents nobody wrote: drawn at random from the closed shapes of what we sign."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

from creditbank.core.transcripts.shapes import Exactly, InOrder

ADDRESSES = {
    *(
        "id",
        "issuer",
        "sourceId",
        "targetId",
        "statusListCredential",
        "verificationMethod",
    ),
    *("resultDescription", "url", "targetUrl", "achievedLevel", "requiredLevel"),
}
LETTERS = 'abcXYZ 09.:/#"\\\n\t学分银行é€𠮷😀\ufb33'


def a_document(shape, draw, name=""):
    """Draw a document of ``shape``."""
    if isinstance(shape, tuple):
        many = draw.choice([1, 1, 2, 3])
        return [a_document(shape[0], draw, name) for _ in range(many)]
    if isinstance(shape, InOrder):
        return [a_document(one, draw, name) for one in shape.shapes]
    if isinstance(shape, Mapping):
        return {
            member.removesuffix("?"): a_document(inner, draw, member.removesuffix("?"))
            for member, inner in shape.items()
            if not member.endswith("?") or draw.random() < 0.5
        }
    return leaf(shape, draw, name)


def leaf(shape, draw, name):
    if isinstance(shape, Exactly):
        return list(shape.texts)
    if isinstance(shape, frozenset):
        return draw.choice(sorted(shape))
    if shape is str:
        return address(draw) if name in ADDRESSES else text(draw)
    if shape is int:
        return draw.randrange(10**6)
    return draw.random() < 0.5 if shape is bool else number(draw)


def text(draw):
    return "".join(draw.choices(LETTERS, k=draw.randrange(12)))


def address(draw):
    return f"https://credits.example.edu/{draw.randrange(6)}#{draw.randrange(9)}"


def number(draw):
    hundredths = draw.choice([draw.randrange(2000), draw.randrange(10**12)])
    if hundredths % 100 == 0 and draw.random() < 0.5:
        return hundredths // 100
    return Decimal(hundredths) / 100


def with_floats(value):
    """The document as libraries take it that know no decimals."""
    return json.loads(json.dumps(value, default=float))
