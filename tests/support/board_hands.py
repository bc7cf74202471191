"""A pointer and a keyboard at the drawing board: quick, for tests of a thousand edits.

Only what lies open is pointed at; all else is reached by the keyboard.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from board_state import BoardState
from playwright.sync_api import Locator, Page

_POINT = """async (root, [what, turn]) => {
  const frame = () => new Promise(requestAnimationFrame);
  const look = () => {
    const board = root.querySelector(".ls-board").getBoundingClientRect();
    const place = root.getRootNode();
    const all = [...root.querySelectorAll(what)];
    const from = Math.floor(turn * all.length);
    for (const one of [...all.slice(from), ...all.slice(0, from)]) {
      const box = one.getBoundingClientRect();
      let at = {x: box.x + box.width / 2, y: box.y + box.height / 2};
      if (one instanceof SVGPathElement) {
        const half = one.getPointAtLength(one.getTotalLength() / 2);
        const there = new DOMPoint(half.x, half.y).matrixTransform(one.getScreenCTM());
        at = {x: there.x, y: there.y};
      }
      const within = !one.closest(".ls-board") || (at.x > board.x + 4 && at.x < board.right - 4
        && at.y > board.y + 4 && at.y < board.bottom - 4);
      const hit = place.elementFromPoint(at.x, at.y);
      const mine = hit && (one.contains(hit) || hit.closest("[data-link]")?.contains(one));
      if (within && mine) return [at.x, at.y];
    }
    return null;
  };
  let seen = look();
  for (let again = 0; again < 60; again++) {  // until it stands still, as an eye waits
    await frame();
    await frame();
    const now = look();
    if (String(now) === String(seen)) return now;
    seen = now;
  }
  return seen;
}"""
_FOCUS = """(root, id) => {
  root.querySelector(`.react-flow__node[data-id="${id}"]`).focus({preventScroll: true});
}"""


@dataclass
class Hands:
    """At an open board.

    Args:
        page: with the board on it.
        seen: the board as it was seen last.
        dice: what is done next comes from here.
    """

    page: Page
    seen: BoardState
    dice: random.Random

    @property
    def board(self) -> Locator:
        return self.page.locator(".ls").first

    def point(self, what: str, *, turn: float = 0) -> tuple[float, float] | None:
        """The middle of something that lies open under the pointer, if anything does.

        Args:
            what: a selector.
            turn: which of several to try first: 0 is the first of them, just below 1 the last.
        """
        at = self.board.evaluate(_POINT, [what, turn])
        return None if at is None else (at[0], at[1])

    def things(self) -> list[str]:
        """Layers and folded blocks on screen."""
        return [str(one[0]) for one in self.seen.picture["seen"]]

    def focus(self, one: str) -> None:
        self.board.evaluate(_FOCUS, one)

    def choose(self, one: str, *, more: bool = False) -> bool:
        """With the pointer where it lies open, else with the keyboard."""
        at = self.point(f'.react-flow__node[data-id="{one}"] :is(header b, .ls-frame-label b)')
        if at is None and more:
            return False
        if at is None:
            if self.seen.chosen != [one]:
                self.focus(one)
                self.page.keyboard.press("Enter")
            return True
        if more:
            self.page.keyboard.down("Control")
        self.page.mouse.click(*at)
        if more:
            self.page.keyboard.up("Control")
        return True

    def key(self, keys: str, on: str) -> None:
        """A key on a layer or block that has the focus."""
        self.focus(on)
        self.page.keyboard.press(keys)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=2)
        mouse.move(*end, steps=2)
        mouse.up()
