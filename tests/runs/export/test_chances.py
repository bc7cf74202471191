"""Scores given out as chances: threshold, predictions, card and check say the same."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.library import Library
from runs.export.bundle import export_run
from runs.export.chances import run_to_export, temperature_of
from runs.export.frozen import ExportError
from runs.operating.choosing import choose
from runs.operating.moving import threshold_at
from runs.operating.rules import Kind, Rule
from runs.results import open_test, run_json
from runs.tempering import tempered
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]
Run = tuple[Path, int]
AT = 1.73


def give_temperature(run: Run, at: float | None) -> None:
    path = run_folder(*run) / "evaluation.json"
    told = json.loads(path.read_bytes())
    told["validation"]["calibration"]["temperature"] = at
    path.write_text(json.dumps(told), encoding="utf-8")


def verified(bundle: Path) -> tuple[int, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "verify.py", "--json"],
        cwd=bundle,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, {one["form"]: one for one in json.loads(done.stdout)["forms"]}


def predicted(
    bundle: Path, images: list[Path], *more: str | Path
) -> tuple[list[dict[str, Any]], str]:
    done = subprocess.run(
        [sys.executable, "predict.py", *map(str, images), "--json", *more],
        cwd=bundle,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout), done.stderr


@dataclass(frozen=True)
class Given:
    """A run with a saved point and an opened test, unpacked as it is and at the temperature."""

    workspace: Path
    run: int
    plain: Path
    at: Path


@pytest.fixture(scope="module")
def given(finished: Run, tmp_path_factory: pytest.TempPathFactory) -> Given:
    home = tmp_path_factory.mktemp("given")
    workspace, run = home / "workspace", finished[1]
    shutil.copytree(finished[0], workspace)
    give_temperature((workspace, run), AT)
    choose(workspace=workspace, run_id=run, rule=Rule(Kind.SENSITIVITY, 0.8))
    open_test(workspace, run)
    bundles = []
    for calibrated in (False, True):
        told = export_run(workspace=workspace, run_id=run, to=home, calibrated=calibrated)
        assert told["temperature"] == (AT if calibrated else None)
        assert ("at this temperature" in told["checked"]) is calibrated
        with zipfile.ZipFile(told["bundle"]) as archive:
            archive.extractall(home)
        bundles.append(home / Path(told["bundle"]).stem)
    return Given(workspace, run, *bundles)


def test_predict_py_gives_the_tempered_scores_and_decides_as_before(given: Given) -> None:
    assert given.at.name == f"lesion-studio-run-{given.run}-calibrated"
    dataset = Library(given.workspace).load("Demo")
    images = [dataset.file(row) for row in range(50)]
    (before, without), (after, notes) = (predicted(one, images) for one in (given.plain, given.at))
    assert "temperature 1.730" in notes
    assert "temperature" not in without
    plain, at = (
        np.array([[*one["probabilities"].values()] for one in of]) for of in (before, after)
    )
    assert np.abs(tempered(plain, AT) - at).max() <= 1e-5
    assert np.abs(plain - at).max() > 1e-3
    assert [one["class"] for one in before] == [one["class"] for one in after]
    flagged = [[one["operating_point"]["flagged"] for one in of] for of in (before, after)]
    assert flagged[0] == flagged[1]
    assert len(set(flagged[0])) == 2


def test_of_another_model_neither_temperature_nor_threshold_is_claimed(given: Given) -> None:
    dataset = Library(given.workspace).load("Demo")
    images = [dataset.file(row) for row in range(5)]
    before, _ = predicted(given.plain, images)
    after, notes = predicted(given.at, images, "--model", given.plain / "model.keras")
    assert [one["probabilities"] for one in after] == [one["probabilities"] for one in before]
    assert {one["operating_point"] for one in after} == {None}
    assert "another model" in notes
    assert "temperature 1.730" not in notes


def test_the_threshold_and_all_numbers_follow(given: Given) -> None:
    before, after = (
        json.loads((one / "operating_point.json").read_bytes()) for one in (given.plain, given.at)
    )
    assert after["temperature"] == AT
    assert "temperature" not in before
    assert after["threshold"] == pytest.approx(threshold_at(before["threshold"], AT), abs=1e-15)
    assert after["threshold"] != before["threshold"]
    metrics = json.loads((given.at / "metrics.json").read_bytes())
    assert metrics["temperature"] == AT
    plain = json.loads((given.plain / "metrics.json").read_bytes())
    for split in ("validation", "test"):
        old, new = (of[split]["roc"] for of in (plain, metrics))
        assert new["tpr"] == old["tpr"]
        assert new["thresholds"][1:] == pytest.approx(
            [threshold_at(one, AT) for one in old["thresholds"][1:]], abs=1e-6
        )
    assert metrics["validation"]["calibration"]["before"]["scores"].startswith("as they are")
    assert {k: v for k, v in metrics["operating_point"].items() if k != "test"} == after
    found = run_json(given.workspace, given.run, with_test=True)["operating_point"]["test"]
    assert metrics["operating_point"]["test"] == found  # decided as before


def test_the_predictions_are_at_the_temperature(given: Given) -> None:
    plain, at = (pd.read_csv(one / "predictions.csv") for one in (given.plain, given.at))
    names = ["benign", "malignant"]
    assert np.abs(tempered(plain[names].to_numpy(), AT) - at[names].to_numpy()).max() <= 1e-12
    assert plain.drop(columns=names).equals(at.drop(columns=names))
    assert set(at["split"]) == {"validation", "test"}


def test_every_text_says_so(given: Given) -> None:
    kept = json.loads((given.at / "operating_point.json").read_bytes())
    for name in ("README.md", "model_card.md", "model_card.html"):
        text = (given.at / name).read_text(encoding="utf-8").replace("\\", "")
        assert "at the temperature 1.73: softmax" in text, name
        assert f"{kept['threshold']:.3f} for malignant lesions" in text, name
        assert "was moved along with the scores" in text, name
        assert "but for scores so near to 0 or 1" in text, name
        assert "temperature 1.73" not in (given.plain / name).read_text(encoding="utf-8"), name
    for name in ("train.py", "predict.py", "verify.py"):
        head = (given.at / name).read_text(encoding="utf-8").split('"""')[1]
        assert "temperature" in head, name
        assert "1.73" in head, name
    digest = hashlib.sha256((given.at / "model.keras").read_bytes()).hexdigest()
    assert digest in (given.at / "model_card.html").read_text(encoding="utf-8")


def test_verify_py_knows_a_model_without_the_temperature(given: Given, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle"
    shutil.copytree(given.at, bundle)
    code, forms = verified(bundle)
    assert code == 0
    assert {one["agrees"] for one in forms.values()} == {True}
    assert json.loads((bundle / "verify" / "expected.json").read_bytes())["temperature"] == AT
    shutil.copy(given.plain / "model.keras", bundle / "model.keras")
    code, forms = verified(bundle)
    assert code == 1
    assert forms["pixels"]["agrees"]
    assert not forms["model.keras"]["agrees"]


def test_without_a_temperature_it_says_so(finished: Run, tmp_path: Path) -> None:
    shutil.copytree(finished[0], tmp_path / "workspace")
    copied = tmp_path / "workspace", finished[1]
    give_temperature(copied, None)
    assert temperature_of(run_json(*copied)) is None
    with pytest.raises(ExportError, match="has no temperature"):
        run_to_export(*copied, calibrated=True)
    assert run_to_export(*copied).temperature is None
