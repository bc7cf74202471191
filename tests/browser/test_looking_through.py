"""Looking through a photograph: feature maps of the chosen layer, computed in the helper."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App, settled
from canvas_page import Board
from page_runs import DEMO
from playwright.sync_api import Page, expect

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from runs.workspace import workspace_path

pytestmark = [pytest.mark.browser, pytest.mark.keras]

DESIGN = "Two-convolution CNN (64, 64)"
STARTING_MS = 120_000
"""TensorFlow is started for the first picture."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, name=DEMO, count=60)
    DesignShelf(home).save(template(DESIGN))
    return home


def test_feature_maps_follow_the_chosen_layer(studio: App, page: Page) -> None:
    board = Board(studio.open(page, f"design?dataset={DEMO}&design={DESIGN}")).ready()
    maps = page.get_by_role("img", name="Map ")
    expect(maps).to_have_count(0)
    board.node("conv2d_1").click()
    page.get_by_text("Look through a photograph").click()
    page.get_by_text("gives 64 maps of 224 × 224.").wait_for(timeout=STARTING_MS)
    expect(page.get_by_alt_text("The photograph that is looked through")).to_be_visible()
    assert maps.count() > 4
    first = maps.first.get_attribute("src")

    board.node("pooling_2").click()
    page.get_by_text("maps of 56 × 56.").wait_for()
    expect(page.get_by_text("maps of 224 × 224.")).to_have_count(0)
    assert maps.first.get_attribute("src") != first

    board.node("classifier").click()
    page.get_by_text("gives a score for each class.").wait_for()
    expect(maps).to_have_count(0)
    settled(page)

    page.get_by_role("button", name="Back", exact=True).click()
    page.get_by_text("gives 200,704 numbers from").wait_for()
    assert not studio.loaded("tensorflow")
