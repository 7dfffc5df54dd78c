"""What stands around the rules: source, period, findings, steps, examples."""

from __future__ import annotations

from creditbank.core.policies.examples import KINDS
from creditbank.core.policies.parts import By
from creditbank.core.policies.reading_values import JUDGED_UNITS, ROLES
from creditbank.core.policies.schema.shapes import (
    WHEN,
    Shape,
    cited,
    enum,
    of,
    table,
    where_it_is,
    without,
    words,
)

_FINDING = table(
    {
        "finding": of("text"),
        "by": words(ROLES),
        "unit": {"anyOf": [words(JUDGED_UNITS), of("unit")]},
        "words": of("texts"),
        "min": of("text"),
        "max": of("text"),
        "asks": of("both"),
        "leaves_open": of("flag"),
    },
    "finding by unit asks",
    allOf=[
        where_it_is("unit", ("yes_no",), without("words"), {}),
        where_it_is(
            "unit",
            ("one_of",),
            {"required": ["words"], "properties": {"words": {"minItems": 1}}},
            {},
        ),
        where_it_is(
            "unit",
            JUDGED_UNITS,
            {},
            {"properties": {"min": of("decimal"), "max": of("decimal")}},
        ),
    ],
)

HEAD: dict[str, Shape] = {
    "both": table({"zh": of("text"), "en": of("text")}, "zh en"),
    "source": table(
        {
            **dict.fromkeys(("document", "completeness", "address"), of("text")),
            **dict.fromkeys(("number", "date"), of("text")),
        },
        "document completeness",
    ),
    "effective": table({"by": enum(By), "from": of("day"), "to": of("day")}, "by from"),
    "supersedes": table(
        {"version": of("text"), "kept_by": of("conditions")}, "version"
    ),
    "scope": cited("scope", WHEN),
    "objective": table(
        {"objective": of("text"), "says": of("both"), "where": of("conditions")},
        "objective says",
    ),
    "finding": _FINDING,
    "step": table(
        {
            "step": of("text"),
            "by": words(ROLES),
            "asks": of("both"),
            "notice_days": of("days"),
        },
        "step by asks",
    ),
    "example": table(
        {
            "example": of("text"),
            "of": of("text"),
            "kind": words(KINDS),
            "says": of("text"),
            "case": of("case"),
            "expect": of("expect"),
        },
        "example of kind case expect",
    ),
}
