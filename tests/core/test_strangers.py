"""A taste of the strangers' drill where their harness is installed ($VCVERIFY)."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from shared import FOLDER, vc_data
from signed import (
    DID,
    JWT_KEY,
    KEY,
    LIST_KEY,
    ORIGIN,
    a_list,
    an_award,
    statement,
)

from creditbank.core.canonical import canonical
from creditbank.core.transcripts.credentials import (
    achievement_credential,
    transcript_credential,
)
from creditbank.core.transcripts.jwt import jwt_of
from creditbank.core.transcripts.proofs import signed


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """What was issued an hour ago, as files, beside the site they point to."""
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)  # noqa: TID251 - strangers look at the real clock
    parts = [
        signed(
            achievement_credential(an_award(number, at=at), origin=ORIGIN), KEY, at=at
        )
        for number in (1, 2)
    ]
    stated = replace(statement(), inner=parts, at=at)
    transcript = signed(transcript_credential(stated, origin=ORIGIN), KEY, at=at)
    folder = tmp_path_factory.mktemp("issued")
    host = folder / "site" / "credits.example.edu"
    files = {
        folder / "transcript.json": canonical(transcript),
        folder / "transcript.jwt": jwt_of(transcript, JWT_KEY).encode(),
        folder / "part.json": canonical(parts[0]),
        folder / "list.json": a_list(at=at, key=LIST_KEY),
        folder / "altered.json": canonical(parts[0]).replace(b":2.5", b":9.5"),
        host / ".well-known" / "did.json": DID,
        host / "status" / "revocation" / "1": a_list(at=at, key=LIST_KEY),
    }
    for file, content in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def verdict(folder, *names):
    vc_data()
    harness, node = os.environ.get("VCVERIFY"), shutil.which("node")
    if node is None or not harness or not (Path(harness) / "node_modules").is_dir():
        pytest.skip("NOT RUN: $VCVERIFY names no installed harness; `make drill` does")
    done = subprocess.run(
        [
            *(node, "verify.mjs", "--no-python", "--did-docs", str(folder / "site")),
            *(str(folder / name) for name in names),
        ],
        cwd=harness,
        env={**os.environ, "VCVERIFY_DATA": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_strangers_find_no_fault_in_a_transcript_its_parts_list_and_jwt(issued):
    names = ("transcript.json", "transcript.jwt", "part.json", "list.json")
    code, said = verdict(issued, *names)
    assert code == 0, said
    assert said.count("0 fail, 0 warn") == len(names)


def test_strangers_see_altered_credits_under_both_proofs(issued):
    code, said = verdict(issued, "altered.json")
    assert code == 1
    assert "FAIL proof[0].eddsa-rdfc-2022" in said
    assert "FAIL proof[1].eddsa-jcs-2022" in said
