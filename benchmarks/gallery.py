"""How fast the gallery is in Chromium: opened cold and warm, scrolled.

Imports HAM10000 into a folder that is thrown away, unless a workspace with one dataset is given.
Opening is measured from the click on “Gallery” to 24 pictures painted: once after the app has
started (cold), then again and again from another view (warm). Scrolling goes past 2,000 photographs
and tells how long frames took.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engine.photographs import HAM10000
from benchmarks.served import back_to_start, go, start_page, timed
from data.importing import import_dataset

if TYPE_CHECKING:
    from playwright.sync_api import Page

_PICTURES = 24
_GRID = """[...document.querySelectorAll("*")].map((e) => e.shadowRoot)
    .find((root) => root && root.querySelector(".grid"))"""
_PAINTED = f"""count => {{
  const grid = {_GRID};
  return grid && [...grid.querySelectorAll(".card:not(.empty) img[src]")]
    .filter((image) => image.complete && image.naturalWidth > 100).length >= count;
}}"""
_SCROLL = f"""async (past) => {{
  const grid = {_GRID}.querySelector(".grid");
  const frames = [];
  let before = performance.now();
  const rows = past / Math.max(1, Math.floor(grid.clientWidth / 160));
  for (let at = 0; at < 300; at += 1) {{
    grid.scrollTop += rows * 225 / 300;
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    frames.push(now - before);
    before = now;
  }}
  return frames;
}}"""


def main() -> None:
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("--workspace", type=Path, help="with one dataset; by default one is made")
    told.add_argument("--tries", type=int, default=7)
    asked = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = asked.workspace or _imported(Path(folder))
        with start_page(workspace) as page:
            _opened(page, asked.tries)
            _scrolled(page)


def _imported(folder: Path) -> Path:
    import_dataset(workspace=folder, name="HAM10000", path=HAM10000)
    return folder


def _opened(page: Page, tries: int) -> None:
    warm = []
    for attempt in range(tries + 1):
        go(page, "Data")
        page.get_by_text("What it holds").wait_for(timeout=60_000)
        click = page.get_by_role("radio", name="Gallery").click
        took = timed(page, click, lambda: page.wait_for_function(_PAINTED, arg=_PICTURES))
        if attempt:
            warm.append(took)
        else:
            print(f"open, cold: {took:.0f} ms")
        if attempt < tries:
            page.get_by_role("radio", name="This dataset").click()
            page.get_by_text("What it holds").wait_for()
            back_to_start(page)
    print(f"open, warm: median {statistics.median(warm):.0f} ms, worst {max(warm):.0f} ms")


def _scrolled(page: Page) -> None:
    frames = sorted(page.evaluate(_SCROLL, 2000))
    at = {share: frames[int(share * (len(frames) - 1))] for share in (0.5, 0.99, 1.0)}
    print(
        f"frames: half within {at[0.5]:.0f} ms, 99 % within {at[0.99]:.0f}, longest {at[1.0]:.0f}"
    )


if __name__ == "__main__":
    main()
