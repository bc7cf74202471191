"""A block that is kept is offered in every drawing of the workspace, until it is let go."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App
from canvas_page import Board
from playwright.sync_api import Page, expect

from builder.shelf.designs import DesignShelf
from builder.templates import template

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio")
    drawing = template("Two-convolution CNN (64, 64)")
    for name in ("One", "Two"):
        DesignShelf(folder).save(drawing.model_copy(update={"name": name}))
    return folder


def test_kept_in_one_drawing_used_in_another_and_let_go(
    studio: App, page: Page, workspace: Path
) -> None:
    board = Board(studio.open(page, "design?design=One")).ready()
    for number, node_id in enumerate(("conv2d_1", "conv2d_2")):
        board.node(node_id).click(modifiers=["Control"] if number else [])
    page.keyboard.press("Control+g")
    page.get_by_label("Name on the board").fill("<b>Mine</b>")
    board.tool("Keep in my palette").click()
    expect(page.locator(".ls-family", has_text="My blocks")).to_be_visible()
    shelf = DesignShelf(workspace / "blocks")
    assert shelf.names() == ["<b>Mine</b>"]
    studio.open(page, "design?design=Two")
    board.ready()
    page.locator(".ls-family", has_text="My blocks").click()
    board.node("conv2d_2").click()
    page.locator('[data-block="own:<b>Mine</b>"]').click()
    expect(board.node("block_1")).to_contain_text("<b>Mine</b>")
    page.get_by_label("Remove <b>Mine</b> from my blocks").click()
    expect(page.locator(".ls-family", has_text="My blocks")).to_have_count(0)
    assert shelf.names() == []
    expect(board.node("block_1")).to_contain_text("<b>Mine</b>")
