"""A server that is told to end ends with all it began, whatever it is just doing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from conftest import settings_at

from creditbank.adapters.db.base import db
from creditbank.app import OpenedBank
from creditbank.cli.institution import operator
from creditbank.services import keys

ROUNDS = 10
PATIENCE_SECONDS = 60  # until it serves
ENDS_SECONDS = 20  # what is left to a server and everything it began


class Served:
    """One bank on SQLite, served in a session of its own."""

    def __init__(self, folder):
        address = f"sqlite:///{folder / 'bank.sqlite3'}"
        settings = settings_at(address, folder)
        self.environment = {
            **{k: v for k, v in os.environ.items() if "CREDITBANK_" not in k},
            "CREDITBANK_ORIGIN": settings.origin,
            "CREDITBANK_VAR": str(folder),
            "CREDITBANK_SECRET_KEY": settings.secret_key,
            "CREDITBANK_KEY_PASSPHRASE": settings.key_passphrase,
            "CREDITBANK_DEMO": "1",
        }
        self.log = folder / "server.log"
        self.process = None
        bank = OpenedBank(self.environment)
        bank.migrate()
        with bank.opened() as world:
            keys.create_missing(actor=operator(), world=world)
            db.session.remove()
            db.engine.dispose()

    def start(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        code = "from creditbank.app import main; main()"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def said(self, words):
        """Wait until its log has these words."""
        until = time.monotonic() + PATIENCE_SECONDS
        while words not in self.log.read_text():
            assert time.monotonic() < until, self.log.read_text()
            time.sleep(0.01)

    def answers(self):
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                place = f"http://127.0.0.1:{self.port}/healthz"
                return urllib.request.urlopen(place, timeout=5).status == 200
            except (urllib.error.URLError, OSError):
                assert time.monotonic() < until, self.log.read_text()
                time.sleep(0.1)

    def lives(self):
        """Tell whether any process of its session is left."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def ends(self):
        until = time.monotonic() + ENDS_SECONDS
        while self.lives() and time.monotonic() < until:
            time.sleep(0.05)
        return not self.lives()


@pytest.fixture
def served(tmp_path):
    served = Served(tmp_path)
    yield served
    if served.lives():
        os.killpg(served.process.pid, signal.SIGKILL)
        served.process.wait()


def test_a_server_ends_that_is_told_to_while_its_workers_are_beginning(served):
    served.start()
    served.said("Spawning worker-2")
    served.process.terminate()
    assert served.ends(), served.log.read_text()


def test_workers_end_with_a_server_that_was_killed(served):
    served.start()
    assert served.answers()
    served.process.kill()
    assert served.ends(), served.log.read_text()


@pytest.mark.drill
def test_ten_times_in_a_row_sigterm_ends_the_server_and_its_children(served):
    for number in range(ROUNDS):
        served.start()
        if number % 2:
            assert served.answers()
        else:
            served.said("Spawning worker-1")
            time.sleep(0.1 * number)
        served.process.terminate()
        assert served.ends(), (number, served.log.read_text())
