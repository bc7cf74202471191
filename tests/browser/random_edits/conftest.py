"""Over what the app runs: a workspace in which each seed saves a design of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from runs.workspace import workspace_path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace_path(tmp_path_factory.mktemp("studio"))
