"""Answers kept in this process for as long as what they follow from stays the same."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Keeps the answers asked last; whoever asks names all that they follow from.

    Nothing here grows old: where the books say something new, the question is another
    one, so several processes need not tell each other.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[K, V] = {}  # the one asked longest ago stands first

    def get(self, key: K) -> V | None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._kept[key] = found
        return found

    def put(self, key: K, found: V) -> None:
        self._kept[key] = found
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]
