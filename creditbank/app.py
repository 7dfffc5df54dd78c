"""The composition root: only this module knows every floor, and wires them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import click
import structlog
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy.exc import OperationalError, ProgrammingError

from creditbank import cli, web
from creditbank.adapters.chance import SystemChance
from creditbank.adapters.checkpoint_file import CheckpointFile
from creditbank.adapters.clock import SystemClock
from creditbank.adapters.context_files import check_contexts
from creditbank.adapters.db.base import configure, db, reading
from creditbank.adapters.evidence import FolderEvidence
from creditbank.adapters.keys import KeptKeys
from creditbank.adapters.passwords import Argon2Passwords
from creditbank.adapters.printing import TypstPrinter
from creditbank.adapters.queue import HueyQueue
from creditbank.adapters.secrets import derived
from creditbank.adapters.timestamps import HttpTimestamps
from creditbank.adapters.vault import FernetVault
from creditbank.cli.bank import Bank
from creditbank.config import Settings, WrongSettingError
from creditbank.core.ports import World
from creditbank.services import log
from creditbank.work import Worker, end_with

if TYPE_CHECKING:
    from creditbank.adapters.key_token import KeyToken

WORKER_RESTS_SECONDS = 2  # before a worker that died is started again
WORKERS_END_SECONDS_MAX = 5  # then they are killed: what they did not commit is undone
PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Find a folder that lies inside an installed wheel or beside a checkout."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def token_of(settings: Settings) -> KeyToken | None:
    """Give the token of the signing keys, where one is set; its library is an extra."""
    if settings.token is None:
        return None
    try:
        from creditbank.adapters.key_token import KeyToken  # noqa: PLC0415 - an extra
    except ImportError as error:
        name = "CREDITBANK_PKCS11_MODULE"
        reason = "needs python-pkcs11, which the extra creditbank[pkcs11] installs"
        raise WrongSettingError(name, reason) from error
    return KeyToken(settings.token)


def world_of(settings: Settings) -> World:
    """Build the real World that ``settings`` describe."""
    if settings.contexts is not None:
        check_contexts(settings.contexts)
    clock = SystemClock()
    return World(
        origin=settings.origin,
        clock=clock,
        chance=SystemChance(),
        evidence=FolderEvidence(settings.evidence_folder),
        keys=KeptKeys(
            settings.origin, settings.key_passphrase, clock, token_of(settings)
        ),
        passwords=Argon2Passwords(),
        vault=FernetVault(settings.secret_key),
        queue=HueyQueue(settings.queue_url),
        checkpoints=(
            CheckpointFile(settings.checkpoint_file)
            if settings.checkpoint_file
            else None
        ),
        printer=TypstPrinter(shipped("templates"), settings.fonts),
        timestamps=(
            HttpTimestamps(settings.timestamps) if settings.timestamps else None
        ),
    )


def create_app(settings: Settings, *, world: World | None = None) -> Flask:
    """Wire the floors into one application."""
    app = Flask(
        "creditbank.web",
        template_folder=str(shipped("templates")),
        static_folder=str(PACKAGE / "web" / "static"),
    )
    app.config.update(
        SECRET_KEY=derived(settings.secret_key, "sessions"),
        WTF_CSRF_SECRET_KEY=derived(settings.secret_key, "forms"),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
    )
    configure_logs()
    db.init_app(app)
    with app.app_context():
        configure(db.engine)
    Migrate(app, db, directory=str(shipped("migrations")), render_as_batch=True)
    web.install(app, settings=settings, world=world or world_of(settings))
    return app


class OpenedBank(Bank):
    """The bank behind the command line: built at first use, from one environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @cached_property
    def settings(self) -> Settings:
        return Settings.read(self._environment)

    @cached_property
    def _world(self) -> World:
        return world_of(self.settings)

    @cached_property
    def _app(self) -> Flask:
        self.settings.var.mkdir(parents=True, exist_ok=True)
        return create_app(self.settings, world=self._world)

    @contextmanager
    def opened(self) -> Iterator[World]:
        with self._app.app_context():
            yield self._world
            log.publish_grown(world=self._world)

    def migrate(self) -> None:
        with self._app.app_context():
            upgrade()

    def serve(self, host: str, port: int) -> None:
        with self._app.app_context():
            self.settings.make_folders()
            refuse_old_schema()
            with reading():
                self._world.keys.check()
            self._publish()
            db.engine.dispose()  # no connection crosses the fork of the workers
            self._world.keys.close()  # nor a session with a token
        self._world.printer.check()
        serve_forever(self.settings, self._environment, host, port)

    def _publish(self) -> None:
        """Make good what a crash left unsigned; refuse a bank behind its file."""
        if self.settings.checkpoint_file is None:
            click.echo(
                "warning: CREDITBANK_CHECKPOINT_FILE is not set, so an old copy of the "
                "bank put in its place would not be noticed",
                err=True,
            )
        log.publish(world=self._world)

    def work(self) -> None:
        Worker(self.settings, self.opened).run_waiting()

    def work_forever(self) -> None:
        """Work as the messages come, until a signal ends it."""
        Worker(self.settings, self.opened).work(
            HueyQueue(self.settings.queue_url).consume
        )

    def shipped(self, name: str) -> Path:
        return shipped(name)

    def at(self, environment: Mapping[str, str]) -> Bank:
        return OpenedBank(environment)


