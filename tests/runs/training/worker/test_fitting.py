"""Runs whose network ends in a head that is fitted at once, and what is measured before."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.calibration import CalibratedClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from data.library import Library
from data.pixels import PixelStore
from layers_catalog.facts import Facts
from runs.export.bundle import export_run
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import watched
from runs.training.folds import folds_of
from runs.training.seeds import derive
from runs.workspace import run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
Layers = Sequence[tuple[str, dict[str, Any]]]
Ask, Work = Callable[..., int], Callable[[int], RunRecord]
BEGINNING: Layers = [
    ("Input", {"height": 32, "width": 32}),
    ("Normalization", {}),
    ("AveragePooling2D", {"pool_size": (16, 16)}),
    ("Flatten", {}),
]
HEADS: dict[str, tuple[str, dict[str, Any]]] = {
    "logistic": ("LogisticRegression", {}),
    "linear": ("SVM", {"kernel": "linear", "C": 0.1}),
    "rbf": ("SVM", {}),
}


def photographs(workspace: Path, split: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels, class indices and lesions of a split."""
    dataset = Library(workspace).load("lesions")
    rows = dataset.rows(split)
    pixels = PixelStore.open(dataset, 32, 32, "stretch").rows(rows).astype(np.float32)
    return pixels, dataset.targets[rows], dataset.manifest["group"].to_numpy()[rows]


def load(folder: Path) -> Any:
    """A run's model; TensorFlow is loaded by asking."""
    from runs.helper import models

    return models.load(folder)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_whole_run(
    head: tuple[str, dict[str, Any]], workspace: Path, store: RunStore, ask: Ask, work: Work
) -> None:
    run = work(run_id := ask(layers=[*BEGINNING, head]))
    folder = run_folder(workspace, run_id)
    assert (run.state, run.error) == (RunState.SUCCEEDED, None)
    assert [one["name"] for one in run.phases] == ["prepare", "features", "train", "evaluate"]

    (epoch,) = store.epochs(run_id)
    assert run.epochs_planned == epoch.epoch == 1
    assert run.summary is not None
    assert run.summary["auc"] == pytest.approx(epoch.val_auc)
    assert run.summary["fitted"]["C"] > 0
    assert ("support_vectors" in run.summary["fitted"]) is (head == HEADS["rbf"])
    assert (epoch.val_auc or 0) > 0.9  # malignant ones are darker, and the mean tells
    assert not (folder / "features").exists()

    seen = watched.read(folder)
    assert seen is not None
    (scores,) = seen.scores.values()
    final = pd.read_parquet(folder / "predictions.parquet").set_index("image_id")
    for image, given in zip(seen.images, scores, strict=True):
        assert final.loc[image.image_id, list(seen.classes)].to_numpy(float) == pytest.approx(
            given, abs=1e-4
        )


