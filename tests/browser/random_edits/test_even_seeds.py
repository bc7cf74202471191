"""Half of a thousand random edits; the other half is in a file beside this, for another worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_page import App
from playwright.sync_api import Page
from thousand_edits import edited_at_random

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("seed", range(0, 10, 2))
def test_what_is_drawn_is_what_is_kept_and_undo_leads_back(
    studio: App, page: Page, workspace: Path, seed: int
) -> None:
    edited_at_random(studio, page, workspace, seed)
