"""A run's evaluation as it is written, and written anew from what an older run kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from page_runs import finish, queued

from runs.described import without_curves
from runs.judged import judge_anew
from runs.results import ResultsError, run_json
from runs.workspace import run_folder

NEW = {"calibration", "subgroups", "confirmed", "doubts"}


@pytest.fixture(scope="module")
def made(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run of an earlier version: nothing but its AUC and the like is there."""
    workspace = tmp_path_factory.mktemp("earlier")
    shutil.copytree(drawn, workspace, dirs_exist_ok=True)
    finish(workspace, queued(workspace), seed=0)
    assert not NEW & set(run_json(workspace, 1)["validation"])
    return workspace


@pytest.fixture
def run(made: Path, tmp_path: Path) -> int:
    """The number of that run, in a workspace of the test's own."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return 1


def test_an_old_run_is_judged_anew_from_its_predictions(tmp_path: Path, run: int) -> None:
    before = run_json(tmp_path, run)["validation"]
    told = judge_anew(tmp_path, run)
    after = run_json(tmp_path, run)
    assert after["validation"] == told
    assert set(told) >= NEW
    for name in ("images", "groups", "auc", "accuracy", "confusion"):
        assert told[name] == before[name]
    assert told["calibration"]["fitted_on"] == "validation"
    assert told["grouped_by"] == "lesion"
    assert (told["subgroups"], told["confirmed"]) == ([], None)  # nobody's age or site is drawn
    assert after["test_opened"] == 0
    assert "test" not in after
    test = json.loads((run_folder(tmp_path, run) / "evaluation_test.json").read_bytes())["test"]
    at = told["calibration"]["temperature"]
    assert test["calibration"]["temperature"] == at
    assert judge_anew(tmp_path, run) == told


def test_a_list_does_without_what_is_long(tmp_path: Path, run: int) -> None:
    told = judge_anew(tmp_path, run)
    short = without_curves(told)
    assert not {"roc", "pr", "subgroups"} & set(short)
    assert not {"roc", "pr"} & set(short["per_class"]["malignant"])
    assert set(told["calibration"]["before"]) - set(short["calibration"]["before"]) == {"bins"}
    assert short["doubts"] == told["doubts"]
    assert len(json.dumps(short)) < 8_000


def test_where_the_dataset_has_changed_it_is_not_judged_by_it(tmp_path: Path, run: int) -> None:
    later = run_folder(tmp_path, run).parents[1] / "datasets"
    (folder,) = later.iterdir()
    about = json.loads((folder / "dataset.json").read_text())
    (folder / "dataset.json").write_text(json.dumps({**about, "digest": "e" * 64}))
    with pytest.raises(ResultsError, match="is not as it was when run 1 was trained"):
        judge_anew(tmp_path, run)


def test_predictions_that_lack_a_photograph_are_refused(tmp_path: Path, run: int) -> None:
    path = run_folder(tmp_path, run) / "predictions.parquet"
    pd.read_parquet(path).iloc[1:].to_parquet(path)
    kept = (run_folder(tmp_path, run) / "evaluation.json").read_bytes()
    with pytest.raises(ResultsError, match="lack photographs or classes"):
        judge_anew(tmp_path, run)
    assert (run_folder(tmp_path, run) / "evaluation.json").read_bytes() == kept


def test_judging_anew_asks_for_no_network(tmp_path: Path, run: int) -> None:
    code = (
        "import sys; from cli import main; sys.argv[1:] = "
        f"['judge', '{run}', '--json', '--workspace', {str(tmp_path)!r}]\n"
        "try: main()\nexcept SystemExit as end: assert not end.code\n"
        "assert not {'keras', 'tensorflow'} & set(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert json.loads(done.stdout)["validation"]["doubts"] is not None
