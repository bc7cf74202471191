"""Starting weights of parts of networks, and that the printed way to them is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from starting import FACTS, JOINED, printed, same, started

from builder import networks
from builder.lowering import lower
from builder.spec import GraphSpec

pytestmark = [
    pytest.mark.keras,
    # Keras 3.15 with NumPy 2, when weights are saved or copied
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


def test_a_part_starts_from_the_shipped_weights_of_the_whole(
    drawn: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    calls = lower(drawn(trainable=True, learning_blocks=5, **JOINED), FACTS)
    model = started(calls)
    whole = networks.function("builder.networks.efficientnet_lite0")(input_shape=(64, 64, 3))
    shipped = networks.shipped_weights("builder.networks.efficientnet_lite0")
    whole.load_weights(shipped)
    for name in ("stem_conv", "block5c_project_conv", "block7a_project_conv"):
        ours, theirs = model.get_layer("b").get_layer(name), whole.get_layer(name)
        assert np.array_equal(ours.get_weights()[0], theirs.get_weights()[0])
    learning = {layer.name for layer in model.get_layer("b").layers if layer.trainable_weights}
    assert "block6a_expand_conv" in learning
    assert "block5c_project_conv" not in learning
    (tmp_path / "initial.weights.h5").write_bytes(shipped.read_bytes())
    other = printed(calls, tmp_path, "initial.weights.h5")
    assert same(model, other)
    assert [w.path for w in other.trainable_weights] == [w.path for w in model.trainable_weights]
    picture = np.random.default_rng(0).uniform(0, 255, (1, 64, 64, 3)).astype("float32")
    other.set_weights(model.get_weights())
    assert np.array_equal(model(picture, training=False), other(picture, training=False))


def test_joined_features_are_the_means_of_each_stage(drawn: Callable[..., GraphSpec]) -> None:
    import keras

    model = started(lower(drawn(**JOINED), FACTS))
    backbone = model.get_layer("b")
    ends = ("block3b_add", "block4c_add", "block5c_add", "block6d_add", "block7a_project_bn")
    maps = keras.Model(backbone.input, [backbone.get_layer(name).output for name in ends])
    picture = np.random.default_rng(0).uniform(-1, 1, (2, 64, 64, 3)).astype("float32")
    means = np.concatenate([np.asarray(one).mean((1, 2)) for one in maps(picture)], axis=1)
    assert np.allclose(np.asarray(backbone(picture, training=False)), means, atol=1e-5)


@pytest.mark.shared
def test_squeezenet_reads_the_published_weights(
    drawn: Callable[..., GraphSpec], shared_data: Path, tmp_path: Path
) -> None:
    import h5py

    file = shared_data / "weights" / "squeezenet1.1_imagenet_notop.h5"
    calls = lower(drawn(architecture="SqueezeNet 1.1", weights=str(file)), FACTS)
    model = started(calls)
    with h5py.File(file) as published:
        theirs = np.asarray(published["fire9/expand3x3/uniform25"])
    ours = model.get_layer("b").get_layer("fire9_expand3x3").get_weights()[0]
    assert np.array_equal(ours, theirs)
    assert sum(w.size for w in model.get_layer("b").get_weights()) == 722_496
    (tmp_path / "initial.h5").write_bytes(file.read_bytes())
    assert same(model, printed(calls, tmp_path, "initial.h5"))
