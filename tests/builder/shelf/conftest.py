"""An empty shelf."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.shelf.designs import DesignShelf


@pytest.fixture
def shelf(tmp_path: Path) -> DesignShelf:
    return DesignShelf(tmp_path)
