"""Whether everybody finds their way: axe-core on every page, light and dark; large type; stillness.

axe's "serious" and "critical" are what keeps somebody from using a page. axe-core comes with the
canvas's developer packages (``npm ci`` in ``builder/canvas/frontend``, part of ``make test``).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from app_page import App
from canvas_page import Board
from page_runs import DEMO, DESIGN, finish, queued
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from builder.shelf.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from runs.workspace import workspace_path
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "builder/canvas/frontend/node_modules/axe-core/axe.min.js"
GRAVE = {"serious", "critical"}
WIDTHS = (720, 1024, 1440, 2560)
"""720 is a window of 1440 at 200 %."""
SIDEWAYS = """() => [document.scrollingElement, document.querySelector("[data-testid=stMain]")]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => `${one.tagName} ${one.scrollWidth} > ${one.clientWidth}`)"""
LONGEST_LINE = """() => Math.max(0, ...[...document.querySelectorAll(
  "[data-testid=stMarkdownContainer] p, [data-testid=stCaptionContainer] p")]
  .map((one) => one.clientWidth / parseFloat(getComputedStyle(one).fontSize)))"""
EMS = 52
"""80 digits of a wide type."""
MOVING = """() => {
  const found = new Set();
  const look = (root) => root.querySelectorAll("*").forEach((one) => {
    const style = getComputedStyle(one);
    const named = one.className.baseVal ?? one.className;
    for (const kind of ["transition", "animation"]) {
      const longest = Math.max(...style[`${kind}Duration`].split(",").map(parseFloat));
      if (longest > 1e-4) found.add(`${one.tagName} ${named}: ${kind} of ${longest} s`);
    }
    if (one.shadowRoot) look(one.shadowRoot);
  });
  look(document);
  return [...found];
}"""
RESULTS = ("line", "whom", "mistakes", "elsewhere", "learnt", "home", "report")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Demo lesions, a drawing and a run that has ended."""
    home = workspace_path(tmp_path_factory.mktemp("studio"))
    make_demo(workspace=home, name=DEMO, count=60)
    DesignShelf(home).save(template(DESIGN))
    finish(home, queued(home), seed=0)
    return home


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is missing: run `npm ci` in builder/canvas/frontend")
    return AXE.read_text(encoding="utf-8")


def addresses() -> list[str]:
    pages = ["" if place is Place.START else place.value for place in Place]
    parts = [f"results?run=1&part={part}" for part in RESULTS]
    return [*pages, f"data?dataset={DEMO}&view=gallery", f"train?dataset={DEMO}&run=1", *parts]


def grave(page: Page, axe: str) -> list[str]:
    """What axe says of the page as it stands, its shadow roots included."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    )
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in GRAVE
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_page(
    studio: App, browser: Browser, axe: str, theme: str
) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page = context.new_page()
    found = {}
    for address in addresses():
        studio.open(page, address)
        if said := grave(page, axe):
            found[address] = said
    context.close()
    assert not found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_code_and_problems_are_shown(
    studio: App, browser: Browser, axe: str, workspace: Path, theme: str
) -> None:
    DesignShelf(workspace).save(template(DESIGN))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme=theme)
    page = context.new_page()
    studio.open(page, f"design?design={DESIGN}")
    board = Board(page).ready()
    board.tool("Code").click()
    board.node("classifier").click()
    page.locator(".ls-lit").wait_for()
    sound = grave(page, axe)
    page.keyboard.press("Delete")
    page.locator(".ls-verdict.ls-error").click()
    page.locator(".ls-mends").first.wait_for()
    broken = grave(page, axe)
    context.close()
    assert sound == []
    assert broken == []


def sideways(page: Page) -> list[str]:
    """What is still wider than its room once the page has had time to find its place."""
    try:
        page.wait_for_function(f"() => !({SIDEWAYS})().length", timeout=5000)
    except PlaywrightTimeoutError:
        return list(page.evaluate(SIDEWAYS))
    return []


def test_no_page_scrolls_sideways_at_any_width(studio: App, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": 900})
    page = context.new_page()
    found = {}
    for address in addresses():
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        studio.open(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            if said := sideways(page):
                found[address, width] = said
        assert page.evaluate(LONGEST_LINE) <= EMS, address
    context.close()
    assert not found


def test_nothing_moves_for_whoever_asks_for_stillness(studio: App, browser: Browser) -> None:
    found = {}
    for wish in ("reduce", "no-preference"):
        context = browser.new_context(reduced_motion=wish)
        page = studio.open(context.new_page(), f"design?design={DESIGN}")
        Board(page).ready().node("input").click()
        found[wish] = page.evaluate(MOVING)
        studio.open(page, f"data?dataset={DEMO}&view=gallery")
        found[wish] += page.evaluate(MOVING)
        context.close()
    assert found["reduce"] == []
    assert any("ls-board" in one for one in found["no-preference"])


def test_at_200_percent_every_tool_of_the_board_is_in_reach(studio: App, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2)
    page = studio.open(context.new_page(), f"design?design={DESIGN}")
    board = Board(page).ready()
    frame = page.locator(".ls").bounding_box()
    assert frame is not None
    tools = page.locator(".ls-tool").all()
    for box in (tool.bounding_box() for tool in tools):
        assert box is not None
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    assert page.locator(".ls-inspector").count() == 0
    board.tool("Settings of the layer").click()
    page.locator(".ls-inspector").wait_for()
    assert page.locator(".ls-palette").count() == 0
    drawing = page.locator(".ls-stage").bounding_box()
    assert drawing is not None
    assert drawing["width"] >= 200
    context.close()
