"""A bank served for real, for drills: its server, its people, its doors."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from builders import PDF
from conftest import settings_at

from creditbank.app import OpenedBank
from creditbank.cli.institution import operator, sown
from creditbank.core.people import Membership, Role
from creditbank.services import claims, holdings, keys, people, tokens

PASSWORD = "a password for drills"
COMMAND = [sys.executable, "-c", "from creditbank.app import main; main()"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class DrilledBank:
    """One bank on one database, with a server that can be killed and started."""

    def __init__(self, address: str, folder: Path, **more: str) -> None:
        settings = settings_at(address, folder)
        self.environment = {
            **{k: v for k, v in os.environ.items() if "CREDITBANK_" not in k},
            "CREDITBANK_ORIGIN": settings.origin,
            "CREDITBANK_DATABASE_URL": address,
            "CREDITBANK_VAR": str(folder),
            "CREDITBANK_SECRET_KEY": settings.secret_key,
            "CREDITBANK_KEY_PASSPHRASE": settings.key_passphrase,
            "CREDITBANK_DEMO": "1",
            **more,
        }
        self.log = folder / "server.log"
        self.port = free_port()
        self.server = None
        self.bank = OpenedBank(self.environment)
        self.bank.migrate()
        with self.bank.opened() as world:
            keys.create_missing(actor=operator(), world=world)
            sown(self.bank.shipped("seed"), world)

    def start(self) -> None:
        with self.log.open("a") as log:
            self.server = subprocess.Popen(
                [*COMMAND, "serve", "--port", str(self.port)],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        for _ in range(300):
            try:
                with urllib.request.urlopen(self.url("/readyz"), timeout=2):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def kill(self) -> None:
        """Kill the server and every worker at once, with no time to say anything."""
        os.killpg(self.server.pid, 9)
        self.server.wait()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def learner(self, number: int):
        with self.bank.opened() as world:
            return people.enroll(
                f"l{number}@drill.example", PASSWORD, name="李林", world=world
            )

    def reviewer_token(self, number: int) -> str:
        with self.bank.opened() as world:
            actor = people.enroll(
                f"r{number}@drill.example",
                PASSWORD,
                memberships=[Membership(Role.REVIEWER, "bank")],
                world=world,
            )
            return tokens.create_token("drill", days=1, actor=actor, world=world)

    def claim(self, learner, number: int) -> tuple[str, str]:
        """Submit a claim on a paper of its own; give it with its answer's digest."""
        from datetime import date

        with self.bank.opened() as world:
            facts = holdings.Facts("X012-1", f"D-{number:06}", date(2022, 5, 1))
            held = holdings.register(facts, actor=learner, world=world)
            holdings.attach(held.id, PDF, "a.pdf", actor=learner, world=world)
            claim = claims.draft("deposit", [held.id], actor=learner, world=world)
            claims.submit(claim.id, actor=learner, world=world)
            shown = claims.show(claim.id, actor=learner, world=world)
            return claim.id, shown.answer.digest

    def recognize(self, claim_id: str, digest: str, token: str, key: str) -> int:
        """Give the status of one attempt; 0 where no answer came."""
        request = urllib.request.Request(
            self.url(f"/api/v1/claims/{claim_id}/recognize"),
            data=json.dumps({"answer_digest": digest}).encode(),
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Idempotency-Key": key,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0
