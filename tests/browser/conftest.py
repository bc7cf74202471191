"""One Chromium for the tests of a file: it need not live for as long as all others take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from canvas_page import chromium
from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser
