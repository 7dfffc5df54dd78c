"""Where throttles count: in this process's memory, swept now and then.

The library's own memory starts a thread and looks at every counter a hundred times a
second while anyone is there; with a thousand visitors that costs more than the pages.
"""

from __future__ import annotations

import time

from limits.storage import MemoryStorage

SWEEP_EVERY = 1_000  # hits; a counter is a few hundred bytes


class SweptMemory(MemoryStorage):
    """The library's memory, its old counters cleared in the course of counting."""

    STORAGE_SCHEME = ["swept"]  # noqa: RUF012 - as the library writes it
    _hits = 0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - what it overrides
        self._hits += 1
        if self._hits % SWEEP_EVERY == 0:
            self.sweep()

    def sweep(self) -> None:
        """Forget every counter whose time is over."""
        now = time.time()
        for key in [one for one, at in list(self.expirations.items()) if at <= now]:
            self.clear(key)
