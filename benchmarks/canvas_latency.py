"""From an edit on the drawing board to Python's answer painted at the layer, in Chromium.

Fifty-one edits on a drawing of 30 layers, one after the other, as a person makes them: on the
board alone, and on the app's Design page, each with the code hidden and shown. Prints the figures
as JSON, one line each; the target is a 95th percentile of at most 150 ms on 2 cores.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from app_page import app
from canvas_page import Board, chromium, served
from drawings import chain

from builder.shelf.designs import DesignShelf

if TYPE_CHECKING:
    from playwright.sync_api import Page

EDITS = 51
LAYERS = 30

MEASURE = """
async ([filters]) => {
  const host = document.querySelector("[data-testid=stBidiComponentIsolated]");
  const root = host.shadowRoot;
  const input = root.querySelector("[data-field=filters] input");
  const words = root.querySelector("[data-layer=conv2d_1] .ls-words");
  const wanted = `64 × 64, ${filters} map${filters === 1 ? "" : "s"}`;
  const painted = new Promise((done) => {
    const seen = () => {
      const now = root.querySelector("[data-layer=conv2d_1] .ls-words");
      if (now?.textContent === wanted) requestAnimationFrame(() => done(performance.now()));
      else requestAnimationFrame(seen);
    };
    seen();
  });
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
  const start = performance.now();
  set.call(input, String(filters));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return (await painted) - start;
}
"""


def measure(page: Page) -> list[float]:
    """Milliseconds for each edit; the first, which warms up, is left out."""
    taken = []
    for number in range(EDITS + 1):
        taken.append(float(page.evaluate(MEASURE, [number + 1])))
        page.wait_for_timeout(60)
    return taken[1:]


def told(where: str, taken: list[float]) -> None:
    """One line of figures."""
    taken = sorted(taken)
    figures = {
        "where": where,
        "layers": LAYERS,
        "edits": EDITS,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(taken[int(0.95 * (len(taken) - 1))], 1),
        "worst_ms": round(taken[-1], 1),
    }
    print(json.dumps(figures))


def chosen(board: Board, *, code: bool) -> list[float]:
    """Edits of a chosen layer, with the code shown or not."""
    board.node("conv2d_1").click()
    if code:
        board.tool("Code").click()
        board.page.locator(".ls-lit").wait_for()
    return measure(board.page)


def on_the_board(page: Page, *, code: bool) -> list[float]:
    """A page with nothing but the board."""
    with served() as address:
        return chosen(Board(page).open(f"{address}/?n={LAYERS}"), code=code)


def on_the_design_page(page: Page, *, code: bool) -> list[float]:
    """The page as people use it, saving at every edit."""
    with tempfile.TemporaryDirectory() as workspace:
        drawing = chain(LAYERS)
        DesignShelf(Path(workspace)).save(drawing)
        with app(Path(workspace)) as running:
            running.open(page, "design")
            page.get_by_role("button", name=drawing.name).click()
            return chosen(Board(page).ready(), code=code)


def main() -> None:
    with chromium() as browser:
        for where, code in product((on_the_board, on_the_design_page), (False, True)):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            told(f"{where.__name__}{', code shown' * code}", where(page, code=code))
            page.close()


if __name__ == "__main__":
    main()
