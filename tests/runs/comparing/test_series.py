"""Cross-validations compared with each other and with runs: on what, by which test, in words."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from statistics import fmean, variance

import numpy as np
import pandas as pd
import pytest
from page_runs import DEMO, DESIGN, finish, queued
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

from builder.templates import template
from cli import app
from data.demo import make_demo
from runs.comparing.comparing import compare_runs
from runs.comparing.material import ComparisonError
from runs.evaluation.comparison import compare
from runs.evaluation.shares import Judged
from runs.series.naming import short
from runs.series.repeats import place_of
from runs.series.submitting import submit_folds
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.workspace import run_folder, workspace_path

CLASSES = ["benign", "malignant"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run 1; cross-validations of the same folds, runs 2 to 4 and 5 to 7; of others, 8 to 10."""
    home = workspace_path(tmp_path_factory.mktemp("compared"))
    make_demo(workspace=home, name=DEMO, count=90)
    finish(home, queued(home), seed=11)
    for seed in (3, 3, 4):
        numbers = submit_folds(
            workspace=home,
            design=template(DESIGN),
            dataset_name=DEMO,
            recipe=Recipe(epochs=1, seed=seed),
            folds=3,
        )
        for number in numbers:
            finish(home, number, seed=number)
    return home


def series(home: Path, run: int) -> str:
    with RunStore(home) as store:
        return place_of(str(store.get(run).series)).whole


def held(home: Path, runs: range) -> pd.DataFrame:
    tables = [pd.read_parquet(run_folder(home, run) / "predictions.parquet") for run in runs]
    return pd.concat(
        [table[table["split"] == "test"].assign(fold=at) for at, table in enumerate(tables)]
    ).set_index("image_id")


def test_the_same_folds_are_compared_image_by_image_and_fold_by_fold(home: Path) -> None:
    one, two = series(home, 2), series(home, 5)
    told = compare_runs(home, [one, two])
    first, second = held(home, range(2, 5)), held(home, range(5, 8))
    second = second.loc[first.index]
    assert told["images"] == len(first)
    assert told["left_out"] == []
    assert told["warnings"] == []
    (only,) = told["comparisons"]
    labels = (first["label"] == "malignant").astype(int).to_numpy()
    (expected,) = compare(
        labels,
        [Judged(table[CLASSES].to_numpy()) for table in (first, second)],
        first["group"].to_numpy(),
        seed=3,
    )
    for row, by_hand in zip(only["measures"], expected, strict=True):
        assert row["difference"] == pytest.approx(by_hand["difference"], abs=1e-12)
        assert (row["word"], row["method"]) == (by_hand["word"], by_hand["method"])
    assert only["measures"][0]["method"].startswith("bootstrap of the difference over groups")
    differences = [
        roc_auc_score(b["label"] == "malignant", b["malignant"])
        - roc_auc_score(a["label"] == "malignant", a["malignant"])
        for a, b in ((first[first["fold"] == at], second[second["fold"] == at]) for at in range(3))
    ]
    folds = only["by_folds"]
    assert folds["differences"] == pytest.approx(differences, abs=1e-12)
    sizes = [(first["fold"] == at).sum() for at in range(3)]
    ratio = fmean(size / (len(first) - size) for size in sizes)
    error = math.sqrt((1 / 3 + ratio) * variance(differences))
    half = (folds["high"] - folds["low"]) / 2
    assert half / error == pytest.approx(4.302652729749462, abs=1e-9)  # t(0.975, 2)
    assert folds["word"] in {"better", "worse", "not distinguishable"}
    assert only["sentences"][-1].startswith("Fold by fold, over 3 folds that both have.")
    assert "held-out images" in told["on"]
    assert "optimistic" not in told["on"]


def test_other_folds_are_compared_all_the_same_with_a_warning(home: Path) -> None:
    told = compare_runs(home, [series(home, 2), series(home, 8)])
    (only,) = told["comparisons"]
    assert only["by_folds"] is None
    (warning,) = told["warnings"]
    assert "has other folds than" in warning
    assert told["images"] == len(held(home, range(2, 5)))
    assert told["left_out"] == []


def test_with_a_run_on_its_validation_images_which_favours_it(home: Path) -> None:
    told = compare_runs(home, [1, series(home, 2)])
    table = pd.read_parquet(run_folder(home, 1) / "predictions.parquet")
    validation = table[table["split"] == "validation"].set_index("image_id")
    assert told["images"] == len(validation)
    other = held(home, range(2, 5)).loc[validation.index]
    area = told["comparisons"][0]["measures"][0]
    labels = validation["label"] == "malignant"
    assert area["value"] == pytest.approx(roc_auc_score(labels, other["malignant"]))
    assert "favours the run a little" in told["on"]
    assert told["comparisons"][0]["by_folds"] is None


def test_folds_of_two_cross_validations_are_compared_on_what_they_held_out(home: Path) -> None:
    told = compare_runs(home, [2, 5], split="test")
    assert told["on"].startswith(f"Compared on {told['images']} held-out images of ")
    assert "test image" not in told["on"]
    with pytest.raises(ComparisonError, match="share no held-out image") as refused:
        compare_runs(home, [2, 6], split="test")
    left_out = r"Left out: \d+ images of run 2 that not all runs judged\. Left out: "
    assert re.search(left_out, str(refused.value))


def test_repeats_bring_the_mean_score_and_a_run_of_one_repeat_is_warned_of(home: Path) -> None:
    numbers = submit_folds(
        workspace=home,
        design=template(DESIGN),
        dataset_name=DEMO,
        recipe=Recipe(epochs=1, seed=3),
        folds=3,
        repeats=2,
    )
    whole = series(home, numbers[0])
    with pytest.raises(ComparisonError, match="no predictions to compare"):
        compare_runs(home, [series(home, 2), whole])
    for number in numbers:
        finish(home, number, seed=number)
    told = compare_runs(home, [series(home, 2), whole])
    assert any("mean of more networks is better by itself" in one for one in told["warnings"])
    each = [held(home, range(start, start + 3)) for start in (numbers[0], numbers[3])]
    mean = sum(table["malignant"].sort_index() for table in each) / 2
    labels = each[0]["label"].sort_index() == "malignant"
    aucs = {one["run"]: one["auc"] for one in told["runs"]}
    assert aucs[whole] == pytest.approx(roc_auc_score(labels, mean))


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (["FIRST", "FIRST"], 2, "each once"),
        (["FIRST", "zzzzzzz"], 2, "neither a run nor a fold"),
        (["FIRST", "1", "--split", "test"], 2, "it is in none of its folds"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    home: Path, asked: list[str], status: int, words: str
) -> None:
    first = short(series(home, 2))
    asked = [first if one == "FIRST" else one for one in asked]
    done = CliRunner().invoke(app, ["compare", *asked, "--workspace", str(home)])
    assert done.exit_code == status
    assert words in done.output


def test_the_command_prints_what_the_service_tells(home: Path) -> None:
    one, two = series(home, 2), series(home, 5)
    asked = ["compare", short(one), two, "--workspace", str(home)]
    document = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert document == compare_runs(home, [one, two])
    said = CliRunner().invoke(app, asked).stdout
    assert f"Cross-validation {short(two)} against cross-validation {short(one)}" in said
    assert "AUC, fold by fold" in said
    assert np.isfinite(document["comparisons"][0]["by_folds"]["difference"])
