"""One pass over many photographs: the same numbers, whatever does it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from runs.training import computing
from runs.training.computing import fastest

pytestmark = pytest.mark.keras
SIDE, COUNT = 32, 75
PIXELS = np.random.default_rng(0).uniform(0, 255, (COUNT, SIDE, SIDE, 3)).astype(np.float32)


def batches(size: int = 32) -> Iterator[NDArray[np.float32]]:
    yield from np.split(PIXELS, range(size, COUNT, size))


@pytest.fixture(scope="module")
def model() -> Any:
    import keras

    keras.utils.set_random_seed(1)
    return keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.DepthwiseConv2D(3, strides=2),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.5),
            keras.layers.GlobalAveragePooling2D(),
        ]
    )


@pytest.fixture(scope="module")
def expected(model: Any) -> NDArray[np.float32]:
    found: NDArray[np.float32] = np.asarray(model(PIXELS, training=False))
    return found


def relative(found: NDArray[Any], expected: NDArray[Any]) -> float:
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def test_in_float32_openvino_gives_keras_numbers_in_order(model: Any, expected: Any) -> None:
    found = fastest(model, precise=True)
    assert (found.by, found.precision, found.why) == ("OpenVINO", "float32", None)
    for size in (1, 10, 32, COUNT):
        rows = list(found.over(batches(size)))
        assert relative(np.concatenate(rows), expected) <= 1e-5


def test_narrow_numbers_differ_by_a_percent_at_the_most(model: Any, expected: Any) -> None:
    found = fastest(model, precise=False)
    assert relative(np.concatenate(list(found.over(batches()))), expected) <= 1e-2


def test_the_same_numbers_every_time(model: Any) -> None:
    first, second = (
        np.concatenate(list(fastest(model, precise=False).over(batches()))) for _ in range(2)
    )
    assert np.array_equal(first, second)


def test_without_openvino_tensorflow_does_it_and_says_so(
    model: Any, expected: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openvino", None)
    computing._openvino.cache_clear()
    found = fastest(model, precise=False)
    computing._openvino.cache_clear()
    assert found.by == "TensorFlow"
    assert found.why == "OpenVINO, which would be faster, is not installed."
    assert relative(np.concatenate(list(found.over(batches()))), expected) <= 1e-5


def test_a_layer_that_openvino_cannot_take_is_computed_by_tensorflow() -> None:
    import keras

    root = logging.getLogger()
    before = root.level, [*root.filters], [*root.handlers]
    entry = keras.Input((SIDE, SIDE, 3))
    turned = keras.ops.image.affine_transform(
        entry, np.array([[0.9, 0.1, 0, -0.1, 0.9, 0, 0, 0]], np.float32)
    )
    model = keras.Model(entry, keras.layers.GlobalMaxPooling2D()(turned))
    found = fastest(model, precise=True)
    assert found.by == "TensorFlow"
    assert found.why == "OpenVINO cannot take a layer of this network."
    assert (root.level, root.filters, root.handlers) == before  # the log goes on
    rows = np.concatenate(list(found.over(batches())))
    assert relative(rows, np.asarray(model(PIXELS))) <= 1e-6


def test_photographs_that_run_out_give_nothing(model: Any) -> None:
    assert list(fastest(model, precise=True).over(iter(()))) == []


GIVEN_UP = """
import faulthandler
faulthandler.dump_traceback_later(60, exit=True)
import keras, numpy as np
from runs.training.computing import fastest
layers = [keras.Input((8, 8, 3)), keras.layers.Conv2D(4, 3), keras.layers.Flatten()]
model = keras.Sequential(layers)
pixels = np.zeros((16, 8, 8, 3), np.float32)
for _ in range(20):
    print(len(list(fastest(model, precise=True).over([pixels] * 4))))
"""


def test_a_network_that_is_given_up_waits_for_nobody() -> None:
    """OpenVINO's threads must not need Python's lock, which is held where a network is freed."""
    said = subprocess.check_output([sys.executable, "-c", GIVEN_UP], text=True)
    assert said.split() == ["64"] * 20


ASKED = """
import socket, sys
asked = []
def heard(event, given):
    if event == "socket.getaddrinfo":
        asked.append(given)
sys.addaudithook(heard)
from runs.training.computing import _openvino
assert _openvino() is not None
import time; time.sleep(2)
assert "openvino_telemetry" not in {n for n, m in sys.modules.items() if m is not None}
print(asked)
"""


def test_openvino_asks_nobody_and_is_imported_here_alone() -> None:
    said = subprocess.check_output([sys.executable, "-c", ASKED], text=True)
    assert said.strip() == "[]"
    root = Path(computing.__file__).parents[2]
    rooms = ("layers_catalog", "builder", "data", "runs", "ui")
    importing = [
        path
        for room in rooms
        for path in (root / room).rglob("*.py")
        if "import openvino" in path.read_text(encoding="utf-8")
    ]
    assert importing == [Path(computing.__file__)]
