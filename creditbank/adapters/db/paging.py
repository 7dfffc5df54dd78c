"""Some rows of a long list, after the last of the page before (keyset)."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from creditbank.core.paging import Cursor

S = TypeVar("S", bound=Select[*tuple[Any, ...]])
Column = InstrumentedAttribute[Any]


def newest(
    query: S, at: Column, by_id: Column, limit: int | None, after: Cursor | None
) -> S:
    """Ask for the newest first; what happened at one instant goes by id."""
    if after is not None:
        query = query.where(tuple_(at, by_id) < (after.at, after.id))
    return query.order_by(at.desc(), by_id.desc()).limit(limit)


def oldest(
    query: S, at: Column, by_id: Column, limit: int | None, after: Cursor | None
) -> S:
    """Ask for the oldest first; what happened at one instant goes by id."""
    if after is not None:
        query = query.where(tuple_(at, by_id) > (after.at, after.id))
    return query.order_by(at, by_id).limit(limit)
