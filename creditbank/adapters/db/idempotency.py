"""Requests already done, by actor and key, so that a repeat changes nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from creditbank.adapters.db.base import Row
from creditbank.adapters.db.types import InstantType


class DoneRow(Row):
    """A deed that stands; its answer follows once it was made."""

    __tablename__ = "requests_done"

    actor_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    request: Mapped[str] = mapped_column(String(64))  # digest of method, path, body
    done_at: Mapped[datetime] = mapped_column(InstantType)
    status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
