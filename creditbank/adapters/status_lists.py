"""The signed status lists as strangers get them (see `adapters/db/status.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from creditbank.adapters.db import status, transcripts
from creditbank.adapters.db.base import reading, transaction
from creditbank.core.canonical import canonical
from creditbank.core.errors import NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.ports import World
from creditbank.core.transcripts.life import ACTS_OF
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.status_lists import (
    RENEW_BEFORE,
    VALID_FOR,
    status_list,
)
from creditbank.core.values import sha256

TRIES_MAX = 5  # two that sign the same version at once: one of them looks again


@dataclass(frozen=True)
class Published:
    """A signed list, byte for byte, and the SHA-256 of its bytes."""

    document: bytes
    digest: str


def published(purpose: str, number: int, *, world: World) -> Published:
    """Give the list signed last; sign anew only where that one no longer serves.

    Raises NotFoundError for a list that was never opened.
    """
    with reading() as session:
        is_open = number > 0 and transcripts.has_list(session, number)
        if purpose not in ACTS_OF or not is_open:
            raise NotFoundError
        found = _kept(session, purpose, number, world)
    for _ in range(TRIES_MAX):
        if found is not None:
            return found
        try:
            with transaction() as session:
                found = _kept(session, purpose, number, world)
                found = found or _sign(session, purpose, number, world)
        except IntegrityError:
            found = None
    if found is None:
        raise NotFoundError  # pragma: no cover - see TRIES_MAX
    return found


def _kept(
    session: Session, purpose: str, number: int, world: World
) -> Published | None:
    """Give the newest list if it tells all, under the key in use, for days yet."""
    row = status.kept(session, number, purpose)
    now = world.clock.now()
    if (
        row is None
        or sha256(row.document.encode()) != row.digest
        or row.events != status.told(session, number, purpose)
        or row.key != world.keys.signer(Purpose.STATUS_LISTS).key_id
        or not row.signed_at <= now < row.valid_until - RENEW_BEFORE
    ):
        return None
    return Published(row.document.encode(), row.digest)


def _sign(session: Session, purpose: str, number: int, world: World) -> Published:
    # Counted before the bits are read: what happens in between is told next time.
    events = status.told(session, number, purpose)
    indices = status.indices(session, number, purpose)
    now = world.clock.now()
    signer = world.keys.signer(Purpose.STATUS_LISTS)
    listed = status_list(world.origin, number, indices, at=now, purpose=purpose)
    content = canonical(signed(listed, signer, at=now))
    newest = status.kept(session, number, purpose)
    row = status.StatusListRow(
        list_number=number,
        purpose=purpose,
        version=newest.version + 1 if newest else 1,
        events=events,
        key=signer.key_id,
        document=content.decode(),
        digest=sha256(content),
        signed_at=now,
        valid_until=now + VALID_FOR,
    )
    status.keep_list(session, row)
    return Published(content, row.digest)
