"""How fast the shelf of designs is in Chromium with hundreds of designs: opened, searched.

Each measured from the click to its cards with their thumbnails painted and the page at rest.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.served import at_rest, back_to_start, go, start_page, timed
from builder.shelf.designs import DesignShelf
from builder.templates import template, templates

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SOUGHT = "number 123"


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--designs", type=int, default=500)
    told.add_argument("--tries", type=int, default=5)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _made(Path(folder), asked.designs)
        with start_page(Path(folder)) as page:
            _measured(page, asked.tries)


def _made(workspace: Path, count: int) -> None:
    """So many designs, each after a template."""
    shelf, names = DesignShelf(workspace), list(templates())
    for number in range(count):
        drawn = template(names[number % len(names)])
        shelf.save(drawn.model_copy(update={"name": f"{drawn.name}, number {number} of mine"}))


def _measured(page: Page, tries: int) -> None:
    found: dict[str, list[float]] = {"open": [], "search": []}
    for attempt in range(tries + 1):  # the first also loads the page's code
        for name, took in _round(page).items():
            if attempt:
                found[name].append(took)
    for name, several in found.items():
        print(f"{name}: median {statistics.median(several):.0f} ms, worst {max(several):.0f} ms")


def _round(page: Page) -> dict[str, float]:
    """Once to the shelf, and back to Start."""
    cards = page.get_by_role("button", name="Open", exact=True)
    search = page.get_by_placeholder("A name, a layer, a note")
    took = {"open": timed(page, lambda: go(page, "Design"), cards.nth(11).wait_for)}
    search.fill(_SOUGHT)
    second = cards.nth(1)
    took["search"] = timed(
        page, lambda: search.press("Enter"), lambda: second.wait_for(state="detached")
    )
    back_to_start(page)
    at_rest(page)
    return took


if __name__ == "__main__":
    main()
