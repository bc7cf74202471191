"""The scrolling gallery in Chromium: pictures at once, few cards, ticks, filters, and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App, settled
from playwright.sync_api import Locator, Page, expect

from data.demo import make_demo
from data.library import Library
from runs.workspace import workspace_path

pytestmark = pytest.mark.browser

COUNT = 400
PATIENCE_MS = 15_000
_PAINTED = """count => {
  const grid = [...document.querySelectorAll("*")].map((e) => e.shadowRoot)
    .find((root) => root && root.querySelector(".grid"));
  return grid && [...grid.querySelectorAll(".card:not(.empty) img[src]")]
    .filter((image) => image.complete && image.naturalWidth > 100).length >= count;
}"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, count=COUNT)
    return home


@pytest.fixture(scope="module")
def images(workspace: Path) -> list[str]:
    library = Library(workspace)
    return list(library.load(library.names()[0]).manifest["image_id"])


def opened(studio: App, page: Page, query: str = "view=gallery") -> Page:
    studio.open(page, f"data?{query}")
    page.wait_for_function(_PAINTED, arg=12, timeout=PATIENCE_MS)
    return page


def card(page: Page, number: int) -> Locator:
    return page.locator(f"#card-{number}")


def test_pictures_are_there_at_once_and_to_the_very_end(
    studio: App, page: Page, images: list[str]
) -> None:
    opened(studio, page)
    expect(card(page, 0)).to_contain_text(images[0])
    for share in (0.3, 0.6, 1.0):
        page.locator(".grid").evaluate(
            "(grid, at) => grid.scrollTop = at * grid.scrollHeight", share
        )
        expect(page.locator(".card:visible.empty")).to_have_count(0, timeout=PATIENCE_MS)
    expect(card(page, COUNT - 1)).to_contain_text(images[-1])
    assert page.locator(".card").count() <= 90  # of 400: only those in sight exist
    assert studio.memory_mb <= 250


def test_photographs_are_ticked_with_the_pointer_and_with_keys(
    studio: App, page: Page, images: list[str]
) -> None:
    opened(studio, page)
    card(page, 1).locator(".name").click()
    page.locator(".grid").focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", " "):
        page.keyboard.press(key)
    told = page.get_by_text(f"2 photographs ticked: {images[1]}, {images[3]}")
    expect(told).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".card[aria-selected=true]")).to_have_count(2)
    page.keyboard.press("End")
    expect(card(page, COUNT - 1)).to_have_class("card active", timeout=PATIENCE_MS)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text(images[-1], timeout=PATIENCE_MS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Untick all").click()
    expect(told).to_have_count(0, timeout=PATIENCE_MS)
    page.locator(".grid").focus()
    page.keyboard.press("Home")
    expect(card(page, 1)).to_have_attribute("aria-selected", "false")


def test_a_filter_stands_in_the_address_and_back_takes_it_away(studio: App, page: Page) -> None:
    opened(studio, page)
    everything = page.get_by_text(f"{COUNT} photographs. Tick some")
    expect(everything).to_be_visible()
    page.get_by_role("button", name="validation").click()
    expect(everything).to_have_count(0, timeout=PATIENCE_MS)
    settled(page)
    assert "part=validation" in page.url
    expect(card(page, 0).locator(".told")).to_contain_text("validation")
    address = page.url
    page.go_back()
    expect(everything).to_be_visible(timeout=PATIENCE_MS)
    assert "part=" not in page.url
    page.goto(address)
    page.wait_for_function(_PAINTED, arg=12, timeout=PATIENCE_MS)
    expect(card(page, 0).locator(".told")).to_contain_text("validation")
