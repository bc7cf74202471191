"""Comparisons asked of the helper: the same answer as in this process, and no Keras for it."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil
import pytest
from page_runs import finish, queued

from runs.comparing.comparing import KEPT, compare_runs
from runs.helper.client import Helper, HelperError
from runs.workspace import workspace_path


@pytest.fixture(scope="module")
def workspace(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("asked"))
    shutil.copytree(drawn, home, dirs_exist_ok=True)
    for seed in (0, 1):
        finish(home, queued(home, seed=seed), seed=seed)
    return home


def test_the_helper_compares_without_loading_keras(workspace: Path) -> None:
    with Helper(workspace) as helper:
        told = helper.compare([1, 2], split="validation")
        assert helper._child is not None
        process = psutil.Process(helper._child.identity.pid)
        assert not any("tensorflow" in one.path for one in process.memory_maps())
        with pytest.raises(HelperError, match="test set of run 1 was not opened"):
            helper.compare([1, 2], split="test")
    for kept in (workspace / KEPT).iterdir():
        kept.unlink()
    assert told == compare_runs(workspace, [1, 2])
