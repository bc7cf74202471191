"""The drawing board as a person uses it, through Chromium; and a server that shows only it.

What is expected of it is told by the tests.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

from layers_catalog import Layer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "tests" / "browser" / "canvas" / "board_page.py"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; Playwright's own is not needed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    late = time.monotonic() + 60
    while time.monotonic() < late and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):  # noqa: S310 - ours
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the page with the canvas did not start")


@contextmanager
def served(page: Path = PAGE) -> Iterator[str]:
    """A Streamlit server with one page; gives its address."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(page)]
    options = [f"--server.port={port}", "--server.headless=true", "--server.address=127.0.0.1"]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])
    }
    process = subprocess.Popen(
        [*command, *options],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass(frozen=True)
class Board:
    """The canvas on an open page."""

    page: Page

    def open(self, url: str) -> Board:
        self.page.goto(url)
        return self.ready()

    def ready(self) -> Board:
        """Wait until the drawing is on screen."""
        self.page.wait_for_selector(".ls-board:not(.ls-waiting)")
        return self

    def node(self, node_id: str) -> Locator:
        return self.page.locator(f'[data-layer="{node_id}"]')

    def ids(self) -> list[str]:
        """Layers on the board, in drawing order."""
        nodes = self.page.locator("[data-layer]")
        return [str(node.get_attribute("data-layer")) for node in nodes.all()]

    def links(self) -> list[str]:
        """Connections as ``source->target:slot``, sorted."""
        links = self.page.locator("[data-link]")
        return sorted(str(link.get_attribute("data-link")) for link in links.all())

    def entry(self, kind: str) -> Locator:
        """A layer of the palette; its family is unfolded where it is not."""
        family = self.page.locator(".ls-family", has_text=Layer.catalog[kind].category)
        if family.count() and family.get_attribute("aria-expanded") == "false":
            family.click()
        return self.page.locator(f'.ls-entry[data-type="{kind}"]')

    def tool(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, name: str) -> Locator:
        return self.page.locator(f'[data-field="{name}"]').locator("input, select").first

    def words(self, node_id: str) -> str:
        """The shape written on a layer."""
        return self.node(node_id).locator(".ls-result span").first.inner_text()

    def middle(self, node_id: str) -> tuple[float, float]:
        box = self.node(node_id).bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def connect(self, source: str, target: str, handle: str = "in-0") -> None:
        """Drag from a layer's output to another's input."""
        start = self.node(source).locator(".ls-out")
        end = self.node(target).locator(f'[data-handleid="{handle}"]')
        self._drag(start, end)

    def _drag(self, start: Locator, end: Locator) -> None:
        a, b = start.bounding_box(), end.bounding_box()
        assert a is not None
        assert b is not None
        mouse = self.page.mouse
        mouse.move(a["x"] + a["width"] / 2, a["y"] + a["height"] / 2)
        mouse.down()
        mouse.move(b["x"] - 30, b["y"] + 10, steps=5)
        mouse.move(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2, steps=5)
        mouse.up()

    def seen_by_python(self) -> dict[str, int]:
        """What the page's script says that it was sent last."""
        text = self.page.get_by_text(re.compile(r"runs=\d+")).inner_text()
        return {key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", text)}

    def python_agrees(self) -> None:
        """Wait until Python knows the drawing that is on screen."""
        layers, links = len(self.ids()), len(self.links())
        self.page.get_by_text(f"layers={layers} links={links}").wait_for(timeout=10_000)
