"""Floor 4c: the worker beside the server. It does jobs, and what is due by the clock.

Every kind of job is registered here, and nowhere else: `works` gives what each kind
does, PERIODIC how often a kind is due of itself (its argument is then its turn).
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from threading import Thread

import structlog

from creditbank.config import Settings
from creditbank.core.jobs import Work
from creditbank.core.ports import World
from creditbank.services import jobs, log, outbox, transcripts

LOOK_EVERY_SECONDS = 2  # at the outbox
SWEEP_EVERY = 5  # looks
ENDS_SECONDS_MAX = 10  # what a job has left when its server is gone

PERIODIC: Mapping[str, timedelta] = {log.HEADS: timedelta(hours=1)}


def works(world: World) -> dict[str, Work]:
    """Give what each kind of job does."""
    return {
        log.HEADS: lambda _job, _keep: publish_heads(world),
        transcripts.KIND: partial(transcripts.print_pdf, world=world),
    }


def publish_heads(world: World) -> None:
    """Put the root over all heads into the log; twice is one leaf too many, no more."""
    log.publish_heads(world=world)


@dataclass(frozen=True)
class Worker:
    """Does jobs in a bank it opens for each, so that nothing of one reaches another."""

    settings: Settings
    opened: Callable[[], AbstractContextManager[World]]

    def run(self, job_id: str) -> None:
        with self.opened() as world:
            jobs.run(job_id, works(world), world=world)

    def run_waiting(self) -> None:
        with self.opened() as world:
            jobs.run_waiting(works(world), world=world)

    def look_after(self, round_: int) -> None:
        """Post the mail; now and then sweep, and begin what is due."""
        with self.opened() as world:
            outbox.deliver(self.settings.mail_url, world=world)
            log.publish(world=world)
            if round_ % SWEEP_EVERY == 0:
                jobs.begin_due(PERIODIC, world=world)
                jobs.sweep(world=world)

    def work(self, consume: Callable[[Callable[[str], None]], None]) -> None:
        """Work until a signal ends it."""
        Thread(target=self._keep_looking, daemon=True).start()
        consume(self.run)

    def _keep_looking(self) -> None:
        round_ = 0
        while True:
            try:
                self.look_after(round_)
            except Exception as error:  # noqa: BLE001 - it waits for the next turn
                structlog.get_logger().warning("worker", error=type(error).__name__)
            round_ += 1
            time.sleep(LOOK_EVERY_SECONDS)


def end_with(server: int) -> None:
    """End this process, at the latest when the server that began it is gone.

    The server says who it is: one that died while this process began is not its parent
    any more.
    """
    while os.getppid() == server:
        time.sleep(LOOK_EVERY_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(ENDS_SECONDS_MAX)
    os._exit(1)  # it was told, and is at something that does not end
