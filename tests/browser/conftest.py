"""One Chromium and one app for the tests of a file: they need not live for as long as all others.

A file that asks for ``studio`` or ``page`` says in a fixture ``workspace`` over what the app runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from app_page import App, app
from canvas_page import chromium
from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def studio(workspace: Path) -> Iterator[App]:
    with app(workspace) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()
