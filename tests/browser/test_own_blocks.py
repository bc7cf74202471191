"""A block that is kept is offered in every drawing of the workspace, until it is let go."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App, settled
from canvas_page import Board
from playwright.sync_api import Page, expect

from builder.shelf.designs import DesignShelf
from builder.shelf.own_blocks import block_bin
from builder.templates import template

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studio")
    drawing = template("Two-convolution CNN (64, 64)")
    for name in ("One", "Two"):
        DesignShelf(folder).save(drawing.model_copy(update={"name": name}))
    return folder


def test_kept_in_one_drawing_used_in_another_let_go_and_brought_back(
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

    listed = "design?design=Two&designs=1"
    studio.open(page, listed)
    page.get_by_text("Bin of your blocks (1)").click()
    page.get_by_role("button", name="Bring back").click()
    settled(page)
    assert shelf.names() == ["<b>Mine</b>"]
    studio.open(page, "design?design=Two")
    board.ready()
    page.locator(".ls-family", has_text="My blocks").click()
    page.get_by_label("Remove <b>Mine</b> from my blocks").click()
    expect(page.get_by_text("is in the bin below File")).to_be_visible()
    studio.open(page, listed)
    page.get_by_text("Bin of your blocks (1)").click()
    page.get_by_role("button", name="Delete for good").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("“<b>Mine</b>” will be removed")
    dialog.get_by_role("button", name="Delete for good").click()
    settled(page)
    expect(page.get_by_text("Bin of your blocks")).to_have_count(0)
    assert block_bin(workspace).all() == []