def refuse_old_schema() -> None:
    """Refuse to serve a database that is missing or not at the newest migration."""
    script = ScriptDirectory(str(shipped("migrations")))
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != script.get_current_head():
        name = "CREDITBANK_DATABASE_URL"
        raise WrongSettingError(name, "its schema is not up to date; run migrate first")


def serve_forever(
    settings: Settings, environment: Mapping[str, str], host: str, port: int
) -> None:
    """Serve with granian in worker processes, one blocking thread each.

    Every worker builds its own application: no database connection crosses a fork.
    One that does not end when it is told to is killed.
    """
    from granian import Granian  # noqa: PLC0415 - only a server needs it
    from granian.constants import Interfaces  # noqa: PLC0415

    server, ending = os.getpid(), Event()

    def loaded() -> Flask:
        begin_below(server)
        return create_app(settings)

    Thread(target=keep_working, args=(environment, ending), daemon=True).start()
    try:
        Granian(
            "creditbank",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=settings.workers,
            workers_kill_timeout=WORKERS_END_SECONDS_MAX,
            blocking_threads=1,
            log_access=False,
        ).serve(target_loader=loaded, wrap_loader=False)
    finally:
        ending.set()


def begin_below(server: int) -> None:
    """Let a forked process end as it is told, and with the server that began it.

    Until it serves, granian leaves it the handler of the server, which only notes the
    signal: a SIGTERM that came while the application was being built was lost, and the
    server waited for ever.
    """
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, signal.SIG_DFL)
    Thread(target=end_with, args=(server,), daemon=True).start()


def keep_working(environment: Mapping[str, str], ending: Event) -> None:
    """Keep one worker process beside the server: when it dies, start another.

    It is spawned, not forked: it shares neither connections nor locks with the server,
    and a long job slows no page.
    """
    spawned = multiprocessing.get_context("spawn")
    while not ending.is_set():
        worker = spawned.Process(
            target=work_forever, args=(dict(environment), os.getpid()), daemon=True
        )
        worker.start()
        worker.join()
        ending.wait(WORKER_RESTS_SECONDS)


def work_forever(environment: Mapping[str, str], server: int) -> None:
    Thread(target=end_with, args=(server,), daemon=True).start()
    OpenedBank(environment).work_forever()


def configure_logs() -> None:
    """Log JSON lines on stderr; tracebacks without the values of variables."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def main() -> None:
    """Run the command line; a wrong setting is named and nothing is started."""
    try:
        cli.creditbank(obj=OpenedBank(os.environ))
    except WrongSettingError as error:
        click.echo(f"creditbank does not start: {error}", err=True)
        sys.exit(2)
    except (OperationalError, ProgrammingError) as error:
        # Its parameters may be personal: only the database's own first line is said.
        reason = str(error.orig).strip().partition("\n")[0]
        click.echo(f"CREDITBANK_DATABASE_URL cannot be used: {reason}", err=True)
        click.echo("Is the server running, and was `creditbank migrate` run?", err=True)
        sys.exit(2)
