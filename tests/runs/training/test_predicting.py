"""Scores in float32: Keras's own, whoever computes them; else Keras itself does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from skin import disc, painted

from builder.lowering import lower
from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.facts import Facts
from runs.training import computing

pytestmark = pytest.mark.keras
SIDE = 96
ROOT = Path(computing.__file__).parents[2]


def photographs(count: int) -> NDArray[np.float32]:
    """Painted lesions of growing size."""
    made = [painted(disc(SIDE, 0.1 + 0.02 * rank), noise=8) for rank in range(count)]
    return np.stack(made).astype(np.float32)


def small(name: str) -> GraphSpec:
    """A template for small photographs, whose weights start from chance."""
    return template(name).with_params("Input", height=SIDE, width=SIDE)


@pytest.mark.parametrize(
    "name",
    [
        "Two-convolution CNN (64, 64)",
        "EfficientNet-Lite0, several stages joined",
        "SVM on colour and ABCD features",
        "Attention over image tokens, to learn from",
    ],
)
def test_the_scores_of_a_template_are_those_of_keras(name: str) -> None:
    from runs.training import network
    from runs.training.predicting import for_few, for_many

    model = network.without_xla(network.started(lower(small(name), Facts()), 4))
    given = photographs(8)
    way = for_many(model, given)
    assert way.by == "OpenVINO" or way.why == "OpenVINO's scores differ from those of Keras."
    found = np.concatenate(list(way.over([given[:5], given[5:]])))
    few = np.concatenate([for_few(model)(one[None]) for one in given])
    assert found.shape == few.shape
    assert np.ptp(few) > 1e-3
    assert np.abs(found - few).max() <= 1e-5


def test_where_openvino_scores_otherwise_keras_is_asked() -> None:
    """In numbers as large as these the last digits show in which order was summed."""
    import keras

    from runs.training.predicting import for_many

    given = photographs(4)
    entry = keras.Input((SIDE, SIDE, 3))
    large = keras.layers.GlobalAveragePooling2D()(keras.ops.exp(entry / 8))
    model = keras.Model(entry, large)
    way = for_many(model, given)
    assert way.in_words == (
        "Computed by TensorFlow in float32. OpenVINO's scores differ from those of Keras."
    )
    assert np.concatenate(list(way.over([given]))).shape == (4, 3)


def test_without_openvino_the_log_of_a_run_says_who_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import keras

    from runs.training.predicting import for_many

    monkeypatch.setitem(sys.modules, "openvino", None)
    computing._openvino.cache_clear()
    model: Any = keras.Sequential([keras.Input((8, 8, 3)), keras.layers.Flatten()])
    way = for_many(model, np.zeros((1, 8, 8, 3), np.float32))
    computing._openvino.cache_clear()
    assert way.in_words == (
        "Computed by TensorFlow in float32. OpenVINO, which would be faster, is not installed."
    )


def test_support_vectors_are_left_to_keras() -> None:
    """They magnify the last digits of a few photographs, not of those that were compared."""
    from runs.training import network
    from runs.training.predicting import for_many

    model = network.started(lower(small("SVM on colour and ABCD features"), Facts()), 4)
    way = for_many(model, photographs(2), magnifies=True)
    assert way.in_words == (
        "Computed by TensorFlow in float32."
        " A support vector machine magnifies OpenVINO's last digits."
    )


GROWTH = """
import resource
import keras, numpy as np
from runs.training.predicting import for_many

entry = keras.Input((224, 224, 3))
wide = keras.layers.Conv2D(64, 3, activation="relu")(entry)
pooled = keras.layers.GlobalAveragePooling2D()(wide)
model = keras.Model(entry, keras.layers.Dense(2, activation="softmax")(pooled))
photographs = np.full((64, 224, 224, 3), 0, np.float32)  # which lies in memory; all score alike
for_many(model, photographs[:4])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
way = for_many(model, photographs)
print(way.by, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_getting_ready_takes_no_more_memory_for_many_photographs() -> None:
    """What one layer makes of all 64 of them at once is 800 MB."""
    pytest.importorskip("resource", reason="Windows does not tell the most memory that was used")
    said = subprocess.check_output([sys.executable, "-c", GROWTH], text=True, cwd=ROOT)
    by, kibibytes = said.split()
    assert by == "OpenVINO"
    assert int(kibibytes) < 300 * 1024
