"""From a template to a training by keyboard alone: no pointer touches the page."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App, settled
from page_runs import DEMO
from playwright.sync_api import Page

from builder.shelf.designs import DesignShelf
from data.demo import make_demo
from runs.store.store import RunStore
from runs.training import launcher
from runs.workspace import workspace_path

pytestmark = pytest.mark.browser

MOST_TABS, LONGEST = 250, 120
DESIGN = "Two-convolution CNN (64, 64)"
_FOCUSED = """() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return null;
  const said = at.getAttribute("aria-label") || at.innerText || at.getAttribute("placeholder");
  const label = at.labels?.[0]?.innerText ?? "";
  const layer = at.closest("[data-layer]") ?? at.querySelector("[data-layer]");
  const layer_id = layer?.dataset.layer ?? null;
  return {said: `${label} ${said ?? ""}`.trim(), layer: layer_id, tag: at.tagName};
}"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, name=DEMO, count=60)
    return home


def tab_to(page: Page, said: str = "", *, layer: str = "", tag: str = "") -> None:
    """Press Tab until what has the focus says something, or is a layer."""
    seen = []
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(_FOCUSED)
        if at is None:
            continue
        seen.append(at["said"] or at["layer"])
        reads = said and said in at["said"] and len(at["said"]) < LONGEST
        if (reads and tag in at["tag"]) or (layer and at["layer"] == layer):
            return
    pytest.fail(f"Tab does not come to {said or layer}, only to {seen}")


def arrows(workspace: Path) -> set[tuple[str, str]]:
    """The connections of the saved drawing."""
    return {(edge.source, edge.target) for edge in DesignShelf(workspace).load(DESIGN).edges}


def test_from_a_template_to_a_training(studio: App, page: Page, workspace: Path) -> None:
    studio.open(page, f"design?dataset={DEMO}")
    tab_to(page, "Use this template")
    page.keyboard.press("Enter")
    page.locator("[data-layer=conv2d_1]").first.wait_for()
    settled(page)

    tab_to(page, layer="conv2d_1")
    page.keyboard.press("Enter")  # chooses it: what is added stands after it
    tab_to(page, "Find a layer")
    page.keyboard.type("SpatialDropout2D")
    page.keyboard.press("Enter")
    settled(page, still_ms=1500)
    assert ("conv2d_1", "spatial_dropout2d_1") in arrows(workspace)

    tab_to(page, "Rate", tag="INPUT")
    page.keyboard.press("Control+a")
    page.keyboard.type("0.3")
    page.keyboard.press("Enter")
    settled(page, still_ms=1500)
    (added,) = [
        n for n in DesignShelf(workspace).load(DESIGN).nodes if n.id == "spatial_dropout2d_1"
    ]
    assert added.params["rate"] == 0.3

    tab_to(page, layer="rescaling")
    page.keyboard.press("Enter")
    page.keyboard.press("c")
    tab_to(page, layer="conv2d_2")
    page.keyboard.press("Enter")
    settled(page, still_ms=1500)
    assert ("rescaling", "conv2d_2") in arrows(workspace)
    page.keyboard.press("Control+z")
    settled(page, still_ms=1500)
    assert ("rescaling", "conv2d_2") not in arrows(workspace)

    tab_to(page, "Train")
    page.keyboard.press("Enter")
    settled(page)
    tab_to(page, "Start training")
    page.keyboard.press("Enter")
    settled(page, still_ms=1500)
    with RunStore(workspace) as store:
        (run,) = store.list()
    assert run.design_name == DESIGN
    launcher.stop(workspace, run.id)
    launcher.wait(workspace, run.id)
