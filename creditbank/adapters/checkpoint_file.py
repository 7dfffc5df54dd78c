"""The file outside the bank that holds the last checkpoint.

It is replaced whole and under a lock on its folder, so that of several workers one
writes at a time and none puts an older checkpoint over a newer one.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

from creditbank.adapters.durable import replaced


class CheckpointFile:
    """One file, replaced atomically."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def kept(self) -> bytes | None:
        """Give what the file holds; None where there is no file yet."""
        try:
            return self._place.read_bytes()
        except FileNotFoundError:
            return None

    def exchange(self, choose: Callable[[bytes | None], bytes | None]) -> None:
        """Keep what ``choose`` gives for what is kept; None leaves it as it is."""
        folder = os.open(self._place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            chosen = choose(self.kept())
            if chosen is not None:
                replaced(self._place, chosen)
        finally:
            os.close(folder)
