"""Long lists come in pages; a cursor names the last of one, never a number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from creditbank.core.errors import BadValueError
from creditbank.core.values import instant_of, instant_text

T = TypeVar("T")
PAGE = 50
PAGE_MAX = 100


@dataclass(frozen=True, order=True)
class Cursor:
    """A place in a list by time: what happened at one instant goes by id."""

    at: datetime
    id: str

    @classmethod
    def of(cls, text: str, field: str = "cursor") -> Cursor | None:
        """Read what `str` wrote; None for an empty text, the beginning."""
        if not text:
            return None
        at, tilde, last = text.partition("~")
        if not tilde:
            raise BadValueError(field, text[:40])
        return cls(instant_of(at, field), last)

    def __str__(self) -> str:
        return f"{instant_text(self.at)}~{self.id}"


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some of a list, the cursor of what follows, and how many there are in all.

    ``damaged`` counts what belongs here and cannot be read.
    """

    items: tuple[T, ...]
    next: str | None
    count: int | None = None
    damaged: int = 0

    @classmethod
    def of(
        cls,
        found: Sequence[tuple[Cursor, T | None]],
        limit: int,
        count: int | None = None,
    ) -> Page[T]:
        """Keep ``limit`` of what was found; one more tells that there is a next.

        None stands for what cannot be read.
        """
        more = len(found) > limit
        here = tuple(one for _, one in found[:limit] if one is not None)
        return cls(
            here,
            str(found[limit - 1][0]) if more else None,
            count,
            min(len(found), limit) - len(here),
        )
