"""A run behind a frozen part that is known is judged from what is known, and judged the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data import pixel_build
from data.library import Library
from data.pixels import PixelStore
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.workspace import features_folder, run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
ROW = [
    ("Input", {"height": 32, "width": 32}),
    ("Backbone", {"architecture": "SqueezeNet 1.1", "weights": "none"}),
    ("BatchNormalization", {"trainable": False}),
    ("GlobalAveragePooling2D", {}),
    ("Dense", {"units": 8}),
    ("Classifier", {}),
]
KNOWN = "What the frozen part makes of them is known from earlier runs."
Ask = Callable[..., int]
Work = Callable[[int], RunRecord]


def keras_own(workspace: Path, run: RunRecord) -> np.ndarray:
    """What the saved model says in Keras of the validation and test photographs, in that order."""
    import keras

    dataset = Library(workspace).load("lesions")
    rows = [row for split in ("validation", "test") for row in dataset.rows(split)]
    model = keras.saving.load_model(run_folder(workspace, run.id) / "model.keras", compile=False)
    pixels = PixelStore.open(dataset, 32, 32).rows(rows).astype(np.float32)
    return np.asarray(model(pixels, training=False))


def scores(workspace: Path, run: RunRecord) -> np.ndarray:
    assert run.state is RunState.SUCCEEDED, run.error
    table = pd.read_parquet(run_folder(workspace, run.id) / "predictions.parquet")
    return table[[name for name in table if name in {"benign", "malignant"}]].to_numpy()


def test_pixels_that_are_built_in_another_way_are_looked_at_anew(
    ask: Ask, work: Work, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO")
    work(ask(layers=ROW, epochs=1))
    monkeypatch.setattr(pixel_build, "VERSION", pixel_build.VERSION + 1)
    assert work(ask(layers=ROW, epochs=1)).state is RunState.SUCCEEDED
    assert KNOWN not in caplog.text
    work(ask(layers=ROW, epochs=1))
    assert KNOWN in caplog.text


def test_the_second_run_is_judged_from_what_is_known(
    workspace: Path, ask: Ask, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    first = work(ask(layers=ROW, epochs=1))
    assert KNOWN not in caplog.text
    second = work(ask(layers=ROW, epochs=3))
    assert KNOWN in caplog.text
    for run in (first, second):
        assert scores(workspace, run) == pytest.approx(keras_own(workspace, run), abs=1e-5)
    assert not np.allclose(scores(workspace, first), scores(workspace, second), atol=1e-5)


def test_what_cannot_be_trusted_or_kept_is_judged_whole(
    workspace: Path, ask: Ask, work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    run = work(ask(layers=ROW, epochs=1))
    prefix: Any = pytest.importorskip("runs.training.prefix")

    def a_little_more(parts: Any) -> Any:
        own = prefix.in_tensorflow(parts.whole, "")
        return replace(own, over=lambda batches: (some + 1e-5 for some in own.over(batches)))

    with pytest.MonkeyPatch.context() as strict:
        strict.setattr(prefix.Split, "own", property(a_little_more))
        whole = work(ask(layers=ROW, epochs=1))
    assert "score otherwise than the whole" in caplog.text
    assert scores(workspace, whole) == pytest.approx(scores(workspace, run), abs=1e-5)

    features_folder(workspace).rename(workspace / "gone")
    features_folder(workspace).write_text("a file where the folder would be")
    full = work(ask(layers=ROW, epochs=1))
    assert scores(workspace, full) == pytest.approx(scores(workspace, run), abs=1e-2)
    assert scores(workspace, full) == pytest.approx(keras_own(workspace, full), abs=1e-5)
