"""The public log before a program of others: Go's own sumdb code (`make drill`)."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from conftest import fresh_database
from shared import FOLDER

sys.path.insert(0, str(Path(__file__).parent))
from bank import DrilledBank

from creditbank.adapters.db import log as rows
from creditbank.adapters.db.base import db, transaction
from creditbank.core.log import Kind
from creditbank.services import log

pytestmark = pytest.mark.drill

LEAVES = 600
SOURCE = FOLDER.parent / "tools" / "vcverify" / "tlogcheck"


@pytest.fixture(scope="module")
def tlogcheck(tmp_path_factory):
    """Build the checker from its source, in a folder of its own."""
    go = shutil.which("go")
    if go is None or not (SOURCE / "main.go").is_file():
        pytest.skip("NOT RUN: go, or the source shared/tools/vcverify/tlogcheck")
    folder = tmp_path_factory.mktemp("tlogcheck")
    shutil.copyfile(SOURCE / "main.go", folder / "main.go")
    built = subprocess.run(
        [go, "build", "-o", "tlogcheck", "."],
        cwd=folder,
        env={**os.environ, "GO111MODULE": "off", "GOPATH": "/usr/share/gocode"},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode:
        pytest.skip("NOT RUN: golang-golang-x-mod-dev is not installed")

    def run(*words):
        return subprocess.run(
            [folder / "tlogcheck", *words], capture_output=True, text=True, check=False
        )

    return run


@pytest.fixture(params=["sqlite", "postgresql"])
def drilled(request, tmp_path, postgresql):
    bank = DrilledBank(fresh_database(request.param, tmp_path, postgresql), tmp_path)
    yield bank
    bank.kill()
    with bank.bank.opened():
        db.session.remove()
        db.engine.dispose()


def test_gos_own_log_code_accepts_the_log_and_finds_an_altered_tile(
    drilled, tlogcheck, tmp_path
):
    with drilled.bank.opened() as world:
        for start in (0, LEAVES // 2):
            with transaction() as session:
                for number in range(start, start + LEAVES // 2):
                    rows.append(
                        session, Kind.KEY, f"{number:064x}", at=world.clock.now()
                    )
            log.publish(world=world)
            if not start:
                old = log.checkpoint(world=world).decode().split("\n")[1:3]
        key = log.verifier(world=world)
    drilled.start()
    address = drilled.url("/log")

    found = tlogcheck("-key", key, "-log", address, "-old", ":".join(old))

    print("\n" + found.stdout)
    assert (found.returncode, found.stdout.split()[-1]) == (0, "OK")
    size = int(found.stdout.partition("size ")[2].split()[0])
    assert size >= LEAVES
    folder = tmp_path / "copied"
    copied(drilled, folder, size)
    assert tlogcheck("-key", key, "-log", folder).returncode == 0
    tile = folder / "tile" / "0" / "001"
    tile.write_bytes(tile.read_bytes()[:-1] + b"\0")
    altered = tlogcheck("-key", key, "-log", folder)
    assert (altered.returncode, "FAIL" in altered.stdout) == (1, True)


def copied(drilled, folder, size):
    """Save the log's files as an auditor does."""
    names = ["checkpoint", "tile/0/000", "tile/0/001", f"tile/0/002.p/{size - 512}"]
    for name in (*names, "tile/1/000.p/2"):
        with urllib.request.urlopen(drilled.url(f"/log/{name}")) as answer:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(answer.read())
