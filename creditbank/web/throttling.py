"""Throttles: what may be tried how often, from one address or on one account.

Decision: the counting is that of the library `limits`, which counts in Redis too; the
few lines that ask it are ours. Flask-Limiter looks twice a request for limits of the
site, of blueprints, and for exemptions from them; that was a third of looking at a
code. And the library's own memory starts a thread and looks at every counter a hundred
times a second while anyone is there; ours is swept now and then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from functools import wraps
from typing import TypeVar, cast

from flask import request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

F = TypeVar("F", bound=Callable[..., object])

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


def by_address() -> str:
    return request.remote_addr or "nowhere"


class Throttle:
    """Counts tries, and refuses one too many with 429."""

    def __init__(self, storage: MemoryStorage) -> None:
        self.enabled = True
        self._storage = storage
        self._counting = FixedWindowRateLimiter(storage)

    def limit(
        self,
        tries: str,
        *,
        methods: Collection[str] | None = None,
        key_func: Callable[[], str] = by_address,
        cost: Callable[[], int] = lambda: 1,
    ) -> Callable[[F], F]:
        """Let a view be asked so often, such as "60 per minute", by each key.

        ``cost`` says for how many a request counts.
        """
        limit = parse(tries)

        def limited(view: F) -> F:
            name = f"{view.__module__}.{view.__name__}"

            @wraps(view)
            def counted(*args: object, **kwargs: object) -> object:
                is_counted = methods is None or request.method in methods
                if self.enabled and is_counted:
                    self._count(limit, key_func(), name, cost())
                return view(*args, **kwargs)

            return cast("F", counted)

        return limited

    def _count(self, limit: RateLimitItem, key: str, name: str, cost: int) -> None:
        if not self._counting.hit(limit, key, name, cost=cost):
            raise TooManyRequests

    def reset(self) -> None:
        """Forget all that was tried."""
        self._storage.reset()
