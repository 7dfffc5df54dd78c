"""What a rule is made of, and what it gives."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.canonical import JSON
from creditbank.core.policies.parts import Effect
from creditbank.core.policies.reading_grades import METHODS, TIES
from creditbank.core.policies.schema.shapes import (
    NAME,
    WHEN,
    Shape,
    cited,
    enum,
    list_of,
    named,
    of,
    table,
    without,
    words,
)

_GRADE_FORMS: Mapping[str, Mapping[str, Shape]] = {
    "word": {"word": of("text")},
    "formula": {"formula": of("formula")},
    "table": {"table": of("text")},
    "by": {"by": of("fact"), "values": named(of("text"))},
    "distribution": {"distribution": of("matching")},
}
_GRADE = {
    "when": of("conditions"),
    **{name: one for form in _GRADE_FORMS.values() for name, one in form.items()},
}
_GRADE_ONE: JSON = [{"required": [name]} for name in _GRADE_FORMS]
_BY_VALUES: JSON = {"by": ["values"], "values": ["by"]}

_RULE = cited(
    "rule",
    {
        **WHEN,
        "effect": enum(Effect),
        "credits": {"anyOf": [of("formula"), list_of(of("piece"), least=1)]},
        "grade": of("grade"),
        "bundle": of("texts"),
        "without_target": of("flag"),
        "with": list_of(of("with")),
        "fallback": of("flag"),
        "alternative_to": of("text"),
        "term": of("fact"),
        "consumes": of("formula"),
    },
    "effect credits",
)

RULES: dict[str, Shape] = {
    "rule": {
        **_RULE,
        "not": {
            "properties": {
                "bundle": {"minItems": 1},
                "without_target": {"const": "yes"},
            },
            "required": ["bundle", "without_target"],
        },
    },
    "with": table(
        {
            "holding": {"type": ["string", "boolean", "null"], "pattern": NAME},
            **WHEN,
        },
        "holding",
    ),
    "piece": table({**WHEN, "value": of("formula")}, "value"),
    "grade": table(
        {**_GRADE, "cases": list_of(of("grade_case"), least=1)},
        allOf=[
            {
                "if": {"required": ["cases"]},
                "then": without(*_GRADE),
                "else": {"oneOf": _GRADE_ONE},
            }
        ],
        dependentRequired=_BY_VALUES,
    ),
    "grade_case": table(_GRADE, oneOf=_GRADE_ONE, dependentRequired=_BY_VALUES),
    "matching": table(
        {
            "from": of("text"),
            "to": of("text"),
            "grade": of("fact"),
            "by": words(METHODS),
            "ties": words(TIES),
        },
        "from to grade by",
        dependentSchemas={"ties": {"properties": {"by": {"const": "midpoint"}}}},
    ),
}
