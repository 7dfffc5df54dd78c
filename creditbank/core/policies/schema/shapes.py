"""The small shapes of a policy file, as an editor may check them: JSON Schema.

Our reader takes every scalar as text. An editor's YAML parser does not: it makes a
number of ``7``, a boolean of ``true``, a null of nothing at all. Where any text may
stand, any such scalar may; where only a number, a date or one of some words is read,
the shape says so. A shape never refuses what the reader takes.

The shapes rest on what the reader itself uses: its enumerations, facts and patterns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from creditbank.core.canonical import JSON
from creditbank.core.policies.comparing import Relation
from creditbank.core.policies.dates import CHARACTERS_MAX as DATE_MAX
from creditbank.core.policies.dates import DAYS
from creditbank.core.policies.dimensions import UNIT
from creditbank.core.policies.fields import FIELDS, FieldType
from creditbank.core.policies.formulas import CHARACTERS_MAX as FORMULA_MAX
from creditbank.core.policies.reading_conditions import (
    BOUNDS,
    HELD,
    JOINED,
    LADDERS,
    LISTED,
    SAME,
)
from creditbank.core.values import CREDITS_TEXT_MAX, DECIMAL

Shape: TypeAlias = Mapping[str, JSON]

SCALARS: Sequence[str] = ("string", "number", "boolean", "null")
# Letters of any script: whatever is neither a space nor a sign. Written so because
# the patterns of JSON Schema know no classes of letters that every reader shares.
_SIGNS = r"\s!-,/:-@\[-^`{-~"
_LETTER = rf"[^{_SIGNS}.\-0-9]"
NAME = rf"^{_LETTER}[^{_SIGNS}.\-]*$"
_FACT = rf"{_LETTER}[^{_SIGNS}\-]*"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_STEP = r"\s*[+-]\s*[0-9]{1,4}\s*(?:day|week|month|year)s?"


def of(name: str) -> Shape:
    return {"$ref": f"#/$defs/{name}"}


def words(known: Iterable[str]) -> Shape:
    return {"enum": list(known)}


def enum(kind: type[StrEnum]) -> Shape:
    return words(one.value for one in kind)


def list_of(shape: Shape, *, least: int = 0) -> Shape:
    return {"type": "array", "items": shape, **({"minItems": least} if least else {})}


def named(shape: Shape) -> Shape:
    """Give the shape of a table whose members are named by whoever writes it."""
    return {"type": "object", "additionalProperties": shape}


def table(members: Mapping[str, Shape], needs: str = "", **more: JSON) -> Shape:
    """Give the shape of a table of these members and no others."""
    return {
        "type": "object",
        "properties": members,
        "required": needs.split(),
        "additionalProperties": False,
        **more,
    }


SMALL: dict[str, Shape] = {
    "text": {"type": SCALARS},
    "decimal": {
        "type": ["number", "string"],
        "pattern": f"^(?:{DECIMAL})$",
        "maxLength": CREDITS_TEXT_MAX,
    },
    "days": {"type": ["number", "string"], "pattern": f"^(?:{DAYS})$"},
    "flag": words(("yes", "no")),
    "unit": {"type": ["string", "null"], "pattern": f"^(?:{UNIT})$"},
    "day": {"type": "string", "pattern": f"^{_DAY}$"},
    "date_formula": {
        "type": "string",
        "maxLength": DATE_MAX,
        "pattern": rf"^\s*(?:{_DAY}|{_FACT})(?:{_STEP})*\s*$",
    },
    "formula": {
        "type": ["number", "string"],
        "maxLength": FORMULA_MAX,
        "pattern": r"^[^!-'\:-@\[-^`{-~]*$",
    },
    "fact": {
        "type": "string",
        "anyOf": [words(FIELDS), {"pattern": r"\."}],
    },
    "texts": list_of(of("text")),
    "one_or_more": {"anyOf": [of("text"), list_of(of("text"), least=1)]},
}


def _test(bound: Shape | None, *, is_list: bool | None) -> Shape:
    """Give the tests a fact allows: ``bound`` where it has any order, if known."""
    if is_list:
        has = {one.value: of("one_or_more") for one in LISTED}
        return table(has, minProperties=1)
    members: dict[str, Shape] = {}
    for one in Relation:
        if one in BOUNDS:
            if bound is not None:
                members[one.value] = bound
        elif one in LADDERS:
            members[one.value] = of("text")
        elif one in {Relation.IN_TABLE, *SAME}:
            members[one.value] = of("fact")
        elif is_list in {None, one in LISTED}:
            members[one.value] = of("one_or_more")
    laid_on = [one.value for one in (*LADDERS, Relation.IN_TABLE)]
    return table(
        {**members, "on": of("text")},
        minProperties=1,
        dependentRequired={name: ["on"] for name in laid_on},
        dependentSchemas={"on": {"anyOf": [{"required": [name]} for name in laid_on]}},
    )


TESTS: dict[str, Shape] = {
    "test": _test(
        {"anyOf": [of("formula"), of("date_formula")]},
        is_list=None,
    ),
    f"test_{FieldType.TEXT}": _test(None, is_list=False),
    f"test_{FieldType.NUMBER}": _test(of("formula"), is_list=False),
    f"test_{FieldType.DATE}": _test(of("date_formula"), is_list=False),
    f"test_{FieldType.LIST}": _test(None, is_list=True),
}


def _compared(test: str) -> Shape:
    return {"anyOf": [of("one_or_more"), of(test)]}


def conditions() -> Shape:
    """Give the shape of a table of conditions: facts, and conditions joined."""
    several = list_of(of("conditions"), least=1)
    facts = {name: _compared(f"test_{kind.type}") for name, kind in FIELDS.items()}
    years = {
        f"{name}.year": _compared(f"test_{FieldType.NUMBER}")
        for name, kind in FIELDS.items()
        if kind.type is FieldType.DATE
    }
    joined = {**dict.fromkeys(JOINED, several), **dict.fromkeys(HELD, of("conditions"))}
    return {
        "type": "object",
        "properties": {**joined, **facts, **years},
        "propertyNames": {"anyOf": [words((*joined, *FIELDS)), {"pattern": r"\."}]},
        "additionalProperties": _compared("test"),
    }


CITED: Mapping[str, Shape] = {"clause": of("text"), "published": of("text")}
WHEN: Mapping[str, Shape] = {"when": of("conditions")}


def cited(name: str, members: Mapping[str, Shape], needs: str = "") -> Shape:
    """Give the shape of a part that is named and stands in the source."""
    return table(
        {name: of("text"), **CITED, **members}, f"{name} clause published {needs}"
    )


def where_it_is(
    member: str, values: tuple[str, ...], then: Shape, other: Shape
) -> Shape:
    """Ask for one shape where a member has one of these values, else for another."""
    at: Shape = {"properties": {member: words(values)}, "required": [member]}
    return {"if": at, "then": then, "else": other}


def without(*names: str) -> Shape:
    return {"properties": dict.fromkeys(names, False)}
