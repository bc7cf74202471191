"""How fast the Runs page is with thousands of runs, in Chromium: opened, filtered, curves drawn.

Prints the median and the worst of several tries, in milliseconds, each from the click to what was
asked for being there and the page at rest.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.runs_workspace import make
from benchmarks.served import at_rest, back_to_start, go, start_page, timed
from runs.store.store import RunStore

if TYPE_CHECKING:
    from playwright.sync_api import Page

_TEN = "ten of them"


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
        with start_page(workspace) as page:
            _measured(page, asked.tries)


def _measured(page: Page, tries: int) -> None:
    found: dict[str, list[float]] = {"open": [], "filter": [], "search": [], "ten curves": []}
    for attempt in range(tries + 1):  # the first also loads the page's code
        for name, took in _round(page).items():
            if attempt:
                found[name].append(took)
    for name, several in found.items():
        print(f"{name}: median {statistics.median(several):.0f} ms, worst {max(several):.0f} ms")


def _round(page: Page) -> dict[str, float]:
    """Once through the page, and back to Start."""
    table = page.get_by_test_id("stDataFrame").locator("canvas").first
    search = page.get_by_placeholder("Name, design, dataset")
    all_runs = page.get_by_text("2,000 runs.")

    def opened() -> None:
        all_runs.wait_for()
        table.wait_for()

    took = {"open": timed(page, lambda: go(page, "Runs"), opened)}
    failed = page.get_by_text("68 runs.")
    pill = page.get_by_role("button", name="failed", exact=True)
    took["filter"] = timed(page, pill.click, failed.wait_for)
    pill.click()
    failed.wait_for(state="detached")
    search.fill(_TEN)
    ten = page.get_by_text("10 runs.")
    took["search"] = timed(page, lambda: search.press("Enter"), ten.wait_for)
    box = table.bounding_box() or {"x": 0, "y": 0}
    charts = page.get_by_test_id("stVegaLiteChart")

    def drawn() -> None:
        for place in (0, 1):
            charts.nth(place).locator("canvas, svg.marks").first.wait_for()

    page.mouse.click(box["x"] + 20, box["y"] + 18)  # ticks all
    curves = page.get_by_role("radio", name="Learning curves").or_(
        page.get_by_role("button", name="Learning curves", exact=True)
    )
    curves.first.wait_for()
    at_rest(page)
    took["ten curves"] = timed(page, curves.first.click, drawn)
    page.get_by_role("button", name="Untick all").click()
    charts.first.wait_for(state="detached")
    search.fill("")
    search.press("Enter")
    ten.wait_for(state="detached")
    back_to_start(page)
    return took


if __name__ == "__main__":
    main()
