"""Floor 1: codes and facts become sentences in Chinese and English.

One table, split by what it speaks of; it serves pages, command line, API and PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Locale: TypeAlias = Literal["zh", "en"]
LOCALES: tuple[Locale, ...] = ("zh", "en")


def say(
    table: Mapping[str, Mapping[Locale, str]],
    code: str,
    facts: Mapping[str, str],
    locale: Locale,
) -> str:
    """Fill the sentence of ``code`` with ``facts``; a missing fact is a KeyError."""
    return table[code][locale].format_map(facts)
