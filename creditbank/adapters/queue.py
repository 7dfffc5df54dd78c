"""The queue: huey on a SQLite file of its own, which carries the ids of jobs.

What a message says is only that a row may be worth a look. Losing one costs a minute
(the sweeper finds the row), reading one twice costs a question to the database.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import structlog
from huey import SqliteHuey
from huey.consumer import Consumer

BUSY_SECONDS = 10
LOOK_SECONDS_MAX = 0.5  # how long a message may lie before it is read


class HueyQueue:
    """Puts job ids into the queue, and reads them out for a worker."""

    def __init__(self, url: str) -> None:
        self._file = Path(url.removeprefix("sqlite:///"))
        self._run: Callable[[str], None] = _nobody

    @cached_property
    def _huey(self) -> SqliteHuey:
        """Open the file at first use, so that no connection crosses a fork."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        logging.getLogger("huey").setLevel(logging.WARNING)
        return SqliteHuey(
            "creditbank",
            filename=str(self._file),
            results=False,
            timeout=BUSY_SECONDS,
            strict_fifo=True,
        )

    @cached_property
    def _message(self) -> Callable[[str], object]:
        named = self._huey.task(name="run")
        message: Callable[[str], object] = named(self._read)
        return message

    def _read(self, job_id: str) -> None:
        self._run(job_id)

    def put(self, job_id: str) -> None:
        """Say that a job waits; the sweeper finds what cannot be said."""
        try:
            self._message(job_id)
        except sqlite3.Error as error:
            structlog.get_logger().warning("queue", error=type(error).__name__)

    def close(self) -> None:
        self._huey.storage.close()

    def consume(self, run: Callable[[str], None]) -> None:
        """Hand every id to ``run``, one after another, until a signal ends it."""
        self._run = run
        _ = self._message  # what is read must be known by name
        Consumer(
            self._huey, workers=1, periodic=False, max_delay=LOOK_SECONDS_MAX
        ).run()


def _nobody(job_id: str) -> None:
    raise RuntimeError(f"nobody reads here: {job_id}")
