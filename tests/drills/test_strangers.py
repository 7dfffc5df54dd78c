"""Other people's verifiers on what the demo issues: not one FAIL, no change undetected.

The harness (shared/tools/vcverify) runs Digital Bazaar's, the DCC's, jose's, ajv's and
a Rust engine's code. $VCVERIFY names an installed one; `make drill` else installs it from
its own lock file, outside the tree. `make test`, which uses no network, does not.
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

from creditbank.app import OpenedBank
from tests.drills.test_paper import PROGRAMS

pytestmark = pytest.mark.strangers

ORIGIN = "https://credits.example.edu"
PATIENCE = 60


@pytest.fixture(scope="module")
def harness(request, tmp_path_factory):
    """The harness, installed: $VCVERIFY, or a copy that `npm ci` fills."""
    vc_data()
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("NOT RUN: node and npm are absent")
    given = os.environ.get("VCVERIFY")
    if given:
        return Path(given)
    if "not drill" in request.config.getoption("markexpr"):
        pytest.skip("NOT RUN: $VCVERIFY names no installed harness; make drill has one")
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


def certificate_of(var):
    with OpenedBank({"CREDITBANK_VAR": str(var)}).opened() as world:
        return world.keys.certificate()


def said_of(harness, address, *words):
    """What the harness says, and whether it found no fault."""
    done = subprocess.run(
        [shutil.which("node"), "verify.mjs", "--site", f"{ORIGIN}={address}", *words],
        cwd=harness,
        env={**os.environ, "VCVERIFY_DATA": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout + done.stderr
    for line in re.findall(r"^(?:OK|==|FAIL|WARN|PASS mut).*$", said, re.MULTILINE):
        print(line)
    return said, done.returncode == 0


def test_strangers_find_no_fault_in_what_the_demo_issues(harness, demo):
    out, address = demo
    transcript = json.loads((out / "transcript.json").read_text("utf-8"))
    parts = transcript["credentialSubject"]["verifiableCredential"]
    for number, one in enumerate(parts):
        (out / f"part-{number}.json").write_text(json.dumps(one), "utf-8")
    files = [
        *("transcript.json", "transcript.jwt"),
        *(file.name for file in sorted(out.glob("status-*.json"))),
        *(f"part-{number}.json" for number in range(len(parts))),
    ]
    said, is_well = said_of(harness, address, *(str(out / name) for name in files))
    assert is_well, said[-4000:]
    assert len(re.findall(r"^OK: \d+ pass, 0 fail", said, re.MULTILINE)) == len(files)


def test_strangers_find_no_fault_in_the_pdf_nor_in_what_is_attached(
    harness, demo, tmp_path
):
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        pytest.skip(f"NOT RUN: not installed: {', '.join(missing)}")
    out, address = demo
    (tmp_path / "root.der").write_bytes(certificate_of(out.parent))
    done = subprocess.run(
        [
            *(sys.executable, harness / "pdfcheck.py"),
            *("--trust", tmp_path / "root.der", "--level", "B-B", "--pdfa", "3B"),
            *("--attachment", "transcript.json", "--match-text"),
            *(out / "transcript.pdf", "--vcverify", "--site", f"{ORIGIN}={address}"),
        ],
        env={**os.environ, "VCVERIFY_DATA": str(FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"^PASS embedded transcript.json", done.stdout, re.MULTILINE)
    assert re.search(r"^OK: 14 pass, 0 fail", done.stdout, re.MULTILINE)
    assert not re.search(r"^(FAIL|SKIP)", done.stdout, re.MULTILINE)


@pytest.mark.drill
def test_strangers_see_every_altered_value_under_each_proof(harness, demo):
    out, address = demo
    for name in ("status-revocation-1.json", "transcript.json"):
        words = ("--mutate", "--no-python", str(out / name))
        said, _ = said_of(harness, address, *words)
        document = json.loads((out / name).read_text("utf-8"))
        found = re.findall(r"mutate\S+ +(\d+) leaves altered, \d+ und\S+(.*)", said)
        assert len(found) == 2, name  # once for each proof
        for altered, missed in found:
            assert int(altered) > 10
            assert [one for one in missed.split() if not left(document, one)] == []


def left(document, path):
    """Tell whether the harness altered nothing there.

    It takes a text with a T that ends in Z for an instant, and of those it changes
    only a 20; one proof value in about seventy reads like that.
    """
    value = document
    for name, number in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
        value = value[name] if name else value[int(number)]
    return re.search("T.*Z$", value) is not None and "20" not in value
