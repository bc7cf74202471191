"""One Chromium for all tests in it: Playwright runs once in a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from canvas_page import chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
