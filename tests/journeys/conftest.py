"""A demo bank served for real, and Debian's Chromium to walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

# Chromium must not call home: every such call is refused here, many at a time.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The address of a demo bank; its server is stopped by the id it was started with."""
    var = tmp_path_factory.mktemp("demo")
    port = free_port()
    environment = {
        name: value for name, value in os.environ.items() if "CREDITBANK_" not in name
    }
    environment["CREDITBANK_VAR"] = str(var)
    command = [sys.executable, "-c", "from creditbank.app import main; main()"]
    with (var / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, "demo", "--port", str(port), "--out", str(var / "out")],
            env=environment,
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, var / "log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(address, server, log) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, log.read_text()
            time.sleep(0.2)
    pytest.fail(log.read_text())


def _writes_chinese() -> bool:
    """Every macOS does; elsewhere fontconfig is asked."""
    if sys.platform == "darwin":
        return True
    asked = shutil.which("fc-list")
    listed = asked and subprocess.run(
        [asked, ":lang=zh"], capture_output=True, check=False
    )
    return bool(listed and listed.stdout.strip())


@pytest.fixture(scope="module")
def browser():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None or not _writes_chinese():
        pytest.skip("NOT RUN: the browser tests need Chromium and a CJK font")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def person(browser, served):
    """A fresh browser of one person; what it logs on its console is a fault."""
    opened = []

    def open_(width=390, height=844, language="zh-CN"):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            base_url=served,
            accept_downloads=True,
        )
        page = context.new_page()
        page.faults = []
        page.on("console", lambda m: m.type == "error" and page.faults.append(m.text))
        page.on("pageerror", lambda e: page.faults.append(str(e)))
        opened.append((context, page))
        return page

    yield open_
    for context, _page in opened:
        context.close()
