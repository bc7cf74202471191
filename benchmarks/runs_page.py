"""How fast the Runs page is with thousands of runs, in Chromium: opened, filtered, curves drawn.

Prints the median and the worst of several tries, in milliseconds, each from the click to what was
asked for being there and the page at rest.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

from benchmarks.runs_workspace import make
from runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

_CHROMIUM = "/usr/bin/chromium"
_REST = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_TEN = "ten of them"
_SETTLE_MS = 500
"""Before each try, as a person would look first; not counted."""
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--runs", type=int, default=2000)
    told.add_argument("--epochs", type=int, default=100)
    told.add_argument("--tries", type=int, default=5)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = make(Path(folder), runs=asked.runs, epochs=asked.epochs)
        with RunStore(workspace) as store:
            store.tag(*range(1, 11), add=[_TEN])
        port = _free_port()
        app = _served(workspace, port)
        try:
            _measured(f"http://127.0.0.1:{port}", asked.tries)
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


def _measured(address: str, tries: int) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=_FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        _arrive(page, address)
        found: dict[str, list[float]] = {"open": [], "filter": [], "search": [], "ten curves": []}
        for attempt in range(tries + 1):  # the first also loads the page's code
            for name, took in _round(page).items():
                if attempt:
                    found[name].append(took)
        browser.close()
    for name, took in found.items():
        print(f"{name}: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms")


def _arrive(page: Page, address: str) -> None:
    for _ in range(60):
        try:
            page.goto(address)
            break
        except Error:  # the server is not up yet
            time.sleep(1)
    page.get_by_text("Draw a network, train it").wait_for(timeout=60_000)


def _round(page: Page) -> dict[str, float]:
    """Once through the page, and back to Start."""
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    search = page.get_by_placeholder("Name, design, dataset")
    all_runs = page.get_by_text("2,000 runs.")

    def opened() -> None:
        all_runs.wait_for()
        table.wait_for()

    took = {"open": _timed(page, lambda: _go(page, "Runs"), opened)}
    failed = page.get_by_text("68 runs.")
    pill = page.get_by_role("button", name="failed", exact=True)
    took["filter"] = _timed(page, pill.click, failed.wait_for)
    pill.click()
    failed.wait_for(state="detached")
    search.fill(_TEN)
    ten = page.get_by_text("10 runs.")
    took["search"] = _timed(page, lambda: search.press("Enter"), ten.wait_for)
    box = table.bounding_box() or {"x": 0, "y": 0}
    charts = page.get_by_test_id("stVegaLiteChart")

    def drawn() -> None:
        for place in (0, 1):
            charts.nth(place).locator("canvas, svg.marks").first.wait_for()

    took["ten curves"] = _timed(page, lambda: page.mouse.click(box["x"] + 20, box["y"] + 18), drawn)
    page.get_by_role("button", name="Untick all").click()
    charts.first.wait_for(state="detached")
    search.fill("")
    search.press("Enter")
    ten.wait_for(state="detached")
    _go(page, "Start")
    page.get_by_text("Draw a network, train it").wait_for()
    return took


def _go(page: Page, name: str) -> None:
    page.get_by_test_id("stSidebar").get_by_role("link", name=name).click()


def _timed(page: Page, act: Callable[[], None], there: Callable[[], None]) -> float:
    """Milliseconds until it is there and the page has come to rest."""
    page.wait_for_timeout(_SETTLE_MS)
    began = time.perf_counter()
    act()
    there()
    page.locator(_REST).wait_for(state="attached")
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