def test_the_saved_model_says_what_scikit_learn_says(workspace: Path, ask: Ask, work: Work) -> None:
    import keras

    kind = ("SVM", {"C": 2.0, "gamma": 0.05})
    work(run_id := ask(layers=[*BEGINNING, kind], class_weights=False, seed=3))
    folder = run_folder(workspace, run_id)
    pixels, labels, lesions = photographs(workspace, "train")
    unseen, _, _ = photographs(workspace, "test")

    def pooled(images: np.ndarray) -> np.ndarray:
        values = (images - pixels.mean((0, 1, 2))) / pixels.std((0, 1, 2))
        return values.reshape(-1, 2, 16, 2, 16, 3).mean((2, 4)).reshape(len(images), -1)

    folds = folds_of(labels, lesions, derive(3, "train", "folds"))
    svm = CalibratedClassifierCV(SVC(C=2.0, gamma=0.05), cv=folds, ensemble=False)
    pipeline = make_pipeline(StandardScaler(), svm).fit(pooled(pixels), labels)
    expected = pipeline.predict_proba(pooled(unseen))

    saved = keras.models.load_model(folder / "model.keras")
    assert np.abs(saved.predict(unseen, verbose=0) - expected).max() < 1e-4
    assert np.abs(load(folder).predict(unseen) - expected).max() < 1e-4


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("flips", [False, True], ids=["once", "four times"])
def test_the_bundle_of_a_fitted_head_is_whole(
    *, flips: bool, workspace: Path, ask: Ask, work: Work, tmp_path: Path
) -> None:
    run = work(run_id := ask(layers=[*BEGINNING, ("SVM", {})], flips_at_use=flips))
    assert run.summary
    chosen = run.summary["fitted"]["C"]
    told = export_run(workspace=workspace, run_id=run_id, to=tmp_path / "home")
    with zipfile.ZipFile(told["bundle"]) as archive:
        archive.extractall(tmp_path / "home")
    bundle = tmp_path / "home" / f"lesion-studio-run-{run_id}"
    pins = (bundle / "requirements.txt").read_text().splitlines()
    assert [line.partition("==")[0] for line in pins][3] == "scikit-learn"
    readme = (bundle / "README.md").read_text(encoding="utf-8")
    assert "the head was fitted at once" in readme
    assert "epochs" not in readme
    assert f"- SVM: C = {chosen:g}, chosen on training images that were held back" in readme
    assert ("looks at each photograph four times" in readme) is flips
    for script in (bundle, run_folder(workspace, run_id)):
        assert f"\nC = {chosen} " in (script / "train.py").read_text(encoding="utf-8")
    facts = Facts.model_validate_json((bundle / "facts.json").read_bytes())
    assert facts.C.get("svm_4") == chosen
    image = tmp_path / "images" / "one.png"
    image.parent.mkdir()
    pixels, _, _ = photographs(workspace, "test")
    Image.fromarray(pixels[0].astype(np.uint8)).save(image)
    command = [sys.executable, bundle / "predict.py", image, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (theirs,) = json.loads(done.stdout)
    predict = load(run_folder(workspace, run_id)).predict
    ours = predict(pixels[:1])[0]
    same = predict(pixels[:1, :, ::-1])[0] == pytest.approx(ours, abs=1e-6)
    assert same is flips
    assert list(theirs["probabilities"].values()) == pytest.approx(ours.tolist(), abs=1e-6)


def test_facts_are_completed_and_rebuild_the_network(workspace: Path, ask: Ask, work: Work) -> None:
    run_id = ask(layers=[*BEGINNING, ("SVM", {})])
    folder = run_folder(workspace, run_id)
    before = Facts.model_validate_json((folder / "facts.json").read_bytes())
    assert (before.support_vectors, before.statistics) == ({}, {})
    work(run_id)
    facts = Facts.model_validate_json((folder / "facts.json").read_bytes())
    pixels, labels, _ = photographs(workspace, "train")
    known = facts.statistics["normalization_1"]
    assert known.mean == pytest.approx(pixels.mean((0, 1, 2)), rel=1e-5)
    assert known.variance == pytest.approx(pixels.var((0, 1, 2)), rel=1e-4)
    assert 2 <= facts.support_vectors["svm_4"] <= len(labels)
    assert f"support_vectors: int = {facts.support_vectors['svm_4']}" in (
        folder / "train.py"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("head", "measure"),
    [("LogisticRegression", "mean log-likelihood; more is better"), ("SVM", "mean AUC")],
)
def test_the_log_tells_what_each_c_gave(
    head: str, measure: str, ask: Ask, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO"):
        run = work(ask(layers=[*BEGINNING, (head, {})]))
    assert run.summary
    (said,) = (one for one in caplog.messages if one.startswith("C = "))
    chosen, tried = said.split(". Tried on training images held back: ")
    assert chosen == f"C = {run.summary['fitted']['C']:g}"
    assert re.match(rf"C [\d.e-]+ gave −?\d\.\d{{3}}, C .* \({measure}\)\.", tried)


def test_the_same_seed_gives_the_same_predictions(workspace: Path, ask: Ask, work: Work) -> None:
    runs = [ask(layers=[*BEGINNING, ("SVM", {})], seed=2) for _ in range(2)]
    for run_id in runs:
        work(run_id)
    first, again = (pd.read_parquet(run_folder(workspace, n) / "predictions.parquet") for n in runs)
    pd.testing.assert_frame_equal(first, again)


def test_asked_to_stop_it_ends_between_two_fits(
    store: RunStore, ask: Ask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = ask(layers=[*BEGINNING, ("LogisticRegression", {})])
    told: list[int] = []
    from runs.training import fitting

    plain = fitting._Told.__call__

    def stopping(self: Any, done: int, total: int) -> None:
        told.append(done)
        if done == 2:
            store.request_stop(run_id)
            monkeypatch.setattr("runs.training.heartbeat.Heartbeat.ending", True)
        plain(self, done, total)

    monkeypatch.setattr(fitting._Told, "__call__", stopping)
    run = work(run_id)
    assert run.state is RunState.STOPPED
    assert told == [1, 2]
    assert store.epochs(run_id) == []


def test_a_normalization_before_layers_that_learn_keeps_its_statistics(
    workspace: Path, ask: Ask, work: Work
) -> None:
    conv = ("Conv2D", {"filters": 4, "kernel_size": (3, 3), "strides": (4, 4)})
    run = work(
        run_id := ask(
            layers=[
                *BEGINNING[:2],
                conv,
                ("Normalization", {}),
                ("Flatten", {}),
                ("Classifier", {}),
            ]
        )
    )
    assert run.error is None
    folder = run_folder(workspace, run_id)
    facts = json.loads((folder / "facts.json").read_text())
    assert list(facts["statistics"]) == ["normalization_1", "normalization_3"]
    unseen, _, _ = photographs(workspace, "test")
    table = pd.read_parquet(folder / "predictions.parquet").query("split == 'test'")
    assert load(folder).predict(unseen)[:, 1] == pytest.approx(table["malignant"], abs=1e-5)


def test_too_many_images_for_the_memory_is_said_in_words(
    ask: Ask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.training.fit_memory.machine_mb", lambda: 0.05)
    run = work(ask(layers=[*BEGINNING, ("SVM", {})]))
    assert run.state is RunState.FAILED
    assert run.error is not None
    assert run.error.startswith("An SVM compares each of the ")
    assert run.error.endswith("Use LogisticRegression in place of SVM.")
    assert [one["name"] for one in run.phases] == ["prepare"]  # no photograph was looked at
    assert work(ask(layers=[*BEGINNING, ("LogisticRegression", {})])).error is None


@pytest.mark.parametrize("head", ["LogisticRegression", "SVM"])
def test_too_many_features_for_the_memory_are_said_in_words(
    head: str, ask: Ask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12 numbers for each of some 60 images take 12 kB as two tables of float64."""
    monkeypatch.setattr("runs.training.fit_memory.machine_mb", lambda: 0.005)
    run = work(ask(layers=[*BEGINNING, (head, {})]))
    assert run.error is not None
    assert run.error.startswith(f"{head} takes all 12 numbers of each of the ")
    assert run.error.endswith("Put GlobalAveragePooling2D before it, or make the Input smaller.")
    assert [one["name"] for one in run.phases] == ["prepare"]


def test_too_many_numbers_a_photograph_is_said_in_words(
    ask: Ask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.training.features.MOST_BYTES", 1_000)
    run = work(ask(layers=[*BEGINNING, ("SVM", {})]))
    assert run.error is not None
    assert run.error.startswith("SVM would receive 12 numbers for each photograph")


def test_a_class_with_one_lesion_is_said_in_words(
    ask: Ask, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_few(*_: Any) -> Any:
        return folds_of(np.array([0, 0, 1]), np.array([1, 2, 3]), 0)

    monkeypatch.setattr("runs.training.fitting.folds_of", too_few)
    run = work(ask(layers=[*BEGINNING, ("LogisticRegression", {})]))
    assert run.error is not None
    assert "images of at least two lesions" in run.error
    assert run.error.endswith("Import more images, or use a Classifier.")
    assert [one["name"] for one in run.phases] == ["prepare"]
