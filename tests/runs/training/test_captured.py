"""OpenVINO is given each weight at once, and the network says what it says in Keras."""

from __future__ import annotations

import numpy as np
import pytest

pytestmark = pytest.mark.keras
LAYERS = 5


def test_no_weight_is_looked_for_among_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras
    from openvino.frontend.tensorflow.node_decoder import TFGraphNodeDecoder

    from runs.training.computing import OPENVINO, fastest

    asked: list[str] = []
    slow = TFGraphNodeDecoder.get_variable

    def counted(operation: object) -> object:
        asked.append(str(operation))
        return slow(operation)

    monkeypatch.setattr(TFGraphNodeDecoder, "get_variable", staticmethod(counted))
    keras.utils.set_random_seed(3)
    given = seen = keras.Input((4, 4, 3))
    for _ in range(LAYERS):
        seen = keras.layers.BatchNormalization()(keras.layers.Conv2D(3, 3, padding="same")(seen))
    model = keras.Model(given, seen)
    assert len(model.weights) == 6 * LAYERS
    pixels = np.random.default_rng(0).random((7, 4, 4, 3)).astype(np.float32)
    way = fastest(model, precise=True)
    assert (way.by, asked) == (OPENVINO, [])
    wanted = np.asarray(model(pixels, training=False))
    np.testing.assert_allclose(np.concatenate(list(way.over([pixels]))), wanted, atol=1e-5)
    assert TFGraphNodeDecoder.get_variable is counted
