"""A real browser on the real demo: Debian's chromium and `spillerum demo` as a process.

Every page of every test is watched: what it fetches from elsewhere, what it logs as an error, and what its
Content-Security-Policy stops makes the test fail. A missing browser is a failure, never a skip.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from e2e.accessibility import WIDE
from e2e.watch import Watch

HERE = Path(__file__).parent
SPILLERUM = Path(os.environ.get("SPILLERUM_COMMAND") or Path(sys.executable).with_name("spillerum"))
NAMES = ("chromium", "chromium-browser", "google-chrome")
ALONE = (
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items):
    """Every test here is an e2e test; `make test` leaves them out."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def browser():
    """Chromium, for the whole run."""
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    assert chromium, f"There is no browser: install chromium, or let CHROMIUM name one. Looked for {NAMES}."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ALONE)
        yield browser
        browser.close()


def free_port():
    """Give a port nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def answers(address):
    """Say whether anything is served there yet. A page that is broken is served."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            return response.status == 200
    except urllib.error.HTTPError as broken:
        return broken.code >= 500
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The address of a demo with a database of its own, on its first day."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    address, log = f"http://127.0.0.1:{port}", folder / "log"
    environment = {**os.environ, "SPILLERUM_DATA": str(folder / "data")}
    environment.pop("DATABASE_URL", None)
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [SPILLERUM, "demo", "--port", str(port)],
            env=environment,
            stdout=stream,
            stderr=stream,
            cwd=folder,
        )
    try:
        until = time.monotonic() + 120
        while not answers(address):
            assert process.poll() is None, f"The demo stopped:\n{log.read_text()}"
            assert time.monotonic() < until, f"No page after two minutes:\n{log.read_text()}"
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
def visit(browser, demo):
    """Open a page of the demo in a browser of its own: visit(scripts=False). `refused` are answers that are meant."""
    opened = []

    def visit(*, scripts=True, path="/", refused=()):
        context = browser.new_context(
            viewport=WIDE, locale="da-DK", java_script_enabled=scripts, base_url=demo
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        opened.append((context, Watch(page, demo, refused)))
        page.goto(path)
        return page

    yield visit
    for context, _watch in opened:
        context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []
