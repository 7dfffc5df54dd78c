"""A CASE and what is expected of its ANSWER, as the examples of a file write them."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.policies.fields import FIELDS, FieldType
from creditbank.core.policies.reading_cases import CHOICE, FINDING
from creditbank.core.policies.schema.shapes import (
    Shape,
    list_of,
    of,
    table,
)

ANY: Shape = {}  # what is expected is compared, not read
LIST: Shape = {"anyOf": [of("text"), of("texts")]}


def _texts(members: Mapping[str, Shape], needs: str = "") -> Shape:
    """Give the shape of a part of a CASE: these members, and texts of any name."""
    return {**table(members, needs), "additionalProperties": of("text")}


def _facts(part: str, members: Mapping[str, Shape], needs: str = "") -> Shape:
    """Give the shape of a part whose facts may be lists: ours as their type says."""
    ours = {
        name.removeprefix(f"{part}."): LIST
        if kind.type is FieldType.LIST
        else of("text")
        for name, kind in FIELDS.items()
        if name.startswith(f"{part}.")
    }
    return {**table({**ours, **members}, needs), "additionalProperties": LIST}


CASES: dict[str, Shape] = {
    "case": table(
        {
            "learner": _facts("learner", {}),
            "programme": _facts(
                "programme",
                {
                    "courses": list_of(_facts("target", {}, "code")),
                    "terms": list_of(_texts({})),
                },
            ),
            "portfolio": list_of(_facts("item", {}, "id")),
            "prior": list_of(
                _texts(
                    {
                        "line": of("text"),
                        "items": of("texts"),
                        "target": of("text"),
                        "credits": of("decimal"),
                        "holdings": list_of(_facts("item", {}, "id")),
                        "findings": list_of(
                            table(dict.fromkeys(FINDING, of("text")), "name value")
                        ),
                    },
                    "line credits",
                )
            ),
            "purpose": of("text"),
            "as_of": of("day"),
            "findings": list_of(
                table(dict.fromkeys(FINDING, of("text")), "name value")
            ),
            "choices": list_of(table(dict.fromkeys(CHOICE, of("text")), "item")),
            "objective": of("text"),
            "salt": of("text"),
            "expect": {"type": "object"},
        }
    ),
    "expect": {
        "type": "object",
        "properties": {
            **dict.fromkeys(("decision", "credits", "credits_max"), ANY),
            **dict.fromkeys(("lines", "caps", "undecided", "best"), ANY),
        },
    },
}
