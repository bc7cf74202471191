"""One server for all journeys on the board; a fresh page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from canvas_page import Board, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def board(browser: Browser, address: str) -> Iterator[Board]:
    """The two-convolution template: input … classifier, eight layers."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Board(page).open(f"{address}/?template=Two-convolution+CNN+(64,+64)")
    context.close()
    assert errors == []
