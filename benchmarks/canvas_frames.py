"""A drawing board of 200 layers in Chromium: how smoothly a layer is dragged, how soon it opens.

A layer is dragged in a circle over the board, by the pointer, a step a frame; told is how long
frames took. Opening is measured on the app's Design page, from the click on the design to all its
layers painted with their shapes. The targets on 2 cores: 50 frames a second; 1.5 s.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from app_page import app
from canvas_page import Board, chromium, served
from drawings import chain

from builder.shelf.designs import DesignShelf

if TYPE_CHECKING:
    from playwright.sync_api import Page

LAYERS = 200
STEPS = 300
OPENINGS = 6
_DRAG = """async (steps) => {
  const root = document.querySelector("[data-testid=stBidiComponentIsolated]").shadowRoot;
  const board = root.querySelector(".ls-board").getBoundingClientRect();
  const far = (one) => { const at = one.getBoundingClientRect(); return Math.hypot(
    at.x + at.width / 2 - board.x - board.width / 2, at.y + 120 - board.y - board.height / 2); };
  const [layer] = [...root.querySelectorAll("[data-layer]")].sort((a, b) => far(a) - far(b));
  const box = layer.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const send = (to, name, dx, dy) => to.dispatchEvent(new MouseEvent(name, {
    bubbles: true, cancelable: true, composed: true, view: window, button: 0,
    buttons: name === "mouseup" ? 0 : 1, clientX: x + dx, clientY: y + dy }));
  send(layer, "mousedown", 0, 0);
  const frames = [];
  let before = await new Promise(requestAnimationFrame);
  for (let at = 1; at <= steps; at += 1) {
    const angle = at / 20;
    send(window, "mousemove", 120 * Math.sin(angle), 120 * (1 - Math.cos(angle)));
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  const after = layer.getBoundingClientRect();
  send(window, "mouseup", 0, 0);
  return { frames: frames.slice(10), moved: Math.hypot(after.x - box.x, after.y - box.y) };
}"""
_OPEN = """async ([name, layers]) => {
  const button = [...document.querySelectorAll("button")].find((one) => one.innerText === name);
  const began = performance.now();
  button.click();
  const there = () => {
    const host = document.querySelector("[data-testid=stBidiComponentIsolated]");
    const root = host?.shadowRoot;
    return root?.querySelector(".ls-board:not(.ls-waiting)")
      && root.querySelectorAll(".ls-words").length >= layers;
  };
  while (!there()) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""


def dragged(page: Page) -> None:
    """Print how long frames took while a layer was dragged."""
    with served() as address:
        Board(page).open(f"{address}/?n={LAYERS}")
        page.wait_for_timeout(1000)
        told = page.evaluate(_DRAG, STEPS)
    if told["moved"] < 1:
        raise RuntimeError("the layer did not move: the figures would mean nothing")
    frames = sorted(told["frames"])
    a_second = 1000 / statistics.mean(frames)
    half, most = frames[len(frames) // 2], frames[int(0.95 * len(frames))]
    print(
        f"dragging one of {LAYERS} layers: {a_second:.0f} frames a second; half of the frames "
        f"within {half:.0f} ms, 95 % within {most:.0f}, the longest {frames[-1]:.0f}"
    )


def opened(page: Page) -> None:
    """Print how long it took to open the drawing, the first time and again."""
    with tempfile.TemporaryDirectory() as folder:
        drawing = chain(LAYERS)
        DesignShelf(Path(folder)).save(drawing)
        with app(Path(folder)) as running:
            taken = []
            for _ in range(OPENINGS):
                running.open(page, "design?designs=1")
                page.get_by_role("button", name="Open", exact=True).wait_for()
                taken.append(float(page.evaluate(_OPEN, ["Open", LAYERS])))
        print(
            f"opening {LAYERS} layers: the first time {taken[0]:.0f} ms, "
            f"then a median of {statistics.median(taken[1:]):.0f} ms"
        )


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    with chromium() as browser:
        for measured in (dragged, opened):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            measured(page)
            page.close()


if __name__ == "__main__":
    main()
