"""A formula in words: its facts and functions by their names."""

from __future__ import annotations

import re
from collections.abc import Callable

from creditbank.language import Locale
from creditbank.language.explaining import WORDS
from creditbank.language.facts import field_name

FUNCTIONS = frozenset(
    {
        *("min", "max", "floor", "ceil", "years", "days"),
        *("round_half_up", "round_half_even", "round_half_down"),
    }
)
_NAME = re.compile(r"[^\W\d][\w.]*")


def formula_text(
    text: str, locale: Locale, is_fact: Callable[[str], bool] = lambda _: False
) -> str:
    """Put words for the facts and functions of a formula.

    A name with a dot is a fact; ``is_fact`` knows which others are.
    """

    def word(match: re.Match[str]) -> str:
        name = match.group()
        if name in FUNCTIONS:
            return WORDS[f"formula_{name}"][locale]
        return field_name(name, locale) if "." in name or is_fact(name) else name

    return _NAME.sub(word, text)
