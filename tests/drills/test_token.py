"""A bank is served whose keys are all in a token: what it signs, strangers accept."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import fresh_database
from seals import seal_of
from softhsm import token_settings

sys.path.insert(0, str(Path(__file__).parent))
from bank import COMMAND, DrilledBank

from creditbank.adapters.db.base import db
from creditbank.services import keys as ring
from creditbank.services import transcripts

pytestmark = pytest.mark.drill


@pytest.fixture
def served(tmp_path, postgresql):
    bank = DrilledBank(
        fresh_database("sqlite", tmp_path, postgresql), tmp_path, **token_settings()
    )
    bank.start()
    yield bank
    bank.kill()
    with bank.bank.opened() as world:
        world.keys.close()
        db.session.remove()
        db.engine.dispose()


def printed(bank, learner, transcript) -> bytes:
    """Wait for the worker beside the server."""
    for _ in range(100):
        with bank.bank.opened() as world:
            if transcripts.printing(actor=learner, world=world)[transcript.id].digest:
                return transcripts.pdf(transcript.id, actor=learner, world=world)
        time.sleep(0.2)
    raise AssertionError(bank.log.read_text())


def test_workers_that_were_forked_sign_and_seal_with_keys_in_a_token(served):
    from creditbank.cli.institution import operator

    with served.bank.opened():
        assert all(one.is_in_token for one in ring.listed(actor=operator()))
    learner = served.learner(1)
    token = served.reviewer_token(1)
    for number in range(6):  # spread over the server's processes
        claim_id, digest = served.claim(learner, number)
        assert served.recognize(claim_id, digest, token, f"once {number}") == 201
    with served.bank.opened() as world:
        issued = transcripts.issue(None, actor=learner, world=world)
    (served.log.parent / "transcript.json").write_bytes(issued.document)
    for name, path in (
        ("did.json", "/.well-known/did.json"),
        ("list.json", "/status/revocation/1"),
    ):
        with urllib.request.urlopen(served.url(path)) as answer:
            (served.log.parent / name).write_bytes(answer.read())
    verified = subprocess.run(
        [
            *(*COMMAND, "verify", "transcript.json", "--did-document", "did.json"),
            *("--status-list", "list.json"),
        ],
        cwd=served.log.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert verified.returncode == 0, verified.stdout + verified.stderr

    paper = printed(served, learner, issued)
    with served.bank.opened() as world:
        certificate = world.keys.certificate()
    _, seal = seal_of(paper, certificate, at=issued.issued_at)
    assert (seal.intact, seal.valid, seal.trusted) == (True, True, True)
    pin = token_settings()["CREDITBANK_PKCS11_PIN"]
    assert pin not in served.log.read_text()
