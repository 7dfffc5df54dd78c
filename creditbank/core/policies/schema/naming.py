"""What rules may name: constants, facts, tables, bands, distributions."""

from __future__ import annotations

from creditbank.core.policies.fields import FieldType
from creditbank.core.policies.reading_derived import FORMS
from creditbank.core.policies.reading_values import FACTS_OF
from creditbank.core.policies.schema.shapes import (
    WHEN,
    Shape,
    cited,
    enum,
    list_of,
    named,
    of,
    table,
)

KEYS_MAX = 4  # keys of a lookup up to which the depth of its rows is told


def _rows(depth: int) -> Shape:
    return named(of("text") if depth == 1 else _rows(depth - 1))


def _deep(count: int) -> Shape:
    """Ask for rows as deep as there are keys."""
    at = {"properties": {"keys": {"minItems": count, "maxItems": count}}}
    return {"if": at, "then": {"properties": {"rows": _rows(count)}}}


_LOOKUP = table(
    {
        "lookup": of("text"),
        "keys": list_of(of("fact"), least=1),
        "unit": of("unit"),
        "says": of("both"),
        "rows": of("rows"),
    },
    "lookup keys rows",
    allOf=[_deep(count) for count in range(1, KEYS_MAX + 1)],
)

NAMING: dict[str, Shape] = {
    "constant": cited(
        "constant",
        {"value": of("decimal"), "unit": of("unit"), "says": of("both")},
        "value",
    ),
    "fact_declared": table(
        {
            "fact": {"type": "string", "pattern": rf"^(?:{'|'.join(FACTS_OF)})\."},
            "type": enum(FieldType),
            "unit": of("unit"),
            "min": of("decimal"),
            "max": of("decimal"),
            "says": of("both"),
        },
        "fact type says",
    ),
    "derived": cited(
        "derived",
        {
            "unit": of("unit"),
            "says": of("both"),
            "cases": list_of(of("derived_case"), least=1),
        },
        "cases",
    ),
    "derived_case": table(
        {**WHEN, "word": of("text"), "number": of("formula"), "table": of("text")},
        oneOf=[{"required": [name]} for name in FORMS],
    ),
    "lookup": _LOOKUP,
    "rows": named({"anyOf": [of("text"), of("rows")]}),
    "bands": table(
        {
            "bands": of("text"),
            "of": of("formula"),
            "unit": of("unit"),
            "says": of("both"),
            "rows": list_of(of("band"), least=1),
            "gaps": of("flag"),
        },
        "bands of rows",
    ),
    "band": table(
        {"from": of("decimal"), "to": of("decimal"), "value": of("text")},
        "from value",
    ),
    "distribution": table(
        {"distribution": of("text"), "grades": named(of("decimal"))},
        "distribution grades",
    ),
}
