"""A layer is found and added where one's hands are: at a loose connection, on free ground, by A."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from canvas_page import Board
    from playwright.sync_api import Locator

pytestmark = pytest.mark.browser


def free_ground(board: Board) -> tuple[float, float]:
    """A place on the board where nothing lies, in pixels of the page."""
    box = board.page.locator(".ls-board").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * 0.6, box["y"] + box["height"] - 60


def question(board: Board) -> Locator:
    return board.page.get_by_role("combobox", name="Find a layer to add here")


def let_go(board: Board, handle: Locator) -> None:
    """Drag from a handle and let go on free ground."""
    start, (x, y) = handle.bounding_box(), free_ground(board)
    assert start is not None
    mouse = board.page.mouse
    mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    mouse.down()
    mouse.move(x - 20, y - 20, steps=5)
    mouse.move(x, y, steps=3)
    mouse.up()


def test_a_connection_let_go_on_free_ground_asks_what_comes_next(board: Board) -> None:
    before = board.links()
    let_go(board, board.node("conv2d_1").locator(".ls-out"))
    expect(question(board)).to_be_focused()
    offered = board.page.locator(".ls-quick [role=option]")
    assert offered.count() > 40
    expect(board.page.locator('.ls-quick [data-choice="Input"]')).to_have_count(0)
    question(board).fill("max pool")
    expect(offered.first).to_have_attribute("data-choice", "MaxPooling2D")
    expect(offered.first).to_have_attribute("aria-selected", "true")
    question(board).press("Enter")
    expect(board.page.locator(".ls-quick")).to_have_count(0)
    (made,) = {*board.links()} - {*before}
    assert made.startswith("conv2d_1->max_pooling2d_")
    name = made.partition("->")[2].partition(":")[0]
    (x, y), (left, top) = free_ground(board), board.middle(name)
    assert abs(x - left) < 60
    assert abs(y - top) < 80
    board.python_agrees()
    board.page.keyboard.press("Control+z")
    assert board.links() == before


def test_the_arrows_choose_and_escape_puts_the_question_away(board: Board) -> None:
    before = board.ids()
    let_go(board, board.node("flatten").locator(".ls-out"))
    question(board).press("ArrowDown")
    chosen = board.page.locator(".ls-quick [aria-selected=true]")
    expect(chosen).to_have_count(1)
    assert question(board).get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    question(board).press("Escape")
    expect(board.page.locator(".ls-quick")).to_have_count(0)
    expect(board.page.locator(".react-flow")).to_be_focused()
    assert board.ids() == before


def test_a_double_click_on_free_ground_adds_a_layer_there(board: Board) -> None:
    board.page.mouse.dblclick(*free_ground(board))
    question(board).fill("Dropout")
    board.page.locator('.ls-quick [data-choice="Dropout"]').click()
    expect(board.node("dropout_1")).to_be_visible()
    assert not [one for one in board.links() if "dropout_1" in one]


def test_by_keyboard_a_layer_goes_after_the_chosen_one(board: Board) -> None:
    board.node("conv2d_1").click()
    board.page.keyboard.press("a")
    expect(question(board)).to_be_focused()
    board.page.keyboard.type("batch norm")
    board.page.keyboard.press("Enter")
    assert "conv2d_1->batch_normalization_1:0" in board.links()
    board.python_agrees()


def test_a_click_elsewhere_puts_the_question_away(board: Board) -> None:
    board.page.mouse.dblclick(*free_ground(board))
    expect(question(board)).to_be_visible()
    board.node("conv2d_1").click()
    expect(board.page.locator(".ls-quick")).to_have_count(0)
