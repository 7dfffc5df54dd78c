"""Rings of a bank without keys: what a test keeps in them is its own."""

from __future__ import annotations

from functools import partial

import pytest

from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.keys import KeptKeys
from creditbank.config import DEMO_ORIGIN

PASSPHRASE = "a passphrase for this test, and nothing else"


@pytest.fixture
def kept(app, database, clock, world):
    """Give rings of a bank without keys: with a token, or with none."""
    with app.app_context():
        with transaction() as session:
            for row in keys.every(session):
                session.delete(row)
        yield partial(KeptKeys, DEMO_ORIGIN, PASSPHRASE, clock)
        db.session.remove()
