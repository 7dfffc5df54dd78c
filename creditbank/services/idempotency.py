"""The second time: the same answer, by a key the client chose (house.md section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db.base import accompanied, reading, transaction
from creditbank.adapters.db.idempotency import DoneRow
from creditbank.core.errors import (
    KeyInProgressError,
    KeyReusedError,
)
from creditbank.core.people import Actor
from creditbank.core.ports import World


@dataclass(frozen=True)
class Done:
    """The answer given the first time."""

    status: int
    answer: str


def remembered(key: str, request: str, *, actor: Actor) -> Done | None:
    """Give the answer of a request done before; None for one not seen.

    Raises KeyReusedError for another request under the same key, and
    KeyInProgressError where the deed stands but its answer was lost on the way.
    """
    with reading() as session:
        row = session.get(DoneRow, (actor.user_id or "", key))
        if row is None:
            return None
        if row.request != request:
            raise KeyReusedError
        if row.status is None or row.answer is None:
            raise KeyInProgressError
        return Done(row.status, row.answer)


@contextmanager
def once(key: str, request: str, *, actor: Actor, world: World) -> Iterator[None]:
    """Let the key stand exactly when the deed inside stands: in the same commit."""

    def keep(session: Session) -> None:
        session.add(
            DoneRow(
                actor_id=actor.user_id or "",
                key=key,
                request=request,
                done_at=world.clock.now(),
            )
        )
        try:
            session.flush()
        except IntegrityError as error:
            raise KeyInProgressError from error

    with accompanied(keep):
        yield


def answered(key: str, done: Done, *, actor: Actor) -> None:
    """Remember the answer, for the next time."""
    with transaction() as session:
        row = session.get(DoneRow, (actor.user_id or "", key))
        if row is not None and row.status is None:
            row.status, row.answer = done.status, done.answer
