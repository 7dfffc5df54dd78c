"""Throttles: what may be tried how often, from one address or on one account.

Decision: the counting is that of the library `limits`, which counts in Redis too; the
few lines that ask it are ours. Flask-Limiter looks twice a request for limits of the
site, of blueprints, and for exemptions from them; that was a third of looking at a
code. The counters stand in memory that all server processes of one machine share: with
memory of its own for each, an account could be tried as often again for every process.
A table of the database would make every wrong password a write. Machines that share a
database count each for themselves; the proxy in front of them counts for all.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from tempfile import mkstemp
from threading import Lock
from typing import TypeVar, cast

from flask import request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

F = TypeVar("F", bound=Callable[..., object])

SLOTS = 65_536  # 2 MiB; an old counter gives its place to a new one
WAYS = 8  # places where a key may stand
SLOT = struct.Struct("=16sdQ")  # the key's digest, until when it counts, how often


class SharedCounters(Storage):
    """Counters in memory that processes forked later share; keys are digests.

    Where a process is spawned instead (not on Linux), it counts alone. A process that
    dies in the middle of counting leaves no lock: the system takes its own back.
    """

    STORAGE_SCHEME = ["shared"]  # noqa: RUF012 - as the library writes it

    def __init__(self, slots: int = SLOTS) -> None:
        super().__init__()
        self._slots = slots
        self.file, name = mkstemp()
        os.unlink(name)  # noqa: PTH108 - it has no name from here on
        os.ftruncate(self.file, slots * SLOT.size)
        self.memory = mmap.mmap(self.file, slots * SLOT.size)
        self._threads = Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        return OSError

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one thread of one process count at a time."""
        with self._threads:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN)

    def _find(self, key: str) -> tuple[int, bytes, float, int]:
        """Give the key's place, or the one that is free soonest, and what it counts."""
        name = sha256(key.encode()).digest()[:16]
        first = int.from_bytes(name[:4], "big")
        places = [(first + i) % self._slots * SLOT.size for i in range(WAYS)]
        found = {at: SLOT.unpack_from(self.memory, at) for at in places}
        at = next((at for at, one in found.items() if one[0] == name), None)
        if at is not None and found[at][1] > time.time():
            return at, name, found[at][1], found[at][2]
        free = min(places, key=lambda one: found[one][1]) if at is None else at
        return free, name, 0.0, 0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count a try; the first of a window says how long it lasts."""
        with self._alone():
            at, name, until, count = self._find(key)
            count += amount
            SLOT.pack_into(self.memory, at, name, until or time.time() + expiry, count)
        return count

    def get(self, key: str) -> int:
        with self._alone():
            return self._find(key)[3]

    def get_expiry(self, key: str) -> float:
        with self._alone():
            return self._find(key)[2] or time.time()

    def check(self) -> bool:
        return True

    def clear(self, key: str) -> None:
        with self._alone():
            at, name, _, _ = self._find(key)
            SLOT.pack_into(self.memory, at, name, 0.0, 0)

    def reset(self) -> None:
        with self._alone():
            self.memory[:] = bytes(len(self.memory))


def by_address() -> str:
    return request.remote_addr or "nowhere"


class Throttle:
    """Counts tries, and refuses one too many with 429."""

    def __init__(self, storage: Storage) -> None:
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
