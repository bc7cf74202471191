"""Random changes in the settings of what is chosen on the board: fitting ones and others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from board_hands import Hands
from playwright.sync_api import Locator

NAMES = ('"', "'; import os #", "<b>bold</b>", "{x}", "Größe 2", "a\\b", "", "Eingang → Ausgang")
_FIELDS = """root => [...root.querySelectorAll(".ls-inspector [data-field]")]
  .filter(one => one.checkVisibility()).map(one => {
    const boxes = [...one.querySelectorAll("input, select")];
    const first = boxes[0];
    return {
      name: one.dataset.field,
      boxes: boxes.length,
      kind: first?.tagName === "SELECT" ? "choice" : first?.type === "checkbox" ? "flag"
        : first?.getAttribute("role") === "spinbutton" ? "number" : "text",
      options: first?.tagName === "SELECT" ? [...first.options].map(o => o.value) : [],
    };
  }).filter(one => one.boxes > 0)"""


@dataclass
class RandomSettings(Hands):
    """Hands that are at the settings."""

    def change(self) -> str:
        """A setting of a layer, to a value that fits or not."""
        one = self.dice.choice(self.things())
        self.choose(one)
        fields = self.board.evaluate(_FIELDS)
        if not fields:
            return f"nothing: {one} has no settings"
        field = self.dice.choice(fields)
        boxes = self.page.locator(f'.ls-inspector [data-field="{field["name"]}"]').locator(
            "input, select"
        )
        value = self._set(field, boxes.nth(self.dice.randrange(field["boxes"])))
        return f"{one}.{field['name']} to {value}"

    def _set(self, field: dict[str, Any], box: Locator) -> str:
        if field["kind"] == "flag":
            box.click(force=True)  # drawn by the style sheet
            return "the other"
        if field["kind"] == "choice":
            value = self.dice.choice(field["options"])
            box.select_option(value)
            return str(value)
        value = self.dice.choice(["1", "2", "3", "5", "64", "0", "0.25", "-1", ""])
        box.fill(value if field["kind"] == "number" else self.dice.choice(NAMES))
        return value

    def name(self) -> str:
        blocks = [one[0] for one in self.seen.picture["frames"]]
        one = self.dice.choice([*self.things(), *blocks])
        self.choose(one)
        text = self.dice.choice(NAMES)
        if self.dice.random() < 0.5:
            self.page.get_by_label("Name on the board").fill(text)
        else:
            self.page.locator(".ls-inspector textarea").fill(f"{text}\n{text}")
        return f"{one} {text!r}"

    def mend(self) -> str:
        """Do what is offered at a layer: mend its problem, silence a remark, or hear it again."""
        self.choose(self.dice.choice(self.things()))
        offered = self.page.locator(".ls-inspector :is(.ls-mends button, .ls-again)")
        if offered.count() == 0:
            return "nothing: nothing is offered"
        one = offered.nth(self.dice.randrange(offered.count()))
        said = one.inner_text()
        one.click()
        return said
