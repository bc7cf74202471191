"""All that is said of a cross-validation as a whole, held against its folds' own predictions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from page_runs import DEMO, cross_validated
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

from cli import app
from data.library import Library
from runs.evaluation.calibration import temperature
from runs.mistakes.finding import found
from runs.mistakes.kinds import Kind
from runs.operating.counting import curve
from runs.operating.errors import OperatingPointError
from runs.operating.rules import threshold_of
from runs.operating.scored import read_scored
from runs.results import ResultsError
from runs.series.lines import RULES
from runs.series.naming import SeriesMissingError, is_run, repeats_of, short
from runs.series.paths import FOLDS, POOLED
from runs.series.pooling import judge_series_anew, pool, pool_all, pool_repeats
from runs.series.repeats import place_of
from runs.series.results import pooled, whole_json
from runs.store.records import RunRecord
from runs.tempering import tempered
from runs.workspace import run_folder, series_folder, workspace_path

CLASSES = ["benign", "malignant"]


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[RunRecord]]]:
    home = workspace_path(tmp_path_factory.mktemp("folds"))
    repeats = cross_validated(home, repeats=1)
    pool_all(home, repeats)
    return home, repeats


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[RunRecord]]]:
    home = workspace_path(tmp_path_factory.mktemp("repeats"))
    repeats = cross_validated(home, repeats=2)
    pool_all(home, repeats)
    return home, repeats


def predictions(home: Path, run: RunRecord, part: str) -> pd.DataFrame:
    table = pd.read_parquet(run_folder(home, run.id) / "predictions.parquet")
    return table[table["split"] == part]


def test_a_cross_validation_is_told_all_that_a_run_is(
    once: tuple[Path, list[list[RunRecord]]],
) -> None:
    home, ((first, *others),) = once
    told = pooled(home, first)
    assert told is not None
    assert set(told) >= {"roc", "pr", "challenge", "calibration", "subgroups", "confirmed"}
    held = pd.concat(predictions(home, run, "test") for run in (first, *others))
    labels = (held["label"] == "malignant").to_numpy()
    assert told["auc"] == pytest.approx(roc_auc_score(labels, held["malignant"]), abs=1e-12)
    assert told["images"] == len(held)
    assert told["doubts"] is not None
    assert "that one of 3 networks" in told["notes"][0]
    assert told["grouped_by"] == "lesion"
    assert pooled(home, others[0]) == told


def test_scores_are_scaled_by_their_own_folds_temperature(
    once: tuple[Path, list[list[RunRecord]]],
) -> None:
    home, (runs,) = once
    after, labels, expected = [], [], []
    for run in runs:
        chosen_on, held = (predictions(home, run, part) for part in ("validation", "test"))
        at = temperature(
            (chosen_on["label"] == "malignant").to_numpy().astype(int),
            chosen_on[CLASSES].to_numpy(),
        )
        assert at is not None
        expected.append(at)
        after.append(tempered(held[CLASSES].to_numpy(), at))
        labels.append((held["label"] == "malignant").to_numpy())
    told = (pooled(home, runs[0]) or {})["calibration"]
    assert told["temperatures"] == pytest.approx(expected)
    assert told["temperature"] == pytest.approx(np.prod(expected) ** (1 / 3))
    brier = np.mean((np.concatenate(after)[:, 1] - np.concatenate(labels)) ** 2)
    assert told["after"]["brier"] == pytest.approx(brier, abs=1e-12)
    assert told["fitted_on"] == "the validation part of each fold"


def test_thresholds_are_chosen_without_what_a_fold_held_out(
    once: tuple[Path, list[list[RunRecord]]],
) -> None:
    home, (runs,) = once
    rows = (pooled(home, runs[0]) or {})["at_thresholds"]
    assert len(rows) == len(RULES)
    hits, wholes = 0, 0
    for place, run in enumerate(runs):
        path = run_folder(home, run.id) / "predictions.parquet"
        columns = {name: name for name in CLASSES}
        chosen_on = read_scored(path, columns, split="validation").sides(["malignant"])
        at = threshold_of(curve(chosen_on), RULES[0])
        assert rows[0]["thresholds"][place] == at
        held = predictions(home, run, "test")
        own = held[held["label"] == "malignant"]
        hits += int((own["malignant"] >= at).sum())
        wholes += len(own)
    assert rows[0]["sensitivity"] == pytest.approx(hits / wholes)
    assert rows[0]["sensitivity_low"] < rows[0]["sensitivity"] <= rows[0]["sensitivity_high"]


def test_over_repeats_each_photograph_has_the_mean_of_its_scores(
    twice: tuple[Path, list[list[RunRecord]]],
) -> None:
    home, repeats = twice
    scores = [
        pd.concat(predictions(home, run, "test") for run in folds)
        .set_index("image_id")["malignant"]
        .sort_index()
        for folds in repeats
    ]
    mean = sum(scores) / 2
    place = place_of(str(repeats[0][0].series))
    kept = pd.read_parquet(series_folder(home, place.whole) / "predictions.parquet")
    assert set(kept["split"]) == {FOLDS}
    pd.testing.assert_series_equal(kept.set_index("image_id")["malignant"].sort_index(), mean)
    told = pooled(home, repeats[1][2])
    assert told is not None
    labels = (kept["label"] == "malignant").to_numpy()
    assert told["auc"] == pytest.approx(roc_auc_score(labels, kept["malignant"]), abs=1e-12)
    assert "mean over 2 networks" in told["notes"][0]
    assert len(told["calibration"]["temperatures"]) == 6
    assert whole_json(home, repeats)["pooled"]["auc"] == told["auc"]
    assert pool_repeats(home, repeats[:1]) is None


def test_mistakes_are_those_of_the_networks_that_had_not_seen_them(
    once: tuple[Path, list[list[RunRecord]]],
) -> None:
    home, (runs,) = once
    held = pd.concat(predictions(home, run, "test") for run in runs).set_index("image_id")
    wrong = (held["malignant"] > 0.5) != (held["label"] == "malignant")
    sure = found(home, runs[0].id, Kind.SURE, split=FOLDS)
    assert {one.image_id for one in sure} == set(held.index[wrong])
    assert all(one.asked == 0 for one in found(home, runs[0].id, Kind.LABEL, split=FOLDS))


def test_a_lesion_in_two_folds_is_told(tmp_path: Path) -> None:
    home = workspace_path(tmp_path)
    (folds,) = cross_validated(home, repeats=1)
    dataset = Library(home).load(DEMO, folds[0].dataset_digest)
    table = dataset.manifest
    held = [next(iter(predictions(home, run, "test")["image_id"])) for run in (folds[0], folds[1])]
    rows = table["image_id"].isin(held)
    table.loc[rows, "lesion_id"] = "the same"
    table.to_parquet(dataset.folder / dataset.table)
    told = pool(home, folds)
    assert told is not None
    (doubt,) = [one for one in told["pooled"]["doubts"] if one["code"] == "both-sides"]
    assert "in more than one of the folds" in doubt["sentence"]


def test_one_of_an_earlier_version_is_judged_anew(tmp_path: Path) -> None:
    home = workspace_path(tmp_path)
    (folds,) = cross_validated(home, repeats=1)
    pool(home, folds)
    whole = str(folds[0].series)
    path = series_folder(home, whole) / POOLED
    told: dict[str, Any] = json.loads(path.read_bytes())
    full = dict(told["pooled"])
    del told["pooled"]["doubts"]
    path.write_text(json.dumps(told))
    done = CliRunner().invoke(app, ["judge", whole[:8], "--json", "--workspace", str(home)])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["pooled"]["doubts"] == full["doubts"]
    assert pooled(home, folds[0]) == full
    with pytest.raises(ResultsError, match="no cross-validation"):
        judge_series_anew(home, "f" * 32)
    (series_folder(home, whole) / "predictions.parquet").unlink()
    with pytest.raises(OperatingPointError, match="judged by an earlier version") as earlier:
        found(home, folds[0].id, Kind.SURE, split=FOLDS)
    assert f"`judge {short(whole)}`" in str(earlier.value)
    (run_folder(home, folds[1].id) / "predictions.parquet").unlink()
    with pytest.raises(ResultsError, match="Not all folds"):
        judge_series_anew(home, whole)


def test_show_prints_what_the_pages_show(once: tuple[Path, list[list[RunRecord]]]) -> None:
    home, repeats = once
    run = repeats[0][0]
    name = short(str(run.series))
    asked = ["show", name, "--workspace", str(home)]
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert json.loads(done.stdout)["pooled"] == pooled(home, run)
    said = CliRunner().invoke(app, asked).stdout
    assert f"Cross-validation {name}" in said
    assert "All held-out photographs together: AUC" in said
    assert name in CliRunner().invoke(app, ["runs", "--workspace", str(home)]).stdout
    assert CliRunner().invoke(app, [*asked, "--open-test"]).exit_code == 2


@pytest.mark.parametrize("asked", ["zzzzzz", "abc", ""])
def test_what_is_no_cross_validation_is_refused_with_those_there_are(
    once: tuple[Path, list[list[RunRecord]]], asked: str
) -> None:
    home, repeats = once
    with pytest.raises(SeriesMissingError) as told:
        repeats_of(home, asked)
    assert short(str(repeats[0][0].series)) in str(told.value)


def test_a_name_is_no_number_and_a_number_no_name() -> None:
    assert short("1234567890ab" + "0" * 20) == "1234567890a"
    assert short("ab34567890ab-2of5") == "ab3456"
    assert not is_run(short("1234567890ab" + "0" * 20))
    assert is_run("9" * 30)
    assert not is_run("9" * 5000)
