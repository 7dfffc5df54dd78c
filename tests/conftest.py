"""Resources only: app, database, client, a stopped clock, a world of test ports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from creditbank.adapters.db.base import db


class StoppedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **amount: float) -> None:
        self.at += timedelta(**amount)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def database(app):
    """One discarded transaction per test (house.md section 4)."""
    with app.app_context():
        engines = db.engines  # Flask-SQLAlchemy ignores Session(bind=...)
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        try:
            yield
        finally:
            engines[None] = engine
            outer.rollback()
