"""Results in a browser: a click on a cell of the confusion matrix, and parts in the address."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App, settled
from page_runs import DEMO, finish, queued
from playwright.sync_api import Page, expect

from data.demo import make_demo
from runs.judged import judge_anew
from runs.mistakes.kinds import of_cell, surest
from runs.operating.choosing import scored
from runs.workspace import workspace_path

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(str(tmp_path_factory.mktemp("results")))
    make_demo(workspace=home, name=DEMO, count=60)
    finish(home, queued(home), seed=0)
    judge_anew(home, 1)
    return home


def test_a_click_on_a_cell_shows_its_photographs(workspace: Path, studio: App, page: Page) -> None:
    studio.open(page, "results?run=1")
    matrix = page.locator(".st-key-confusion_validation .js-plotly-plot")
    matrix.scroll_into_view_if_needed()
    settled(page)
    box = matrix.locator(".nsewdrag").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    alarms = of_cell(scored(workspace, 1), "benign", "malignant")
    assert alarms
    closer = page.get_by_role("button", name="Look closer")
    expect(closer).to_have_count(len(alarms))
    closer.first.click()
    expect(page.get_by_role("dialog").get_by_text(alarms[0].image_id)).to_be_visible()
    page.get_by_role("dialog").get_by_text("Decide about it in the gallery").click()
    page.wait_for_url("**/data?**")
    assert f"name={alarms[0].image_id}" in page.url
    assert "view=gallery" in page.url


def test_mistakes_arrive_ticked_in_the_gallery(workspace: Path, studio: App, page: Page) -> None:
    studio.open(page, "results?run=1&part=mistakes")
    count = min(10, len(surest(scored(workspace, 1), None)))
    page.get_by_role("button", name="Tick these in the gallery").click()
    page.wait_for_url("**/data?**")
    settled(page, still_ms=1500)
    expect(page.get_by_text(f"{count} photographs ticked")).to_be_visible()


def test_the_address_and_the_back_button_lead_to_parts(studio: App, page: Page) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    studio.open(page, "results?run=1&part=mistakes")
    expect(page.get_by_text("Named wrongly by the highest score")).to_be_visible()
    page.get_by_text("Take home", exact=True).click()
    expect(page.get_by_text("Take it home")).to_be_visible()
    assert "part=home" in page.url
    page.go_back()
    expect(page.get_by_text("Named wrongly by the highest score")).to_be_visible()
