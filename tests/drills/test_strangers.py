"""Other people's verifiers on what the demo issues: not one FAIL, no change undetected.

The harness (shared/tools/vcverify) runs Digital Bazaar's, the DCC's, jose's, ajv's and
a Rust engine's code. It is installed once from its own lock file, outside the tree.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from shared import FOLDER, vc_data

pytestmark = pytest.mark.drill

ORIGIN = "https://credits.example.edu"
PATIENCE = 60


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    """The harness, installed: $VCVERIFY, or a copy that `npm ci` fills."""
    vc_data()
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("NOT RUN: node and npm are absent")
    given = os.environ.get("VCVERIFY")
    if given:
        return Path(given)
    source = FOLDER.parent / "tools" / "vcverify"
    if not source.is_dir():
        pytest.skip("NOT RUN: the folder shared/tools/vcverify is absent")
    folder = tmp_path_factory.mktemp("vcverify") / "tool"
    shutil.copytree(source, folder)
    subprocess.run(["chmod", "-R", "u+w", str(folder)], check=True)  # noqa: S607
    done = subprocess.run(
        [shutil.which("npm"), "ci", "--silent"], cwd=folder, check=False
    )
    if done.returncode:
        pytest.skip("NOT RUN: npm could not install the harness")
    return folder


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo, told and served; gives its files and where it is."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    command = Path(sys.executable).parent / "creditbank"
    served = subprocess.Popen(
        [str(command), "demo", "--port", str(port), "--out", str(folder / "out")],
        env={**os.environ, "CREDITBANK_VAR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield folder / "out", f"http://127.0.0.1:{port}"
    finally:
        served.terminate()
        served.wait(PATIENCE)


def wait_for(port):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the demo does not answer")


def verified(harness, address, *words):
    """What the harness says; its last lines count what passed."""
    done = subprocess.run(
        [shutil.which("node"), "verify.mjs", "--site", f"{ORIGIN}={address}", *words],
        cwd=harness,
        env={**os.environ, "VCVERIFY_DATA": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-4000:]
    for line in re.findall(r"^(?:OK|==|WARN|PASS mutate).*$", said, re.MULTILINE):
        print(line)
    return said


def test_strangers_find_no_fault_in_what_the_demo_issues(harness, demo):
    out, address = demo
    transcript = json.loads((out / "transcript.json").read_text("utf-8"))
    parts = transcript["credentialSubject"]["verifiableCredential"]
    for number, one in enumerate(parts):
        (out / f"part-{number}.json").write_text(json.dumps(one), "utf-8")
    files = [
        *("transcript.json", "transcript.jwt", "status-revocation-1.json"),
        *(f"part-{number}.json" for number in range(len(parts))),
    ]
    said = verified(harness, address, *(str(out / name) for name in files))
    assert len(re.findall(r"^OK: \d+ pass, 0 fail", said, re.MULTILINE)) == len(files)


def test_strangers_see_every_altered_value_under_each_proof(harness, demo):
    out, address = demo
    file = str(out / "transcript.json")
    said = verified(harness, address, "--mutate", "--no-python", file)
    found = re.findall(r"mutate\[\d\]\.(\S+)\s+(\d+) leaves altered, (\d+) und", said)
    assert [suite for suite, _, _ in found] == ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
    assert {undetected for _, _, undetected in found} == {"0"}
    assert all(int(leaves) > 100 for _, leaves, _ in found)
