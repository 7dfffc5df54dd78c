"""The form of a whole policy file of language 1: its parts and their members.

Decision: this is written as data beside the reader rather than got out of it, and
tests hold the two together: every member the reader asks for stands here and no
other, and what is refused here is refused there. Formulas, names and what only the
whole file shows (a name used twice, units, overlaps) are the check's to judge.
"""

from __future__ import annotations

from collections.abc import Mapping

from creditbank.core.canonical import JSON
from creditbank.core.policies.model import LANGUAGE
from creditbank.core.policies.reading import PURPOSES
from creditbank.core.policies.schema.cases import CASES
from creditbank.core.policies.schema.head import HEAD
from creditbank.core.policies.schema.limits import LIMITS
from creditbank.core.policies.schema.naming import NAMING
from creditbank.core.policies.schema.rules import RULES
from creditbank.core.policies.schema.shapes import (
    SMALL,
    TESTS,
    Shape,
    conditions,
    list_of,
    named,
    of,
    table,
    words,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"

POLICY: Shape = table(
    {
        "language": {"enum": [LANGUAGE, int(LANGUAGE)]},
        **dict.fromkeys(("code", "version"), of("text")),
        **dict.fromkeys(("title", "summary"), of("both")),
        "authority": of("text"),
        "purpose": words(PURPOSES),
        "programmes": of("texts"),
        "source": of("source"),
        "effective": of("effective"),
        "supersedes": of("supersedes"),
        "scope": of("scope"),
        "objective": of("text"),
        "objectives": list_of(of("objective")),
        "constants": list_of(of("constant")),
        "facts": list_of(of("fact_declared")),
        "derived": list_of(of("derived")),
        "ladders": named(of("texts")),
        "tables": named(named(of("texts"))),
        "lookups": list_of(of("lookup")),
        "bands": list_of(of("bands")),
        "distributions": list_of(of("distribution")),
        "findings": list_of(of("finding")),
        "gates": list_of(of("gate")),
        "rules": list_of(of("rule"), least=1),
        "groups": list_of(of("group")),
        "caps": list_of(of("cap")),
        "minimums": list_of(of("minimum")),
        "windows": list_of(of("window")),
        "steps": list_of(of("step")),
        "common_case": of("case"),
        "examples": list_of(of("example")),
    },
    "language code version title summary authority purpose source effective objective"
    " rules",
)

PARTS: dict[str, Shape] = {
    "policy": POLICY,
    **HEAD,
    **RULES,
    **LIMITS,
    **NAMING,
    **CASES,
    "conditions": conditions(),
    **TESTS,
}


def document(said: Mapping[str, Mapping[str, str]]) -> dict[str, JSON]:
    """Give the schema, with what is said of each member of each part."""
    parts = {
        name: _described(shape, said.get(name, {})) for name, shape in PARTS.items()
    }
    whole = parts.pop("policy")
    return {"$schema": DIALECT, **whole, "$defs": {**SMALL, **parts}}


def _described(shape: Shape, said: Mapping[str, str]) -> Shape:
    members = shape.get("properties")
    if not isinstance(members, Mapping):
        return shape
    described = {
        name: {**one, "description": said[name]}
        if isinstance(one, Mapping) and name in said
        else one
        for name, one in members.items()
    }
    return {**shape, "properties": described}
