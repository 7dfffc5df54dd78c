"""A formula in words: its facts and functions by their names."""

from __future__ import annotations

import re

from creditbank.language import Locale, say
from creditbank.language.explaining import WORDS
from creditbank.language.facts import FIELDS, Names, field_name

FUNCTIONS = frozenset(
    {
        *("min", "max", "floor", "ceil", "years", "days"),
        *("round_half_up", "round_half_even", "round_half_down"),
    }
)
_NAME = re.compile(r"[^\W\d][\w.]*")
_MOVED = re.compile(r"\s*([+-])\s*(\d+)\s*(day|week|month|year)s?(?!\w)")


def formula_text(
    text: str,
    locale: Locale,
    names: Names | None = None,
) -> str:
    """Put words for the facts and functions of a formula.

    ``names`` are the policy's own words for facts of its own.
    """

    def word(match: re.Match[str]) -> str:
        name = match.group()
        is_called = text[match.end() :].lstrip().startswith("(")
        if name in FUNCTIONS and is_called:
            return WORDS[f"formula_{name}"][locale]
        is_fact = "." in name or name in FIELDS
        return field_name(name, locale, names) if is_fact else name

    def moved(match: re.Match[str]) -> str:
        sign, count, unit = match.groups()
        facts = {"n": count}
        by = say(WORDS, f"{unit}s", facts, locale)
        return say(WORDS, "after" if sign == "+" else "before", {"by": by}, locale)

    named = _MOVED.sub(moved, _NAME.sub(word, text))
    return named.replace(" | ", WORDS["or_else"][locale])
