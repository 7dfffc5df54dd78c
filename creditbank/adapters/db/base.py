"""The database handle, and the two ways to use it: `transaction` and `reading`.

Decision: SQLite must be told to keep its promises. Its driver's own transactions are
switched off, foreign keys on; the journal is a WAL with synchronous FULL, so that a
committed decision survives the power; and a transaction that will write begins
IMMEDIATE, because a read that later turns into a write fails under load. Readers
begin DEFERRED and never queue behind writers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event, func, select
from sqlalchemy.orm import DeclarativeBase, Session

WRITES = "creditbank_writes"
BUSY_MILLISECONDS = 60_000  # longer than 64 reviewers need to take their turns

AFTERWARDS = "creditbank_afterwards"
LAST = "creditbank_last"

Companion = Callable[[Session], None]
Item = TypeVar("Item")
_asks_once: ContextVar[bool] = ContextVar("asks_once", default=False)
_companions: ContextVar[tuple[Companion, ...]] = ContextVar("companions", default=())


class Row(DeclarativeBase):
    """The base of every row; names constraints so that migrations can."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )


db = SQLAlchemy(
    model_class=Row,
    session_options={
        "join_transaction_mode": "create_savepoint",
        "expire_on_commit": False,
    },
)

# Tables that only grow: UPDATE and DELETE are refused by triggers on both databases
# (house test: after `upgrade` the triggers of exactly these tables stand).
APPEND_ONLY: set[str] = set()


def append_only(row: type[Row]) -> type[Row]:
    """Mark a row's table as one that only grows."""
    APPEND_ONLY.add(str(row.__tablename__))
    return row


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block did, or none of it."""
    session = db.session()
    session.rollback()  # ends a read that came before: values are kept, not rows
    session.info.pop(AFTERWARDS, None)
    session.info.pop(LAST, None)
    session.info[WRITES] = True
    try:
        session.connection(execution_options={WRITES: True})
        yield session
        for companion in _companions.get():
            companion(session)
        session.flush()
        for deed, items in session.info.pop(LAST, {}).items():
            deed(session, items)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(WRITES, None)
    for deed in session.info.pop(AFTERWARDS, ()):
        deed()


def is_writing(session: Session) -> bool:
    """Tell whether this is a `transaction`, whose work is kept, or only `reading`."""
    return bool(session.info.get(WRITES))


def afterwards(session: Session, deed: Callable[[], None]) -> None:
    """Have ``deed`` done once the transaction at hand has committed, and only then."""
    session.info.setdefault(AFTERWARDS, []).append(deed)


@contextmanager
def reading() -> Iterator[Session]:
    """Ask questions of one consistent state, and never queue behind writers."""
    session = db.session()
    session.rollback()
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def accompanied(companion: Companion) -> Iterator[None]:
    """Let ``companion`` write into the same commit as the use case inside.

    An idempotency key is kept this way: it stands exactly when the deed stands.
    """
    token = _companions.set((*_companions.get(), companion))
    try:
        yield
    finally:
        _companions.reset(token)


def hold(session: Session, key: str) -> None:
    """Wait for whoever holds ``key`` (a digest), then hold it to the transaction's end.

    For what no row stands for yet. SQLite needs no telling: one writes at a time.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(bytes.fromhex(key[:16]), signed=True)
        session.execute(select(func.pg_advisory_xact_lock(number)))


@contextmanager
def asking() -> Iterator[Connection]:
    """Ask one question past the session: one that is asked often, and not for rows.

    A single SELECT sees one state by itself, so nothing is begun around it.
    """
    token = _asks_once.set(True)
    try:
        with db.engine.connect() as connection:
            yield connection
    finally:
        _asks_once.reset(token)


def last(
    session: Session, deed: Callable[[Session, Sequence[Item]], None], item: Item
) -> None:
    """Hand ``item`` to ``deed`` when all else of this transaction is written.

    For a lock that everyone needs: who takes it when every other lock is held waits
    for nobody while holding it, so no order of accounts can end in a deadlock.
    """
    session.info.setdefault(LAST, {}).setdefault(deed, []).append(item)


def configure(engine: Engine) -> None:
    """Make SQLite keep its promises; PostgreSQL needs no telling."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if not _asks_once.get():
            writes = connection.get_execution_options().get(WRITES)
            kind = "IMMEDIATE" if writes else "DEFERRED"
            connection.exec_driver_sql(f"BEGIN {kind}")
