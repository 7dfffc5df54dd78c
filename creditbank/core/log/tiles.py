"""The addresses of C2SP tlog-tiles: 256 hashes or entries to a file.

``tile/<L>/<N>`` holds the nodes of level 8·L, ``tile/entries/<N>`` the entries;
``<N>`` is written in groups of three digits, all but the last with an ``x``; a tile
that is not full says how far it goes: ``.p/<W>``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from creditbank.core.errors import NotFoundError

TILE_WIDTH = 256
TILE_HEIGHT = 8  # levels of the tree from one tile's level to the next
_LEVEL_MAX = 63
_PATH = re.compile(
    r"(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True)
class Tile:
    """One tile; ``level`` is None for a bundle of entries."""

    level: int | None
    number: int
    width: int = TILE_WIDTH

    @classmethod
    def of(cls, path: str) -> Tile:
        """Read what follows ``tile/``; NotFoundError unless written the one way."""
        found = _PATH.fullmatch(path)
        if found is None:
            raise NotFoundError
        level, groups, width = found.groups()
        tile = cls(
            None if level == "entries" else int(level),
            int(re.sub("[x/]", "", groups)),
            int(width) if width else TILE_WIDTH,
        )
        is_known = tile.level is None or tile.level <= _LEVEL_MAX
        if not is_known or (width and tile.is_full) or tile.path != path:
            raise NotFoundError
        return tile

    @property
    def path(self) -> str:
        digits = str(self.number)
        digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level is None else str(self.level)
        part = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"{level}/{number}{part}"

    @property
    def is_full(self) -> bool:
        return self.width >= TILE_WIDTH

    @property
    def node_level(self) -> int:
        """The level of the tree whose nodes it holds; a bundle holds the leaves."""
        return (self.level or 0) * TILE_HEIGHT

    @property
    def start(self) -> int:
        """The number of its first node."""
        return self.number * TILE_WIDTH

    def is_in(self, size: int) -> bool:
        """Tell whether a tree of ``size`` leaves has all of it."""
        return self.start + self.width <= size >> self.node_level


def bundle(entries: Iterable[bytes]) -> bytes:
    """Write entries as a bundle: each after its length in two bytes."""
    return b"".join(len(one).to_bytes(2, "big") + one for one in entries)
