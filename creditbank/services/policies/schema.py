"""The schema of a policy file, with words an editor can show: for anyone to take."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from creditbank.core.policies.schema import PARTS, document
from creditbank.language import LOCALES, Locale
from creditbank.language.facts import FIELDS
from creditbank.language.policy_form import MEMBERS, SHARED, TITLE
from creditbank.language.policy_parts import JOINED, NAMED, TESTS

# It depends on nothing but the language, and is the same at every bank.


@lru_cache(maxsize=1)
def schema() -> str:
    """Write the JSON Schema of language 1, every member with its meaning."""
    written = document({name: _said_of(name) for name in PARTS})
    head = {
        "$schema": written["$schema"],
        "title": _beside(TITLE["policy"]),
        "description": _beside(TITLE["reading"]),
    }
    return json.dumps({**head, **written}, ensure_ascii=False, indent=1) + "\n"


def _said_of(part: str) -> dict[str, str]:
    own = {**SHARED, **MEMBERS.get(part, {}), **NAMED.get(part, {})}
    if part == "conditions":
        own = {**FIELDS, **JOINED}
    elif part.startswith("test"):
        own = TESTS
    return {name: _beside(said) for name, said in own.items()}


def _beside(said: Mapping[Locale, str]) -> str:
    """Put both languages into the one description a schema has."""
    return " · ".join(said[locale] for locale in LOCALES)
