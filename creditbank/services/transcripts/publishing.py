"""Publish what strangers check against: keys and status lists."""

from __future__ import annotations

from creditbank.adapters import status_lists
from creditbank.adapters.db import keys
from creditbank.adapters.db.base import reading
from creditbank.core.canonical import JSON
from creditbank.core.people import STRANGER, require
from creditbank.core.ports import World
from creditbank.core.transcripts.identity import did_document


def published_keys(*, world: World) -> dict[str, JSON]:
    """Give the DID document: every key whose signatures must verify."""
    require(STRANGER, "transcripts.did")
    with reading() as session:
        return did_document(world.origin, keys.published(session))


def status_list(purpose: str, number: int, *, world: World) -> status_lists.Published:
    """Give the signed list of a purpose; NotFoundError for none opened."""
    require(STRANGER, "transcripts.status_list")
    return status_lists.published(purpose, number, world=world)
