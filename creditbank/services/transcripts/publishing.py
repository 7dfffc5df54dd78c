"""Publish what strangers check against: keys and status lists."""

from __future__ import annotations

from creditbank.adapters.db import keys, transcripts
from creditbank.adapters.db.base import reading
from creditbank.core.canonical import JSON, canonical
from creditbank.core.errors import NotFoundError
from creditbank.core.keys import Purpose
from creditbank.core.people import STRANGER, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import did_document
from creditbank.core.transcripts.proofs import signed
from creditbank.core.transcripts.status_lists import status_list


def published_keys(*, world: World) -> dict[str, JSON]:
    """Give the DID document: every key whose signatures must verify."""
    require(STRANGER, "transcripts.did")
    with reading() as session:
        return did_document(world.origin, keys.published(session))


def revocation_list(number: int, *, world: World) -> bytes:
    """Compose and sign a revocation list as of now; NotFoundError for none opened."""
    require(STRANGER, "transcripts.status_list")
    now = world.clock.now()
    with reading() as session:
        if number < 1 or not transcripts.has_list(session, number):
            raise NotFoundError
        indices = transcripts.revoked_indices(session, number)
        listed = status_list(world.origin, number, indices, at=now)
        signer = world.keys.signer(Purpose.STATUS_LISTS)
        return canonical(signed(listed, signer, at=now))
