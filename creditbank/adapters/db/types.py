"""Column types for exact credits, UTC instants and kept JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

from sqlalchemy import BigInteger, DateTime, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from creditbank.core.canonical import JSON, canonical
from creditbank.core.damage import ROW, BooksDamagedError
from creditbank.core.values import Credits


class CreditsType(TypeDecorator[Credits]):
    """Credits as whole hundredths: exact, and summed by either database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Credits | None, dialect: Dialect) -> int | None:
        del dialect
        return None if value is None else value.hundredths

    def process_result_value(
        self, value: int | None, dialect: Dialect
    ) -> Credits | None:
        del dialect
        return None if value is None else Credits(int(value))


class InstantType(TypeDecorator[datetime]):
    """An instant in UTC; SQLite keeps no zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        del dialect
        return None if value is None else value.astimezone(UTC)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value


class Illegible:
    """What stood in a row and cannot be read: said to whoever looks into it.

    So that a list goes on with its other rows, one such row being of no use.
    """

    def _refuse(self, *_asked: object) -> NoReturn:
        raise BooksDamagedError(ROW)

    __getitem__ = __len__ = __contains__ = __eq__ = __hash__ = _refuse

    def __iter__(self) -> Iterator[object]:
        self._refuse()

    def __getattr__(self, name: str) -> object:
        """Refuse what a value of any other type would have."""
        if name.startswith("__"):
            raise AttributeError(name)
        self._refuse()


class CanonicalType(TypeDecorator[JSON]):
    """A document kept as its canonical JSON text, byte for byte."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JSON, dialect: Dialect) -> str | None:
        del dialect
        return None if value is None else canonical(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - JSON of any shape
        del dialect
        try:
            return None if value is None else json.loads(value)
        except ValueError:
            return Illegible()
