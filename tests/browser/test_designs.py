"""One design in two windows of Chromium, and an earlier version opened and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_page import App, settled
from canvas_page import Board
from playwright.sync_api import Browser, Page

from builder.shelf.designs import DesignShelf
from builder.templates import template
from runs.workspace import workspace_path

pytestmark = pytest.mark.browser

DESIGN = "Two-convolution CNN (64, 64)"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    DesignShelf(home).save(template(DESIGN))
    return home


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1024, "height": 900})
    yield context.new_page()
    context.close()


def layers(workspace: Path) -> set[str]:
    return {node.type for node in DesignShelf(workspace).load(DESIGN).nodes}


def add(page: Page, kind: str) -> None:
    """Add a layer from the palette, as a person does."""
    page.get_by_placeholder("Find a layer").fill(kind)
    page.get_by_placeholder("Find a layer").press("Enter")
    settled(page, still_ms=1200)


def test_two_windows_and_a_version_undone(
    studio: App, page: Page, other: Page, workspace: Path
) -> None:
    for one in (page, other):
        studio.open(one, "design")
        Board(one).ready()
    add(page, "Dropout")
    add(other, "BatchNormalization")
    assert "Dropout" in layers(workspace)
    assert "BatchNormalization" not in layers(workspace)
    other.get_by_text("was changed in another window").wait_for()
    add(other, "ReLU")
    other.get_by_role("button", name="Open theirs").click()
    settled(other)
    Board(other).ready()
    assert any("dropout" in layer for layer in Board(other).ids())
    versions = [one.spec for one in DesignShelf(workspace).versions(DESIGN) if one.spec]
    assert {"BatchNormalization", "ReLU"} <= {node.type for node in versions[0].nodes}

    other.get_by_role("button", name="File").click()
    other.get_by_role("button", name="History").click()
    settled(other)
    other.get_by_role("button", name="Open this version").first.click()
    settled(other, still_ms=1500)
    Board(other).ready()
    assert {"BatchNormalization", "ReLU"} <= layers(workspace)
    Board(other).tool("Undo").click()
    settled(other, still_ms=1500)
    assert "ReLU" not in layers(workspace)
    assert "Dropout" in layers(workspace)


def test_a_reload_that_shows_another_windows_drawing_says_so(
    studio: App, page: Page, other: Page, workspace: Path
) -> None:
    DesignShelf(workspace).save(template(DESIGN))
    for one in (page, other):
        studio.open(one, "design")
        Board(one).ready()
    add(page, "Dropout")
    other.reload()
    settled(other)
    add(other, "GaussianNoise")
    page.reload()
    settled(page)
    Board(page).ready()
    told = page.locator(".ls-toast")
    told.get_by_text("was saved anew since this window showed it").wait_for()
    assert any("gaussian" in layer for layer in Board(page).ids())
    told.get_by_role("button", name="Bring it back").click()
    settled(page, still_ms=1500)
    assert told.inner_text() == ""
    assert "GaussianNoise" not in layers(workspace)
    assert "Dropout" in layers(workspace)
    assert any("dropout" in layer for layer in Board(page).ids())


def test_a_version_opened_after_a_reload_is_what_the_board_shows(
    studio: App, page: Page, workspace: Path
) -> None:
    DesignShelf(workspace).keep(template(DESIGN), why="as it came")
    studio.open(page, "design")
    Board(page).ready()
    add(page, "GaussianNoise")
    assert "GaussianNoise" in layers(workspace)
    page.get_by_role("button", name="File").click()
    page.get_by_role("button", name="History").click()
    settled(page)
    page.reload()
    settled(page)
    as_it_came = page.locator("[class*='st-key-version_']").filter(has_text="as it came")
    as_it_came.get_by_role("button", name="Open this version").click()
    settled(page, still_ms=1500)
    Board(page).ready()
    assert "GaussianNoise" not in layers(workspace)
    assert not any("gaussian" in layer for layer in Board(page).ids())
    Board(page).tool("Undo").click()
    settled(page, still_ms=1500)
    assert "GaussianNoise" in layers(workspace)
