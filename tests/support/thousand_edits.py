"""Random edits on the Design page, with reloads and reruns in between: nothing is lost.

The drawing on screen, the one that the board holds and the one that Python keeps are compared all
the way. A failure tells seed, step and what was done last.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from app_page import App, settled
from board_state import BoardState, Drawing, differs, kept_by_python, read
from canvas_page import Board
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from random_person import Person

from builder.shelf.designs import DesignShelf
from builder.templates import template

EDITS = 100
"""For a seed; ten seeds make a thousand."""
LOOKED_AT_EVERY, DISTURBED_EVERY = 5, 25
PATIENCE_S = 40
LATELY = 12


def designed(home: Path, seed: int) -> None:
    """Save the design on which somebody of that seed works, of its name."""
    design = template("Two-convolution CNN (64, 64)")
    placed = tuple(
        node.model_copy(update={"x": 240.0 * (rank % 4), "y": 160.0 * (rank // 4)})
        for rank, node in enumerate(design.nodes)
    )  # else the board lays it out, of which Python hears with the first edit
    DesignShelf(home).save(design.model_copy(update={"name": _name(seed), "nodes": placed}))


def _name(seed: int) -> str:
    return f"Seed {seed}"


@dataclass
class Memory:
    """What undo and redo should lead to."""

    present: Drawing
    past: list[Drawing] = field(default_factory=list)
    future: list[Drawing] = field(default_factory=list)

    def follow(self, seen: BoardState, done: str) -> None:
        """Take in what was done; what was undone or done again must be as it was."""
        steps = seen.past - len(self.past)
        if done.startswith("redo") and self.future:
            self.past.append(self.present)
            self.present = self.future.pop()
        elif done.startswith("undo") and self.past:
            self.future.append(self.present)
            self.present = self.past.pop()
        elif steps == 1:
            self.past.append(self.present)
            self.present, self.future = seen.drawing, []
        elif seen.drawing != self.present:  # joined to the step before: a name that is typed
            assert steps == 0
            self.present, self.future = seen.drawing, []
        assert seen.drawing == self.present
        assert (seen.past, seen.future) == (len(self.past), len(self.future))


@dataclass
class Watch:
    """Compares the drawing on screen with the one in Python, and steps with what they were."""

    page: Page
    shelf: DesignShelf
    name: str
    person: Person
    memory: Memory
    done: list[str] = field(default_factory=list)

    def follow(self) -> None:
        self.memory.follow(self.person.seen, self.done[-1])

    def agree(self) -> None:
        """Screen, board and Python say the same, as soon as the last edit was answered."""
        late = time.monotonic() + PATIENCE_S
        while told := self._difference():
            assert time.monotonic() < late, told
            self.page.wait_for_timeout(25)

    def _difference(self) -> str:
        seen = read(self.page)
        kept = kept_by_python(self.shelf.load(self.name))
        return seen.picture_told() or differs(seen.drawing, kept)

    def looks_anew(self) -> None:
        """After the page was drawn anew: all that was there is there."""
        Board(self.page).ready()
        self.person.seen = read(self.page)
        self.follow()
        self.agree()
        for one in self.person.things()[:1]:
            self.person.focus(one)


def reloaded(page: Page) -> None:
    page.reload()


def run_again(page: Page) -> None:
    """The page's script runs for another widget while edits are on their way."""
    page.get_by_role("button", name="File").click()
    page.keyboard.press("Escape")


def elsewhere_and_back(page: Page) -> None:
    places = page.locator("[data-testid=stSidebar]")
    places.get_by_role("link", name="Train").click()
    expect(page.locator(".ls-board")).to_have_count(0, timeout=PATIENCE_S * 1000)
    places.get_by_role("link", name="Design").click()


def templates_and_back(page: Page) -> None:
    page.get_by_role("button", name="Templates").click()
    page.get_by_role("button", name="Use this template").first.wait_for()
    settled(page)
    back = page.get_by_role("button", name="Back to")
    gone = page.get_by_role("button", name="Use this template")
    back.click()
    try:
        gone.first.wait_for(state="hidden", timeout=PATIENCE_S * 500)
    except PlaywrightTimeoutError:  # it was drawn anew under the pointer: click again
        back.click()
    expect(gone).to_have_count(0, timeout=PATIENCE_S * 1000)


DISTURBANCES: tuple[Callable[[Page], None], ...] = (
    reloaded, run_again, elsewhere_and_back, templates_and_back
)  # fmt: skip


def edited_at_random(studio: App, page: Page, workspace: Path, seed: int) -> None:
    """What is drawn is what is kept, and undo leads back to the start."""
    designed(workspace, seed)
    name, dice = _name(seed), random.Random(seed)  # noqa: S311 - no secret
    page.emulate_media(reduced_motion="reduce")  # nothing glides away from under the pointer
    Board(studio.open(page, f"design?design={name}")).ready()
    page.set_default_timeout(PATIENCE_S * 1000)
    start = read(page)
    watch = Watch(page, DesignShelf(workspace), name, Person(page, start, dice),
                  Memory(start.drawing))  # fmt: skip
    try:
        for step in range(1, EDITS + 1):
            watch.done.append(watch.person.act())
            watch.follow()
            if step % LOOKED_AT_EVERY == 0:
                watch.agree()
            if step % DISTURBED_EVERY == DISTURBED_EVERY // 2:  # no look just before
                disturb = dice.choice(DISTURBANCES)
                watch.done.append(disturb.__name__)
                disturb(page)
                watch.looks_anew()
        _back_to_the_start(watch)
    except Exception as failed:
        lately = "; ".join(watch.done[-LATELY:])
        raise AssertionError(f"Seed {seed}, step {len(watch.done)}: {lately}") from failed
    assert watch.memory.present == start.drawing
    watch.agree()


def _back_to_the_start(watch: Watch) -> None:
    while watch.memory.past:
        Board(watch.page).tool("Undo").click()
        watch.done.append("undo to the start")
        watch.person.seen = read(watch.page)
        watch.follow()
