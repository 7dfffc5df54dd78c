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
    """Some of a list, the cursor of what follows, and how many there are in all."""

    items: tuple[T, ...]
    next: str | None
    count: int | None = None

    @classmethod
    def of(
        cls, found: Sequence[tuple[Cursor, T]], limit: int, count: int | None = None
    ) -> Page[T]:
        """Keep ``limit`` of what was found; one more tells that there is a next."""
        more = len(found) > limit
        return cls(
            tuple(one for _, one in found[:limit]),
            str(found[limit - 1][0]) if more else None,
            count,
        )
