"""The opened network gives what the file's network gives, before any training."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from builder.opening.errors import OpeningError
from builder.opening.opened import opened

if TYPE_CHECKING:
    import keras
    from numpy.typing import NDArray

pytestmark = pytest.mark.keras
WEIGHTS = "model.weights.h5"


@pytest.fixture(scope="session")
def photographs() -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(0, 255, (3, 64, 64, 3)).astype(np.float32)


def _branches() -> keras.Model:
    from keras import Input, Model, Sequential, layers

    inner = Sequential([Input((64, 64, 8)), layers.Conv2D(8, 3, padding="same"), layers.PReLU()])
    picture = Input((64, 64, 3))
    x = layers.RandomFlip()(picture / 127.5 - 1.0)
    x = layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same", use_bias=False)(x))
    x = inner(x) + layers.DepthwiseConv2D(3, padding="same")(x)
    x = layers.MaxPooling2D(8)(x)
    x = layers.Add()([layers.MultiHeadAttention(2, 4)(x, x), x])
    x = layers.LayerNormalization()(layers.SeparableConv2D(8, 3)(x))
    x = layers.Concatenate()([layers.GlobalAveragePooling2D()(x), layers.GlobalMaxPooling2D()(x)])
    return Model(picture, layers.Dense(5, activation="softmax")(layers.Dense(8)(x)))


def _one_score() -> keras.Model:
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((64, 64, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, strides=4, activation="relu"),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(1, activation="sigmoid"),
        ]
    )


def _pretrained(*, prepared: bool) -> keras.Model:
    from keras import Input, Model, applications, layers

    network = applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
    network.trainable = False
    picture = Input((64, 64, 3))
    x = layers.Rescaling(1 / 127.5, -1)(picture) if prepared else picture
    x = layers.GlobalAveragePooling2D()(network(x, training=False))
    return Model(picture, layers.Dense(3, activation="softmax")(x))


def _shaken(model: keras.Model) -> keras.Model:
    """With averages that differ from those that every network begins with."""
    chance = np.random.default_rng(1)
    for layer in model._flatten_layers():
        if type(layer).__name__ == "BatchNormalization":
            given = [chance.uniform(0.5, 1.5, one.shape) for one in layer.get_weights()]
            layer.set_weights(given)
    return model


CASES: dict[str, Callable[[], keras.Model]] = {
    "branches": _branches,
    "one score": _one_score,
    "a Backbone": lambda: _pretrained(prepared=True),
    "a network that is opened flat": lambda: _pretrained(prepared=False),
}


@pytest.mark.parametrize("case", CASES)
def test_predictions_are_those_of_the_file(
    case: str, photographs: NDArray[np.float32], tmp_path: Path
) -> None:
    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.keras"
    model = _shaken(CASES[case]())
    model.save(path)
    theirs = model.predict(photographs, verbose=0)
    ours = transplanted(path).predict(photographs, verbose=0)
    if theirs.shape[1] == 1:
        theirs = np.concatenate([1 - theirs, theirs], axis=1)
    assert np.ptp(theirs) > 0.01
    np.testing.assert_allclose(ours, theirs, atol=1e-6)
    found = opened(path)
    assert found.design is not None
    backbones = [node for node in found.design.nodes if node.type == "Backbone"]
    assert len(backbones) == (case == "a Backbone")
    assert len(found.design.nodes) > 150 or case != "a network that is opened flat"


def _with_weights(path: Path, change: Callable[[h5py.File], Any]) -> Path:
    """A file whose weights were changed by that."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    inner = path.with_name(WEIGHTS)
    inner.write_bytes(members[WEIGHTS])
    with h5py.File(inner, "r+") as file:
        change(file)
    members[WEIGHTS] = inner.read_bytes()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


TABLE = "layers/conv2d/vars/0"


def _external(file: h5py.File) -> None:
    del file[TABLE]
    file[TABLE] = h5py.ExternalLink("secret.h5", "/table")


def _soft(file: h5py.File) -> None:
    del file[TABLE]
    file[TABLE] = h5py.SoftLink("/layers/dense/vars/0")


def _stored_elsewhere(file: h5py.File) -> None:
    del file[TABLE]
    file.create_dataset(TABLE, (3, 3, 3, 4), "f4", external=[("/etc/hostname", 0, 432)])


def _virtual(file: h5py.File) -> None:
    del file[TABLE]
    layout = h5py.VirtualLayout((3, 3, 3, 4), "f4")
    layout[...] = h5py.VirtualSource("other.h5", "table", (3, 3, 3, 4))
    file.create_virtual_dataset(TABLE, layout)


def _other_size(file: h5py.File) -> None:
    del file[TABLE]
    file.create_dataset(TABLE, (1_000_000, 1_000_000), "f4", chunks=(1000, 1000))


def _text(file: h5py.File) -> None:
    del file[TABLE]
    file.create_dataset(TABLE, (3, 3, 3, 4), h5py.string_dtype())


def _gone(file: h5py.File) -> None:
    del file[TABLE]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_external, "leads to another file"),
        (_soft, "leads to another file"),
        (_stored_elsewhere, "leads to another file"),
        (_virtual, "leads to another file"),
        (_other_size, "its own description needs"),
        (_text, "its own description needs"),
        (_gone, "has no weights for layers/conv2d/vars/0"),
    ],
)
def test_weights_that_are_not_what_they_should_be(
    change: Callable[[h5py.File], Any], words: str, tmp_path: Path
) -> None:
    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.keras"
    _one_score().save(path)
    with pytest.raises(OpeningError, match=words):
        transplanted(_with_weights(path, change))


def test_weights_that_are_torn(tmp_path: Path) -> None:
    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.keras"
    _one_score().save(path)
    with zipfile.ZipFile(path) as archive:
        config, weights = archive.read("config.json"), archive.read(WEIGHTS)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", config)
        archive.writestr(WEIGHTS, weights[: len(weights) // 2])
    with pytest.raises(OpeningError, match="damaged or were cut off"):
        transplanted(path)


def test_weights_that_the_drawing_cannot_take_are_told_by_what_differs(tmp_path: Path) -> None:
    from keras import Input, Sequential, layers

    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.keras"
    convolution = layers.Conv2D(4, 3, groups=2, name="paired")
    made = [Input((32, 32, 3)), layers.Conv2D(2, 3), convolution, layers.Flatten()]
    Sequential(made).save(path)
    with pytest.raises(OpeningError, match="groups of Conv2D “paired” is 2 in the file") as told:
        transplanted(path)
    assert "Open it without its weights" in str(told.value)
