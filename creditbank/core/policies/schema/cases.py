"""A CASE and what is expected of its ANSWER, as the examples of a file write them."""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.policies.portfolio import LISTS
from creditbank.core.policies.reading_cases import CHOICE, FINDING
from creditbank.core.policies.schema.shapes import (
    Shape,
    list_of,
    of,
    table,
)

ANY: Shape = {}  # what is expected is compared, not read


def _facts(members: Mapping[str, Shape], needs: str = "") -> Shape:
    """Give the shape of a part of a CASE: these members, and facts of any name."""
    more = {"additionalProperties": of("text")}
    return {**table(members, needs), **more}


CASES: dict[str, Shape] = {
    "case": table(
        {
            "learner": _facts(
                {name: {"anyOf": [of("text"), of("texts")]} for name in LISTS}
            ),
            "programme": _facts(
                {
                    "courses": list_of(_facts({"code": of("text")}, "code")),
                    "terms": list_of(_facts({})),
                }
            ),
            "portfolio": list_of(_facts({"id": of("text")}, "id")),
            "prior": list_of(
                _facts(
                    {
                        "line": of("text"),
                        "items": of("texts"),
                        "target": of("text"),
                        "credits": of("decimal"),
                        "holdings": list_of(_facts({"id": of("text")}, "id")),
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
