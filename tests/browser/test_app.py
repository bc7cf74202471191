"""The app in Chromium: quick to answer, small, light, and nothing drawn is lost."""

from __future__ import annotations

import json
import shutil
import urllib.request
from pathlib import Path

import pytest
from app_page import App, empty_app, settled
from playwright.sync_api import Page

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from runs.workspace import workspace_path
from ui.frame.navigation import Place

pytestmark = pytest.mark.browser

DESIGN = "Two-convolution CNN (64, 64)"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, count=60)
    DesignShelf(home).save(template(DESIGN))
    return home


def test_the_server_is_up_for_little_more_work_than_an_empty_one(
    studio: App, tmp_path: Path
) -> None:
    """Half as much again when it was measured; with TensorFlow it would be four times as much."""
    with empty_app(tmp_path / "empty") as alone:
        assert studio.work_to_answer <= 3 * alone.work_to_answer


def test_no_page_around_ours_may_steer_it(studio: App) -> None:
    """And no time is lost to comparing each of its own messages with such pages."""
    asked = f"{studio.address}/_stcore/host-config"
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310 - ours
        assert json.load(answer)["allowedOrigins"] == []


def test_every_page_opened_the_web_process_stays_small(studio: App, page: Page) -> None:
    for place in Place:
        address = "" if place is Place.START else place.value
        studio.open(page, address)
        assert page.locator("h1").first.inner_text() == place.title()
        assert page.locator("[data-testid=stAlertContentError]").count() == 0, place
        assert page.locator("[data-testid=stException]").count() == 0, place
    assert studio.memory_mb <= 250
    for library in ("tensorflow", "openvino", "sklearn", "scipy"):
        assert not studio.loaded(library)


def test_what_is_drawn_is_saved_and_survives_a_reload(
    studio: App, page: Page, workspace: Path
) -> None:
    studio.open(page, "design")
    page.locator("[data-layer=conv2d_1]").first.wait_for()
    before = {node.id for node in DesignShelf(workspace).load(DESIGN).nodes}
    page.locator("[data-layer=conv2d_1]").first.click()
    page.get_by_placeholder("Find a layer").fill("SpatialDropout2D")
    page.get_by_placeholder("Find a layer").press("Enter")
    settled(page, still_ms=1500)
    drawn = {node.id for node in DesignShelf(workspace).load(DESIGN).nodes}
    (added,) = drawn - before
    page.reload()
    settled(page)
    page.locator(f"[data-layer={added}]").first.wait_for()
    page.get_by_role("link", name="Train").click()
    settled(page)
    page.get_by_role("link", name="Design").click()
    settled(page)
    page.locator(f"[data-layer={added}]").first.wait_for()
    assert {node.id for node in DesignShelf(workspace).load(DESIGN).nodes} == drawn


def test_a_damaged_preference_file_does_no_harm(studio: App, page: Page, workspace: Path) -> None:
    (workspace / "preferences.json").write_text("[", encoding="utf-8")
    studio.open(page, "")
    assert page.locator("h1").first.inner_text() == "Start"
    shutil.rmtree(workspace / "jobs", ignore_errors=True)
