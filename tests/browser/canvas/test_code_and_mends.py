"""The code beside the drawing, and problems that offer their mend, in Chromium."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from canvas_page import Board

pytestmark = pytest.mark.browser


def test_the_code_follows_the_drawing_and_leads_to_its_layers(board: Board) -> None:
    page = board.page
    board.tool("Code").click()
    own = page.locator('[data-lines-of="conv2d_1"]')
    expect(own).to_contain_text("filters=64,")
    board.node("conv2d_1").click()
    expect(own).to_have_class(re.compile("ls-lit"))
    expect(own).to_be_in_viewport()
    board.field("filters").fill("48")
    expect(own).to_contain_text("filters=48,")
    page.locator('[data-lines-of="flatten"] .ls-line').first.click()
    expect(page.locator(".ls-inspector h3")).to_have_text("Flatten")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".ls-inspector h3")).to_have_text("Classifier")
    expect(page.locator('[data-lines-of="classifier"]')).to_be_focused()
    page.reload()
    board.ready()
    expect(page.locator('[data-lines-of="conv2d_1"]')).to_contain_text("filters=48,")


def test_the_code_is_taken_home_as_a_file(board: Board) -> None:
    board.tool("Code").click()
    expect(board.page.locator(".ls-lines").first).to_be_visible()
    with board.page.expect_download() as started:
        board.page.get_by_role("button", name="Download", exact=True).click()
    assert started.value.suggested_filename == "two_convolution_cnn_64_64.py"
    text = started.value.path().read_text(encoding="utf-8")
    compile(text, "network.py", "exec")
    assert "def build_model() -> keras.Model:" in text


def test_an_unsound_drawing_keeps_its_last_code_and_says_what_stops_it(board: Board) -> None:
    page = board.page
    board.tool("Code").click()
    board.node("conv2d_1").click()
    expect(page.locator(".ls-lit")).to_be_visible()
    board.field("filters").fill("0")
    expect(page.locator(".ls-stopped")).to_contain_text("before the latest changes")
    expect(page.locator(".ls-stale .ls-lit")).to_contain_text("filters=64,")
    page.locator(".ls-stopped").get_by_role("button", name="Conv2D").click()
    page.locator(".ls-inspector").get_by_role("button", name="Set Filters to 1").click()
    expect(page.locator(".ls-stopped")).to_have_count(0)
    expect(page.locator(".ls-lit")).to_contain_text("filters=1,")


def test_a_problem_is_mended_by_a_click_and_undone_by_another(board: Board) -> None:
    page = board.page
    board.node("flatten").click()
    page.keyboard.press("Delete")
    verdict = page.locator(".ls-verdict")
    expect(verdict).to_have_text("1 problem")
    verdict.click()
    page.locator(".ls-problems").get_by_role("button", name="Add Flatten before it").click()
    expect(verdict).to_have_text("Sound")
    assert "flatten_1->classifier:0" in board.links()
    board.python_agrees()
    board.tool("Undo").click()
    expect(verdict).to_have_text("1 problem")


def test_advice_is_silenced_and_heard_again(board: Board) -> None:
    page = board.page
    for pooling in ("pooling_1", "pooling_2"):
        board.node(pooling).click()
        page.keyboard.press("Delete")
    verdict = page.locator(".ls-verdict")
    expect(verdict).to_have_text("Sound, 1 remark")
    board.node("flatten").click()
    settings = page.locator(".ls-inspector")
    expect(settings).to_contain_text("no pooling has made smaller: 3,211,264 values")
    expect(settings).to_contain_text("It lays all 3,211,264 values of the picture in one list")
    settings.get_by_role("button", name="Silence").click()
    expect(verdict).to_have_text("Sound")
    page.reload()
    board.ready()
    expect(verdict).to_have_text("Sound")
    settings.get_by_role("button", name="Show again").click()
    expect(verdict).to_have_text("Sound, 1 remark")
    settings.get_by_role("button", name="Add MaxPooling2D before it").click()
    expect(verdict).to_have_text("Sound")
    expect(board.node("max_pooling2d_1")).to_contain_text("112 × 112, 64 maps")
