"""Keys change under a bank that is being served: what each reader can then say."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from conftest import fresh_database

sys.path.insert(0, str(Path(__file__).parent))
from bank import COMMAND, DrilledBank

from creditbank.adapters.db.base import db
from creditbank.core.keys import Purpose
from creditbank.services import transcripts, verification

pytestmark = pytest.mark.drill


class KeyedBank(DrilledBank):
    """A served bank whose keys are changed from the command line beside it."""

    def command(self, *words) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [*COMMAND, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        print(*words[:2], done.returncode)
        return done

    def saved(self, name: str, path: str) -> Path:
        """Save what the server answers now, as a stranger does."""
        file = self.folder / name
        with urllib.request.urlopen(self.url(path)) as answer:
            file.write_bytes(answer.read())
        return file

    def issued(self, learner, name: str) -> Path:
        with self.bank.opened() as world:
            done = transcripts.issue(None, actor=learner, world=world)
        file = self.folder / name
        file.write_bytes(done.document)
        return file

    def verified(self, file: Path, did: Path, lists: Path) -> str:
        words = ("--did-document", str(did), "--status-list", str(lists), "--json")
        done = self.command("verify", str(file), *words)
        report = json.loads(done.stdout)
        expected = {"valid": 0, "could_not_check": 3}.get(report["status"], 1)
        assert done.returncode == expected
        return report["status"]

    def at_the_bank(self, file: Path) -> str:
        with self.bank.opened() as world:
            found = verification.verify(file.read_bytes(), world=world)
        return found.status.value

    def at_work(self, purpose: Purpose) -> str:
        lines = self.command("keys", "list").stdout.splitlines()
        (line,) = [one for one in lines if one.split()[:2] == [purpose.value, "active"]]
        return line.split()[4]


@pytest.fixture(params=["sqlite", "postgresql"])
def keyed(request, tmp_path, postgresql):
    bank = KeyedBank(fresh_database(request.param, tmp_path, postgresql), tmp_path)
    bank.folder = tmp_path
    bank.start()
    yield bank
    bank.kill()
    with bank.bank.opened():
        db.session.remove()
        db.engine.dispose()


def test_a_rotation_and_a_revocation_as_the_bank_and_strangers_see_them(keyed):
    learner = keyed.learner(1)
    claim_id, digest = keyed.claim(learner, 1)
    assert keyed.recognize(claim_id, digest, keyed.reviewer_token(1), "once") == 201
    did_before = keyed.saved("did-before.json", "/.well-known/did.json")
    old = keyed.issued(learner, "old.json")
    lists = keyed.saved("lists.json", "/status/revocation/1")
    first = keyed.at_work(Purpose.TRANSCRIPTS)

    # The next key is published; a stranger saves the DID document before it signs.
    assert keyed.command("keys", "rotate", "transcripts").returncode == 0
    did_published = keyed.saved("did-published.json", "/.well-known/did.json")
    assert keyed.command("keys", "rotate", "transcripts", "--now").returncode == 0
    second = keyed.at_work(Purpose.TRANSCRIPTS)
    new = keyed.issued(learner, "new.json")

    assert first != second
    assert f"#{second}" in new.read_text()
    did = keyed.saved("did.json", "/.well-known/did.json")
    assert keyed.verified(old, did, lists) == "valid"
    assert keyed.verified(new, did, lists) == "valid"
    assert keyed.verified(new, did_published, lists) == "valid"
    # Who saved the DID document before the key was published cannot know it.
    assert keyed.verified(new, did_before, lists) == "key_not_valid"

    assert keyed.command("keys", "revoke", first, "--reason", "stolen").returncode == 0
    did = keyed.saved("did.json", "/.well-known/did.json")
    assert keyed.verified(old, did, lists) == "key_not_valid"
    # Offline with an older DID document nothing tells of the revocation.
    assert keyed.verified(old, did_published, lists) == "valid"
    # The bank's own log had the transcript before the key was revoked: nothing is wrong
    # with it but that the newer one has taken its place.
    assert keyed.at_the_bank(old) == "superseded"
    # Its parts are signed by the revoked key, but the new key signed them again.
    assert keyed.verified(new, did, lists) == "valid"
    assert keyed.verified(keyed.issued(learner, "newest.json"), did, lists) == "valid"

    lists_key = keyed.at_work(Purpose.STATUS_LISTS)
    assert (
        keyed.command("keys", "revoke", lists_key, "--reason", "lost").returncode == 0
    )
    did = keyed.saved("did.json", "/.well-known/did.json")
    assert keyed.verified(new, did, lists) == "could_not_check"
    fresh = keyed.saved("lists.json", "/status/revocation/1")
    assert keyed.verified(new, did, fresh) == "valid"
    assert keyed.command("audit").returncode == 0
