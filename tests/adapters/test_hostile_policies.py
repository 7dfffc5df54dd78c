"""Policy files and cases made to hurt: refused or answered in a second and 256 MiB.

Each runs in a child process whose memory the kernel bounds; the seconds are of its
processor, so that a busy machine does not make a law of ours fail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import CASES, FILES

ROOT = Path(__file__).parents[2]
QUICK = {
    *("lists in lists", "aliases", "tag", "a million items", "bands on bands"),
    *("facts that read each other", "alternatives in a ring", "caps in a ring"),
    *("a slot named item", "a year of a year", "sets of four", "around each other"),
    *("one cap over all", "everything open", "a million words passed"),
    "a line of a million holdings",
}
ALL = [
    pytest.param(name, one[0], marks=() if name in QUICK else pytest.mark.drill)
    for name, one in {**FILES, **CASES}.items()
]


@pytest.mark.parametrize(("name", "what"), ALL)
def test_what_is_made_to_hurt_is_refused_or_answered_in_a_second(name, what):
    found = subprocess.run(
        [sys.executable, "-m", "tests.hostile", name],
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=60,
    )
    assert found.returncode == 0, found.stderr[-400:]
    report = json.loads(found.stdout)
    assert report["what"] == what
    assert report["seconds"] < 1
    assert report["mib"] < 256
