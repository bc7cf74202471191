"""The app in Chromium, for measuring pages: served, opened, and timed until it is at rest."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

_CHROMIUM = "/usr/bin/chromium"
_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_SETTLE_MS = 500
"""Before each try, as a person would look first; not counted."""
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def start_page(workspace: Path) -> Iterator[Page]:
    """The Start page of the app on a workspace, in a window of 1440 × 1000."""
    port = _free_port()
    app = _served(workspace, port)
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 1000})
            _arrive(page, f"http://127.0.0.1:{port}")
            yield page
            browser.close()
    finally:
        app.terminate()
        app.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _served(workspace: Path, port: int) -> subprocess.Popen[bytes]:
    program = [sys.executable, "-c", "from cli import main; main()", "app", "--no-browser"]
    return subprocess.Popen([*program, "--port", str(port), "--workspace", str(workspace)])


def _arrive(page: Page, address: str) -> None:
    for _ in range(60):
        try:
            page.goto(address)
            break
        except Error:  # the server is not up yet
            time.sleep(1)
    page.get_by_text("Draw a network, train it").wait_for(timeout=60_000)


def go(page: Page, name: str) -> None:
    """To another page of the app, by the navigation at the left."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name).click()


def back_to_start(page: Page) -> None:
    """To the Start page, and wait for it."""
    go(page, "Start")
    page.get_by_text("Draw a network, train it").wait_for()


def timed(page: Page, act: Callable[[], None], there: Callable[[], object]) -> float:
    """Milliseconds until it is there and the page has come to rest."""
    page.wait_for_timeout(_SETTLE_MS)
    began = time.perf_counter()
    act()
    there()
    page.locator(_REST).wait_for(state="attached")
    return 1000 * (time.perf_counter() - began)
