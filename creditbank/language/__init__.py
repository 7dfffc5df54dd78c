"""Floor 1: codes and facts become sentences in Chinese and English.

One table, split by what it speaks of; it serves pages, command line, API and PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

Locale: TypeAlias = Literal["zh", "en"]
LOCALES: tuple[Locale, ...] = ("zh", "en")


class _Spoken(str):
    """A fact that chooses its own plural form: ``{n} {n:file|files}``."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return one if self == "1" else many


def filled(text: str, facts: Mapping[str, object]) -> str:
    """Put facts into a sentence; a missing fact is a KeyError."""
    return text.format_map({name: _Spoken(fact) for name, fact in facts.items()})


def say(
    table: Mapping[str, Mapping[Locale, str]],
    code: str,
    facts: Mapping[str, str],
    locale: Locale,
) -> str:
    """Fill the sentence of ``code`` with ``facts``; a missing fact is a KeyError."""
    return filled(table[code][locale], facts)
