"""In how many bits a network learns: tried where that pays, kept, and told to train.py."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from runs.scripts.parts.precision import NARROW, WIDE, compute_in
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.training.epochs import Feed
from runs.training.probe import Probed, Probes, faster, fixed
from runs.training.recipe import Recipe
from runs.training.standing import read_arrays
from runs.workspace import probes_folder, run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def learned(workspace: Path, run_id: int) -> list[NDArray[Any]]:
    """The weights after the last epoch."""
    (last,) = (run_folder(workspace, run_id) / "checkpoints").glob("epoch-*2")
    return read_arrays(last / "weights.npz")


def script(workspace: Path, run_id: int) -> str:
    return (run_folder(workspace, run_id) / "train.py").read_text(encoding="utf-8")


def test_what_was_set_is_not_tried_nor_what_is_short(
    workspace: Path, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    narrow, wide = work(ask(precision="bfloat16")), work(ask())
    assert narrow.state is wide.state is RunState.SUCCEEDED
    assert not probes_folder(workspace).exists()
    assert (narrow.summary or {})["learned_in"] == "bfloat16"
    assert "learned_in" not in (wide.summary or {})
    assert 'LEARNS_IN = "mixed_bfloat16"' in script(workspace, narrow.id)
    assert 'LEARNS_IN = "float32"' in script(workspace, wide.id)
    ours, theirs = (learned(workspace, run.id) for run in (narrow, wide))
    assert {one.dtype.name for one in ours} == {one.dtype.name for one in theirs}
    apart = max(np.abs(one - other).max() for one, other in zip(ours, theirs, strict=True))
    assert 1e-5 < apart < 0.3, "it learned in other digits, but the same"
    model = keras.saving.load_model(run_folder(workspace, narrow.id) / "model.keras")
    assert {layer.dtype_policy.name for layer in model.layers} == {"float32"}


def test_it_is_tried_once_and_what_is_faster_is_kept_also_when_it_goes_on(
    workspace: Path,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    break_off: Callable[[int, int], None],
    go_on: Callable[[int], RunRecord],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("runs.training.learning.WORTH_S", 0.0)
    monkeypatch.setattr("runs.training.learning.made_for_bfloat16", lambda: True)
    broken = ask()
    break_off(broken, 2)
    (file,) = probes_folder(workspace).glob("*.json")
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {WIDE, NARROW}
    shutil.rmtree(run_folder(workspace, broken) / "checkpoints")
    seconds = {WIDE: 0.2, NARROW: 0.1}
    file.write_text(json.dumps(seconds), encoding="utf-8")
    whole = work(ask())
    assert (whole.summary or {})["learned_in"] == "bfloat16"
    assert (whole.summary or {})["seconds_a_step"] == seconds
    assert 'LEARNS_IN = "mixed_bfloat16"' in script(workspace, whole.id)
    resumed = go_on(broken)
    for one, other in zip(*(learned(workspace, run.id) for run in (whole, resumed)), strict=True):
        np.testing.assert_array_equal(one, other)


def network() -> tuple[keras.Model, Feed]:
    """A small network and random photographs."""
    chance = np.random.default_rng(0)
    pixels = chance.uniform(0, 255, (8, 8, 8, 3)).astype(np.float32)
    targets = np.eye(2, dtype=np.float32)[np.arange(8) % 2]
    inner = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3)], name="inner")
    entry = keras.Input((8, 8, 3))
    scaled = keras.layers.Rescaling(1 / 255)(entry)
    flat = keras.layers.Flatten()(inner(scaled))
    normal = keras.layers.BatchNormalization()(keras.layers.Dense(5)(flat))
    model = keras.Model(entry, keras.layers.Dense(2, activation="softmax")(normal))
    batches = tf.data.Dataset.from_tensor_slices((pixels, targets)).batch(8)
    feed = Feed(lambda _seed: batches, lambda: batches, targets.argmax(axis=1), images=8, steps=1)
    return model, feed


def test_trying_leaves_no_trace_and_a_torn_file_is_tried_again(tmp_path: Path) -> None:
    model, feed = network()
    before = model.get_weights()
    probes, recipe = Probes(tmp_path), Recipe()
    found = probes.of(model, (), feed, recipe, expected_s=100.0)
    assert all(0 < seconds < 60 for seconds in found.seconds.values())
    for one, other in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(one, other)
    assert {layer.compute_dtype for layer in model.layers} == {"float32"}
    assert probes.of(model, (), feed, recipe, expected_s=100.0) == found
    (file,) = tmp_path.glob("*.json")
    for torn in ("torn", '{"float32": "fast", "mixed_bfloat16": 1}'):
        file.write_text(torn, encoding="utf-8")
        assert probes.of(model, (), feed, recipe, expected_s=100.0).seconds
        assert set(json.loads(file.read_text(encoding="utf-8"))) == {WIDE, NARROW}
    probes.of(model, (), feed, Recipe(batch_size=4), expected_s=100.0)
    assert len(list(tmp_path.glob("*.json"))) == 2


class _Wide(keras.layers.Dense):
    """A layer that cannot compute in 16 bits."""

    def call(self, inputs: Any) -> Any:
        if self.compute_dtype != "float32":
            raise TypeError("no such kernel")
        return super().call(inputs)


def test_a_layer_that_cannot_compute_in_16_bits_learns_in_32(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, feed = network()
    entry = keras.Input((8, 8, 3))
    wide = _Wide(3)(keras.layers.Flatten()(entry))
    model = keras.Model(entry, keras.layers.Dense(2, activation="softmax")(wide))
    (tmp_path / "probes").touch()  # so that no folder can be made there
    with caplog.at_level("INFO"):
        found = Probes(tmp_path / "probes").of(model, (), feed, Recipe(), expected_s=100.0)
    assert (found.policy, found.seconds[NARROW]) == (WIDE, np.inf)
    assert {layer.compute_dtype for layer in model.layers} == {"float32"}
    assert any(message.startswith("In 16 bits it cannot learn: ") for message in caplog.messages)
    assert any(message.startswith("This could not be kept") for message in caplog.messages)


def test_of_two_that_are_alike_32_bits_are_taken() -> None:
    assert faster({WIDE: 1.0, NARROW: 0.96}).policy == WIDE
    assert faster({WIDE: 1.0, NARROW: 0.9}).policy == NARROW
    assert fixed(WIDE).told == {}
    assert fixed(NARROW).told == {"learned_in": "bfloat16", "seconds_a_step": {}}
    assert Probed(WIDE, {WIDE: 1.0, NARROW: 2.0}).told["learned_in"] == "float32"


def test_scores_and_what_has_no_weights_stay_in_32_bits_and_all_can_be_undone() -> None:
    model, feed = network()
    pixels, _ = next(iter(feed.validation()))
    inner = model.get_layer("inner")
    before = np.asarray(model(pixels))
    compute_in(model, NARROW)
    bits = {layer.name: layer.compute_dtype for layer in [*model.layers, *inner.layers]}
    narrow = {name.partition("_")[0] for name, dtype in bits.items() if dtype == "bfloat16"}
    assert narrow == {"inner", "conv2d", "dense", "batch"}
    assert model.layers[-1].compute_dtype == "float32"
    found = np.asarray(model(pixels))
    assert found.dtype == np.float32
    assert 0 < np.abs(found - before).max() < 0.05
    compute_in(model, WIDE)
    np.testing.assert_array_equal(np.asarray(model(pixels)), before)
