"""What programs nobody here wrote say of a printed transcript."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from stamps import Authority, stamping

from creditbank.adapters.clock import SystemClock
from creditbank.app import OpenedBank
from creditbank.cli import creditbank

pytestmark = pytest.mark.strangers

TOOLS = Path(
    os.environ.get("VCVERIFY_TOOLS")
    or Path(__file__).parents[3] / "shared" / "tools" / "vcverify"
)
PROGRAMS = ("qpdf", "pdfsig", "pdffonts", "pdfdetach", "pdftotext")


@pytest.fixture(params=["B-B", "B-LTA"])
def level(request):
    return request.param


@pytest.fixture
def stamps(level, tmp_path):
    """The settings of a timestamp server; none for a seal without."""
    if level == "B-B":
        yield {}
        return
    with stamping(Authority(SystemClock().now()), tmp_path) as server:
        yield {
            "CREDITBANK_TIMESTAMP_URL": server.settings.url,
            "CREDITBANK_TIMESTAMP_TRUST": str(server.settings.trust),
            "CREDITBANK_TIMESTAMP_CRLS": " ".join(server.settings.crls),
        }


def test_pyhanko_poppler_and_qpdf_find_no_fault_in_the_demos_pdf(
    level, stamps, tmp_path
):
    if not (TOOLS / "pdfcheck.py").is_file():
        pytest.skip("NOT RUN: shared/tools/vcverify ($VCVERIFY_TOOLS) is absent")
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        pytest.skip(f"NOT RUN: not installed: {', '.join(missing)}")
    environment = {"CREDITBANK_VAR": str(tmp_path), **stamps}
    roots = [tmp_path / "root.der", *(tmp_path.glob("trust.pem"))]
    bank = OpenedBank(environment)
    done = CliRunner(env=environment).invoke(
        creditbank, ["demo", "--no-serve", "--out", str(tmp_path)], obj=bank
    )
    assert done.exit_code == 0, done.output
    with OpenedBank(environment).opened() as world:
        (tmp_path / "root.der").write_bytes(world.keys.certificate())

    checked = subprocess.run(
        [
            *(sys.executable, TOOLS / "pdfcheck.py"),
            *(word for root in roots for word in ("--trust", root)),
            *("--level", level, "--pdfa", "3B", "--attachment", "transcript.json"),
            *("--match-text", tmp_path / "transcript.pdf"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    print(f"\n{checked.stdout}")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "FAIL" not in checked.stdout
    assert "SKIP" not in checked.stdout
    assert checked.stdout.count("PASS") >= (13 if level == "B-B" else 15)
