"""A run that goes well: every file and number that it leaves."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from data.library import Library
from data.pixels import PixelStore
from runs import results
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import watched
from runs.workspace import run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
Work = Callable[[int], RunRecord]
STEPS = 8
"""Batches of 8 photographs in an epoch."""
SMALL = [("Input", {"height": 32, "width": 32}), ("Flatten", {}), ("Classifier", {})]


def test_a_whole_run(workspace: Path, store: RunStore, ask: Callable[..., int], work: Work) -> None:
    run = work(run_id := ask(epochs=3))
    folder = run_folder(workspace, run_id)
    assert (run.state, run.error) == (RunState.SUCCEEDED, None)

    epochs = store.epochs(run_id)
    assert [epoch.epoch for epoch in epochs] == [1, 2, 3]
    assert all(epoch.loss and epoch.val_auc is not None for epoch in epochs)
    assert [phase["name"] for phase in run.phases] == ["prepare", "train", "evaluate"]
    assert all(phase["images_per_second"] > 0 for phase in run.phases[1:])
    assert run.peak_memory_mb is not None
    assert run.peak_memory_mb > 200
    assert run.seconds == pytest.approx(sum(phase["seconds"] for phase in run.phases), rel=0.3)

    predictions = pd.read_parquet(folder / "predictions.parquet")
    manifest = Library(workspace).load("lesions").manifest
    held_out = manifest[manifest["split"] != "train"]
    assert set(predictions["image_id"]) == set(held_out["image_id"])
    assert list(predictions) == ["image_id", "split", "group", "label", "benign", "malignant"]
    assert predictions[["benign", "malignant"]].sum(axis=1).to_numpy() == pytest.approx(1)

    for split, name in (("validation", "evaluation.json"), ("test", "evaluation_test.json")):
        judged = json.loads((folder / name).read_text())[split]
        rows = predictions[predictions["split"] == split]
        auc = roc_auc_score(rows["label"] == "malignant", rows["malignant"])
        assert judged["auc"] == pytest.approx(auc)
        assert judged["images"] == len(rows)
        assert judged["groups"] == rows["group"].nunique() < len(rows)
        assert judged["grouped_by"] == "lesion"
    assert run.summary is not None
    assert "roc" not in run.summary
    assert run.summary["best_epoch"] in {1, 2, 3}
    # The best epoch's weights were kept: the saved network has its validation AUC.
    assert run.summary["auc"] == pytest.approx(max(epoch.val_auc or 0 for epoch in epochs))
    assert not list(folder.glob(".*"))

    seen = watched.read(folder)
    assert seen is not None
    assert sorted(seen.scores) == [1, 2, 3]
    assert sorted(image.label for image in seen.images) == ["benign"] * 2 + ["malignant"] * 2
    best = seen.scores[run.summary["best_epoch"]]
    final = predictions.set_index("image_id")[list(seen.classes)]
    for image, scores in zip(seen.images, best, strict=True):
        assert manifest["image_id"].iloc[image.row] == image.image_id
        assert final.loc[image.image_id].to_numpy() == pytest.approx(scores, abs=1e-3)


def test_the_saved_model_takes_raw_pixels_and_gives_the_predictions(
    workspace: Path, ask: Callable[..., int], work: Work
) -> None:
    run = work(ask(epochs=1))
    folder = run_folder(workspace, run.id)
    keras = pytest.importorskip("keras")
    model = keras.models.load_model(folder / "model.keras", safe_mode=True)
    assert getattr(model, "optimizer", None) is None
    dataset = Library(workspace).load("lesions")
    pixels = PixelStore.open(dataset, 32, 32, "stretch").rows(dataset.rows("test"))
    predictions = pd.read_parquet(folder / "predictions.parquet")
    expected = predictions.loc[predictions["split"] == "test", ["benign", "malignant"]]
    assert model.predict(pixels.astype(np.float32), verbose=0) == pytest.approx(
        expected.to_numpy(), abs=1e-6
    )


def test_flips_at_use_change_what_is_judged_and_saved_but_not_what_is_learnt(
    workspace: Path, store: RunStore, ask: Callable[..., int], work: Work
) -> None:
    """The mean over the four flips, by hand, from the network of the same run without them."""
    keras, computing, models = (
        pytest.importorskip(name)
        for name in ("keras", "runs.training.computing", "runs.helper.models")
    )
    runs = [work(ask(epochs=2, flips_at_use=flips)) for flips in (False, True)]
    timing = {"seconds", "images_per_second"}
    learnt = [[one.model_dump(exclude=timing) for one in store.epochs(run.id)] for run in runs]
    assert learnt[0] == learnt[1]

    folders = [run_folder(workspace, run.id) for run in runs]
    plain, flipped = (keras.models.load_model(one / "model.keras") for one in folders)
    dataset = Library(workspace).load("lesions")
    rows = dataset.rows("test")
    pixels = PixelStore.open(dataset, 32, 32, "stretch").rows(rows).astype(np.float32)
    sides: list[tuple[int, ...]] = [(), (1,), (2,), (1, 2)]
    by_hand = np.mean([plain.predict(np.flip(pixels, axis), verbose=0) for axis in sides], axis=0)
    table = pd.read_parquet(folders[1] / "predictions.parquet")
    told = table.loc[table["split"] == "test", list(dataset.classes)].to_numpy()
    assert told == pytest.approx(by_hand, abs=1e-6)
    assert np.abs(told - plain.predict(pixels, verbose=0)).max() > 1e-3

    rebuilt = models.load(folders[1])
    fast = computing.fastest(flipped, precise=True)
    assert fast.by == "OpenVINO"
    for axis in sides:
        turned = np.flip(pixels, axis)
        by_openvino = np.concatenate(list(fast.over([turned[:3], turned[3:]])))
        by_keras = flipped.predict(turned, verbose=0)
        for said in (by_keras, rebuilt.predict(turned), by_openvino):
            assert said == pytest.approx(told, abs=1e-6)
    assert flipped.predict(pixels[:1], verbose=0) == pytest.approx(told[:1], abs=1e-6)


def test_the_test_set_is_opened_on_purpose_and_counted(
    workspace: Path, ask: Callable[..., int], work: Work
) -> None:
    run = work(ask(epochs=1))
    document = results.run_json(workspace, run.id, with_test=True)
    assert document["test_opened"] == 0
    assert "test" not in document
    assert document["validation"]["roc"]["tpr"][-1] == 1.0
    assert document["state"] == "succeeded"

    opened = results.open_test(workspace, run.id)
    assert opened["test_opened"] == 1
    assert opened["test"]["images"] == len(Library(workspace).load("lesions").rows("test"))
    assert results.open_test(workspace, run.id)["test_opened"] == 2
    assert "test" not in results.run_json(workspace, run.id)
    again = results.run_json(workspace, run.id, with_test=True, curves=False)
    assert again["test_opened"] == 2
    assert "roc" not in again["test"]


@pytest.mark.parametrize(
    ("schedule", "warmup", "shares"),
    [
        ("constant", 0.0, [1, 1, 1, 1]),
        ("constant", 0.5, [0.5 + 0.5 / STEPS / 2, 1, 1, 1]),
        ("cosine", 0.0, [(1 + math.cos(math.pi * epoch / 4)) / 2 for epoch in (1, 2, 3, 4)]),
        ("cosine", 0.5, [0.5 + 0.5 / STEPS / 2, 1, 0.5, 0]),
    ],
)
def test_the_learning_rate_rises_and_falls_over_all_epochs(
    schedule: str,
    warmup: float,
    shares: list[float],
    store: RunStore,
    ask: Callable[..., int],
    work: Work,
) -> None:
    """At the end of each of four epochs, as a share of the highest."""
    run = work(ask(epochs=4, schedule=schedule, warmup=warmup, learning_rate=0.01, layers=SMALL))
    rates = [epoch.learning_rate for epoch in store.epochs(run.id)]
    assert rates == pytest.approx([0.01 * share for share in shares], rel=1e-5, abs=1e-12)


def test_patience_ends_training_and_the_best_epoch_stays(
    store: RunStore, ask: Callable[..., int], work: Work
) -> None:
    run = work(ask(epochs=40, patience=2, learning_rate=0.02))
    epochs = store.epochs(run.id)
    assert run.state is RunState.SUCCEEDED
    assert len(epochs) < 40
    areas = [epoch.val_auc or 0 for epoch in epochs]
    assert run.summary is not None
    assert run.summary["best_epoch"] == len(epochs) - 2
    assert run.summary["auc"] == pytest.approx(max(areas))
