"""Somebody at the drawing board who does one thing after another, by pointer and keyboard.

What they do follows from a seed. What must hold of it is told by the tests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from board_state import read
from playwright.sync_api import Locator
from random_settings import RandomSettings

KINDS = (
    "Conv2D", "Dropout", "BatchNormalization", "ReLU", "MaxPooling2D", "Add", "Concatenate",
    "Dense", "Flatten", "GlobalAveragePooling2D", "MultiHeadAttention", "RandomFlip",
)  # fmt: skip
BLOCKS = ("Residual", "Squeeze and excitation", "Inception")
MANY, CROWD = 16, 26
"""Layers from which on more is removed, and from which on nothing is added."""
_SEARCHING = """root => root.getRootNode().activeElement?.type === "search\""""


@dataclass
class Person(RandomSettings):
    """Who sits there."""

    def act(self) -> str:
        """Do one thing; says what."""
        drawn = self.seen.drawing
        if not drawn["nodes"]:
            return self._do(self.add)
        if len(drawn["nodes"]) > CROWD:
            return self._do(self.dice.choice([self.delete, self.delete, self.undo]))
        verbs = [*_OFTEN, *(_SHRINKING if len(drawn["nodes"]) > MANY else _GROWING)]
        return self._do(getattr(self, self.dice.choice(verbs)))

    def _do(self, verb: Callable[[], str]) -> str:
        said = f"{verb.__name__} {verb()}"
        self.seen = read(self.page)
        return said

    def find(self, words: str) -> Locator:
        search = self.page.get_by_label("Find a layer")
        search.fill(words)
        return search

    def add(self) -> str:
        kind = self.dice.choice(KINDS) if self.seen.drawing["nodes"] else "Input"
        if self.things() and self.dice.random() < 0.7:
            self.choose(self.dice.choice(self.things()))
        self.find(kind).press("Enter")
        return kind

    def drop(self) -> str:
        """Drag from the palette: onto a connection, or to a free place."""
        kind = self.dice.choice(KINDS)
        self.find(kind)
        onto = self.dice.random() < 0.7
        target = self._line() if onto else self.point(".react-flow__pane")
        start = self.point(".ls-entry")
        if start is None or target is None:
            return "nothing: no place"
        self.drag(start, target)
        return kind

    def add_block(self) -> str:
        name = self.dice.choice(BLOCKS)
        self.find(name)
        entry = self.page.locator(f'[data-block="ready:{name}"]')
        if entry.count() == 0:
            return f"nothing: no {name}"
        if self.things():
            self.choose(self.dice.choice(self.things()))
        entry.click()
        return name

    def connect(self) -> str:
        one, other = self.dice.choice(self.things()), self.dice.choice(self.things())
        start = self.point(f'[data-layer="{one}"] .ls-out')
        end = self.point(f'[data-layer="{other}"] [data-handleid^="in-"]')
        if start and end and self.dice.random() < 0.6:
            self.drag(start, end)
            return f"{one} to {other} by pointer"
        self.choose(one)
        self.key("c", one)
        self.key("Enter", other)
        return f"{one} to {other} by keyboard"

    def feed(self) -> str:
        """Choose an input of a layer from the list of those that may feed it."""
        one = self.dice.choice(self.things())
        self.choose(one)
        inputs = self.page.locator(".ls-inspector .ls-inline select")
        if inputs.count() == 0:
            return "nothing: takes nothing"
        box = inputs.nth(self.dice.randrange(inputs.count()))
        values = box.evaluate("one => [...one.options].map(option => option.value)")
        chosen = self.dice.choice(values)
        box.select_option(chosen)
        return f"{one} from {chosen or 'nothing'}"

    def delete(self) -> str:
        one = self.dice.choice(self.things())
        self.choose(one)
        self.key("Delete", one)
        return one

    def cut_line(self) -> str:
        at = self._line()
        if at is None:
            return "nothing: no connection in view"
        self.page.mouse.click(*at)
        self.page.keyboard.press("Delete")
        return "a connection"

    def copy(self) -> str:
        one = self.dice.choice(self.things())
        self.choose(one)
        keys = self.dice.choice(["cv", "d", "x", "v"])
        for key in keys:
            self.key(f"Control+{key}", one)
        return f"{one} with {keys}"

    def wrap(self) -> str:
        some = self.dice.sample(self.things(), k=min(len(self.things()), self.dice.randint(1, 3)))
        for place, one in enumerate(some):
            self.choose(one, more=place > 0)
        self.key("Control+g", some[0])
        return ", ".join(some)

    def unwrap(self) -> str:
        return self._with_block(lambda one: self.key("Control+Shift+g", one))

    def fold(self) -> str:
        return self._with_block(lambda _: self._press(r"Fold into one", "Unfold"))

    def repeat(self) -> str:
        times = str(self.dice.randint(1, 5))
        box = self.page.get_by_label("How often it stands in the network")
        return f"{self._with_block(lambda _: box.fill(times))} {times} times"

    def move(self) -> str:
        """With the arrow keys, or dragged."""
        one = self.dice.choice(self.things())
        start = self.point(f'[data-layer="{one}"] header b')
        if start and self.dice.random() < 0.6:
            across, down = self.dice.randint(-150, 150), self.dice.randint(-80, 80)
            self.drag(start, (start[0] + across, start[1] + down))
            return f"{one} by pointer"
        self.choose(one)
        self.key(self.dice.choice(["ArrowRight", "ArrowDown", "Shift+ArrowUp"]), one)
        return f"{one} by keyboard"

    def tidy(self) -> str:
        self.key(self.dice.choice("tf"), self.dice.choice(self.things()))
        return "up"

    def undo(self) -> str:
        return self._travel("Undo", "Control+z")

    def redo(self) -> str:
        return self._travel("Redo", "Control+y")

    def _travel(self, button: str, keys: str) -> str:
        """With whatever has the focus, as a person presses it again and again; the search field
        has an undo of its own."""
        if self.board.evaluate(_SEARCHING) or self.dice.random() < 0.3:
            self._press(button)
            return "by the button"
        self.page.keyboard.press(keys)
        return "by keyboard"

    def _line(self) -> tuple[float, float] | None:
        """The middle of a connection."""
        return self.point("[data-link] .react-flow__edge-path", turn=self.dice.random())

    def _press(self, *names: str) -> None:
        """The first button of one of those names that can be pressed."""
        for name in names:
            button = self.page.get_by_role("button", name=name, exact=True)
            if button.count() and button.first.is_enabled():
                button.first.click()
                return

    def _with_block(self, verb: Callable[[str], object]) -> str:
        blocks = self.seen.drawing["blocks"]
        if not blocks:
            return "nothing: no block"
        one = str(self.dice.choice(blocks)["id"])
        self.choose(one)
        verb(one)
        return one


_OFTEN = (
    "change", "change", "name", "move", "tidy", "mend", "undo", "undo", "redo", "fold", "repeat",
    "feed", "connect",
)  # fmt: skip
_GROWING = ("add", "add", "drop", "drop", "add_block", "copy", "copy", "wrap", "wrap", "delete")
_SHRINKING = ("delete", "delete", "cut_line", "unwrap", "undo", "wrap")
