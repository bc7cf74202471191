"""Blocks on the board: made, folded, repeated, moved and kept by pointer and by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from canvas_page import Board

pytestmark = pytest.mark.browser

HELD = ("conv2d_1", "pooling_1")


def wrapped(board: Board) -> Board:
    """A convolution and its pooling as a block, made with Control and G."""
    for number, node_id in enumerate(HELD):
        board.node(node_id).click(modifiers=["Control"] if number else [])
    board.page.keyboard.press("Control+g")
    expect(board.page.locator(".ls-frame-label b")).to_have_text("Block 1")
    return board


def totals(board: Board) -> str:
    return board.page.locator(".ls-totals").inner_text()


def test_chosen_layers_become_a_block_and_layers_again(board: Board) -> None:
    links = board.links()
    wrapped(board)
    expect(board.page.locator(".ls-inspector h3")).to_have_text("Block 1")
    assert board.links() == links
    board.page.keyboard.press("Control+Shift+g")
    expect(board.page.locator(".ls-frame-label")).to_have_count(0)
    board.page.keyboard.press("Control+z")
    expect(board.page.locator(".ls-frame-label")).to_have_count(1)
    board.python_agrees()


def test_a_folded_block_stands_for_its_layers_and_says_what_they_do(board: Board) -> None:
    before = totals(wrapped(board))
    board.tool("Fold into one").click()
    block = board.node("block_1")
    expect(block).to_contain_text("224 × 224, 3 maps→ 112 × 112, 64 maps")
    expect(block).to_contain_text("parameters")
    assert not {*HELD} & {*board.ids()}
    assert "rescaling->conv2d_1:0" in board.links()
    assert totals(board) == before
    block.dblclick()
    expect(board.node("pooling_1")).to_be_visible()
    board.python_agrees()


def test_repetitions_are_counted_and_what_is_wrong_in_one_is_told(board: Board) -> None:
    wrapped(board)
    board.tool("Once more").click()
    expect(board.page.locator(".ls-totals")).to_contain_text("10 layers")
    expect(board.page.locator(".ls-times")).to_have_text("× 2")
    box = board.page.get_by_label("How often it stands in the network")
    box.fill("64")
    expect(board.page.locator(".ls-times")).to_have_text("× 64")
    expect(board.node("pooling_1")).to_contain_text("In repetition 8 of the block “Block 1”:")
    box.fill("65")
    box.blur()
    expect(box).to_have_value("64")
    board.python_agrees()


def test_a_block_moves_as_one_and_a_reload_keeps_it(board: Board) -> None:
    wrapped(board)
    board.tool("Once more").click()
    board.page.wait_for_timeout(600)
    label = board.page.locator(".ls-frame-label b").bounding_box()
    assert label is not None
    before = [board.middle(one) for one in HELD]
    x, y = label["x"] + 6, label["y"] + label["height"] / 2
    board.page.mouse.move(x, y)
    board.page.mouse.down()
    board.page.mouse.move(x + 20, y + 60, steps=6)
    board.page.mouse.up()
    board.page.wait_for_timeout(600)
    moved = [
        (a[0] - b[0], a[1] - b[1]) for a, b in zip(map(board.middle, HELD), before, strict=True)
    ]
    assert moved[0] == pytest.approx(moved[1], abs=1)
    assert moved[0][1] > 30
    board.python_agrees()
    board.page.wait_for_timeout(400)
    board.page.reload()
    board.ready()
    expect(board.page.locator(".ls-times")).to_have_text("× 2")
    board.page.locator(".react-flow__node-frame").focus()
    board.page.keyboard.press("Enter")
    board.page.keyboard.press("Delete")
    expect(board.page.locator("[data-layer]")).to_have_count(6)
    board.python_agrees()


def test_a_ready_block_is_added_after_the_chosen_layer_and_connected(board: Board) -> None:
    board.page.locator(".ls-family", has_text="Blocks").click()
    board.node("conv2d_1").click()
    board.page.locator('[data-block="ready:Inception"]').click()
    expect(board.node("block_1")).to_contain_text("Inception")
    expect(board.node("block_1")).to_contain_text("→ 224 × 224, 56 maps")
    expect(board.page.locator(".ls-verdict")).to_have_text("Sound")
    board.page.get_by_label("Find a layer").fill("residual")
    expect(board.page.locator(".ls-own")).to_have_count(2)


def test_a_screen_reader_hears_what_a_block_is(board: Board) -> None:
    wrapped(board)
    frame = board.page.locator(".react-flow__node-frame")
    expect(frame).to_have_attribute("aria-label", "Block Block 1, unfolded, 2 layers")
    board.tool("Once more").click()
    board.tool("Fold into one").click()
    node = board.page.locator(".react-flow__node-block")
    label = "Block Block 1, folded, 2 layers, repeated 2 times"
    expect(node).to_have_attribute("aria-label", label)


def test_lines_of_the_code_lead_to_the_folded_block_of_their_layer(board: Board) -> None:
    wrapped(board)
    board.tool("Fold into one").click()
    board.tool("Code").click()
    board.node("rescaling").click()
    board.page.locator('[data-lines-of="conv2d_1"]').click()
    expect(board.page.locator(".ls-inspector h3")).to_have_text("Block 1")
    expect(board.page.locator(".ls-lit")).to_have_count(len(HELD))


def test_lines_of_a_later_repetition_lead_to_the_layer_that_is_drawn(board: Board) -> None:
    wrapped(board)
    board.tool("Once more").click()
    board.tool("Code").click()
    board.node("rescaling").click()
    later = board.page.locator('[data-lines-of="conv2d_1_2"]')
    expect(later).to_have_attribute("title", "Lines of Conv2D (conv2d_1), repeated as conv2d_1_2")
    later.click()
    expect(board.page.locator(".ls-inspector h3")).to_have_text("Conv2D")
    expect(board.page.locator(".ls-lit")).to_have_count(2)
    expect(later).to_be_in_viewport()
    later.focus()
    board.page.keyboard.press("ArrowDown")
    expect(board.page.locator(".ls-inspector h3")).to_have_text("MaxPooling2D")
    expect(board.page.locator('[data-lines-of="pooling_1_2"]')).to_be_focused()


def test_a_network_of_more_than_two_thousand_layers_is_refused_in_a_sentence(board: Board) -> None:
    page = board.page
    page.locator(".ls .react-flow").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+g")
    page.get_by_label("How often it stands in the network").fill("64")
    page.locator(".react-flow__node-frame").focus()
    page.keyboard.press("Control+d")
    before = board.ids()
    assert len(before) == 16
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+d")
    said = page.locator(".ls-toast p")
    expect(said).to_have_text("The network would have 2,048 layers; it can have 2,000.")
    assert board.ids() == before
    board.entry("Dropout").click()
    expect(said).to_have_text("Added Dropout as dropout_1.")
    board.python_agrees()
