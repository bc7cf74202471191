"""What is kept of a cross-validation: damaged, and gone with its last fold."""

from __future__ import annotations

from pathlib import Path

import pytest
from page_runs import cross_validated
from typer.testing import CliRunner

from cli import app
from runs.series.naming import short
from runs.series.paths import POOLED
from runs.series.pooling import judge_series_anew, pool_all
from runs.series.repeats import place_of
from runs.series.results import whole_json
from runs.training.discarding import delete
from runs.workspace import series_folder, workspace_path


@pytest.mark.parametrize("text", ['{"folds":[{"fold":1}]}', '{"pooled":{"auc":1}}', "[1", "7"])
def test_a_damaged_file_is_told_and_the_list_stands(tmp_path: Path, text: str) -> None:
    home = workspace_path(tmp_path)
    repeats = cross_validated(home, repeats=1)
    whole = str(repeats[0][0].series)
    series_folder(home, whole).mkdir(parents=True, exist_ok=True)
    (series_folder(home, whole) / POOLED).write_text(text)
    told = whole_json(home, repeats)
    assert told["auc_mean"] is None
    assert told["pooled"] is None
    assert f"judge {whole}" in told["problem"]
    listed = CliRunner().invoke(app, ["show", short(whole), "--workspace", str(home)])
    assert listed.exit_code == 0
    assert "cannot be read" in listed.stdout
    judge_series_anew(home, whole)
    assert "problem" not in whole_json(home, repeats)


def test_with_the_last_fold_goes_what_was_kept_of_all(tmp_path: Path) -> None:
    home = workspace_path(tmp_path)
    repeats = cross_validated(home, repeats=2)
    pool_all(home, repeats)
    one, two = (str(folds[0].series) for folds in repeats)
    folders = [series_folder(home, name) for name in (one, two, place_of(one).whole)]
    assert all((folder / "predictions.parquet").is_file() for folder in folders)
    for run in (*repeats[0], *repeats[1][:-1]):
        delete(home, run.id)
    assert [folder.exists() for folder in folders] == [False, True, True]
    delete(home, repeats[1][-1].id)
    assert not any(folder.exists() for folder in folders)
