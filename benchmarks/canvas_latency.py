"""From an edit on the drawing board to Python's answer painted at the layer, in Chromium.

Fifty-one edits on drawings of 30 and of 200 layers, one after the other, as a person makes them, on
the app's Design page: with the code hidden and shown, and while it is looked through a photograph.
Prints the figures as JSON, one line each; the targets are 95th percentiles of at most 150 and 250
ms on 2 cores.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from app_page import app
from canvas_page import Board, chromium
from drawings import chain

from builder.shelf.designs import DesignShelf
from data.demo import make_demo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

EDITS = 51
LAYERS = (30, 200)

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


def told(where: str, layers: int, taken: list[float]) -> None:
    """One line of figures."""
    taken = sorted(taken)
    figures = {
        "where": where,
        "layers": layers,
        "edits": EDITS,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(taken[int(0.95 * (len(taken) - 1))], 1),
        "worst_ms": round(taken[-1], 1),
    }
    print(json.dumps(figures), flush=True)


def edits(where: str, page: Page, layers: int) -> None:
    """Edits of a chosen layer, with the code hidden, then shown, then hidden again."""
    board = Board(page).ready()
    board.node("conv2d_1").click()
    told(where, layers, measure(page))
    board.tool("Code").click()
    page.locator(".ls-lit").wait_for()
    told(f"{where}, code shown", layers, measure(page))
    board.tool("Code").click()


@contextmanager
def design_page(page: Page, layers: int) -> Iterator[None]:
    """The page as people use it, saving at every edit, with a dataset in hand."""
    with tempfile.TemporaryDirectory() as folder:
        workspace, drawing = Path(folder), chain(layers)
        make_demo(workspace=workspace, name="Demo")
        DesignShelf(workspace).save(drawing)
        with app(workspace) as running:
            running.open(page, "design?dataset=Demo")
            yield


def on_the_design_page(page: Page, layers: int) -> None:
    """The whole page, at last with a photograph looked through."""
    with design_page(page, layers):
        edits("the Design page", page, layers)
        page.get_by_text("Look through a photograph").click()
        page.get_by_alt_text("The photograph that is looked through").wait_for()
        page.get_by_text("Starting TensorFlow").wait_for(state="hidden", timeout=120_000)
        told("the Design page, a photograph looked through", layers, measure(page))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--layers", type=int, nargs="+", default=LAYERS)
    with chromium() as browser:
        for layers in asked.parse_args().layers:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            on_the_design_page(page, layers)
            page.close()


if __name__ == "__main__":
    main()
