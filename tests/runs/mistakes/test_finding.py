"""The mistakes of a run from its files: what is closed stays closed, other runs are asked."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from page_runs import finish, queued
from typer.testing import CliRunner

from cli import app
from runs.mistakes.finding import as_rows, found
from runs.mistakes.kinds import Kind
from runs.operating.choosing import choose
from runs.operating.rules import Kind as RuleKind
from runs.operating.rules import Rule
from runs.results import PREDICTIONS, ResultsError
from runs.store.store import RunStore
from runs.workspace import run_folder


@pytest.fixture(scope="module")
def made(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two runs on the same 60 drawings, with other scores."""
    workspace = tmp_path_factory.mktemp("mistaken")
    shutil.copytree(drawn, workspace, dirs_exist_ok=True)
    for seed in (0, 1):
        finish(workspace, queued(workspace, seed=seed), seed=seed)
    return workspace


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def predictions(home: Path, run: int, split: str) -> pd.DataFrame:
    table = pd.read_parquet(run_folder(home, run) / PREDICTIONS)
    return table[table["split"] == split]


def test_errors_are_those_of_the_saved_point(home: Path) -> None:
    table = predictions(home, 1, "validation")
    ill = (table["label"] == "malignant").to_numpy()
    wrong = table["image_id"][(table["malignant"] >= 0.5).to_numpy() != ill]
    assert {one.image_id for one in found(home, 1, Kind.SURE)} == set(wrong)
    choose(workspace=home, run_id=1, rule=Rule(RuleKind.BY_HAND, 0.2))
    wrong = table["image_id"][(table["malignant"] >= 0.2).to_numpy() != ill]
    assert {one.image_id for one in found(home, 1, Kind.SURE)} == set(wrong)


@pytest.mark.parametrize("kind", Kind)
def test_a_closed_test_set_stays_closed(home: Path, kind: Kind) -> None:
    with pytest.raises(ResultsError, match="The test set of run 1 is closed"):
        found(home, 1, kind, split="test")
    with RunStore(home) as store:
        store.open_test(1)
    test = set(predictions(home, 1, "test")["image_id"])
    assert {one.image_id for one in found(home, 1, kind, split="test")} <= test
    assert len(found(home, 1, Kind.UNSURE, split="test")) == len(test)


def test_other_runs_are_asked_only_where_their_test_set_is_open(home: Path) -> None:
    path = run_folder(home, 1) / PREDICTIONS
    table = pd.read_parquet(path)
    ill = table["label"] == "malignant"
    table["malignant"] = np.where(ill, 0.9, 0.1)
    for split in ("validation", "test"):  # one fault planted in each
        table.loc[table[(table["split"] == split) & ~ill].index[0], "malignant"] = 0.95
    table["benign"] = 1 - table["malignant"]
    table.to_parquet(path)
    (fault,) = found(home, 1, Kind.LABEL)
    other = predictions(home, 2, "validation").set_index("image_id").loc[fault.image_id]
    assert fault.asked == 1
    assert fault.agree == int(other["malignant"] > other["benign"])
    with RunStore(home) as store:
        store.open_test(1)
    assert [one.asked for one in found(home, 1, Kind.LABEL, split="test")] == [0]
    with RunStore(home) as store:
        store.open_test(2)
    assert [one.asked for one in found(home, 1, Kind.LABEL, split="test")] == [1]


def test_the_command_prints_and_writes_them(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "mistakes.csv"
    words = ["mistakes", "1", "--kind", "unsure", "--most", "3", "--csv", str(path), "--json"]
    done = CliRunner().invoke(app, [*words, "--workspace", str(home)])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    images = found(home, 1, Kind.UNSURE)
    assert told == as_rows(images, run_id=1, split="validation", kind=Kind.UNSURE)[:3]
    with path.open(encoding="utf-8") as file:
        written = [row["image_id"] for row in csv.DictReader(file)]
    assert written == [one.image_id for one in images]
    closed = CliRunner().invoke(app, ["mistakes", "1", "--split", "test", "--workspace", str(home)])
    assert isinstance(closed.exception, ResultsError) or closed.exit_code == 1


def test_a_run_that_is_no_fold_has_nothing_that_all_folds_held_out(home: Path) -> None:
    asked = ["mistakes", "1", "--split", "folds", "--workspace", str(home)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 2
    assert "Run 1 is no fold of a cross-validation" in done.output
