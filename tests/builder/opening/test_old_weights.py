"""The weights of whole networks in HDF5: whose each table is, and the same predictions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
import pytest

from builder.opening.errors import MisfitError, OpeningError
from builder.opening.files import read_network
from builder.opening.old_weights import OldWeights

if TYPE_CHECKING:
    import keras
    from numpy.typing import NDArray

Shapes = dict[str, tuple[int, ...]]
DENSE: Shapes = {"vars/0": (4, 4), "vars/1": (4,)}
NORM: Shapes = {f"vars/{number}": (4,) for number in range(4)}


def layer(kind: str, name: str, **config: Any) -> dict[str, Any]:
    return {"class_name": kind, "config": {"name": name, **config}}


def in_a_row(name: str, *layers: dict[str, Any]) -> dict[str, Any]:
    return layer("Sequential", name, layers=list(layers))


INNER = in_a_row(
    "inner",
    layer("Dense", "first"),
    layer("BatchNormalization", "norm"),
    layer("Dense", "second"),
)
OUTER = in_a_row("outer", INNER, layer("Dense", "end"))
OURS = {
    "layers/sequential/layers/dense": DENSE,
    "layers/sequential/layers/dense_1": DENSE,
    "layers/sequential/layers/batch_normalization": NORM,
    "layers/dense": DENSE,
}
INSIDE = [
    *("first/kernel:0", "first/bias:0", "norm/gamma:0", "norm/beta:0"),
    *("second/kernel:0", "second/bias:0", "norm/moving_mean:0", "norm/moving_variance:0"),
]
OF_KERAS_2 = [
    [0.7393492460250854, 0.16190935671329498, 0.09874140471220016],
    [0.7655706405639648, 0.13402995467185974, 0.10039936751127243],
    [0.7915972471237183, 0.12049169093370438, 0.08791113644838333],
]
"""What tf_keras 2.21.0 gave for the photographs of these tests with the network in keras_2.h5: two
networks inside each other, one of them frozen, and averages that no network begins with."""
AT_ONCE = [
    *("first/kernel:0", "first/bias:0", "norm/gamma:0", "norm/beta:0"),
    *("norm/moving_mean:0", "norm/moving_variance:0", "second/kernel:0", "second/bias:0"),
]


def written(
    path: Path, inside: list[str], *, version: str = "2.4.0", backend: str = "tensorflow"
) -> h5py.File:
    """A file as Keras 2 writes it; each table holds its place in its list."""
    file = h5py.File(path, "w")
    top = file.create_group("model_weights")
    top.attrs["keras_version"], top.attrs["backend"] = version.encode(), backend.encode()
    listed = {"inner": inside, "end": ["end/kernel:0", "end/bias:0"]}
    for name, names in listed.items():
        group = top.create_group(name)
        group.attrs["weight_names"] = [one.encode() for one in names]
        for place, told in enumerate(names):
            shape = (4, 4) if "kernel" in told else (4,)
            group.create_dataset(told, data=np.full(shape, place, np.float32))
    return file


def places(weights: OldWeights) -> dict[str, list[float]]:
    """For each layer, which of its list's tables it has."""
    told: dict[str, list[float]] = {}
    for group, tables in OURS.items():
        for name, shape in tables.items():
            table = weights.read(group, name, shape)
            assert table is not None
            told.setdefault(group.replace("layers/", ""), []).append(float(table.flat[0]))
    return told


def test_what_learns_comes_first_then_the_averages(tmp_path: Path) -> None:
    with written(tmp_path / "a.h5", INSIDE) as file:
        assert places(OldWeights(file, OUTER, OURS)) == {
            "sequential/dense": [0, 1],
            "sequential/dense_1": [4, 5],
            "sequential/batch_normalization": [2, 3, 6, 7],
            "dense": [0, 1],
        }


def test_names_that_say_nothing_leave_it_to_the_order(tmp_path: Path) -> None:
    numbered = [one.replace("first", "dense_7_1").replace("second", "dense_8_1") for one in INSIDE]
    with written(tmp_path / "a.h5", numbered) as file:
        assert places(OldWeights(file, OUTER, OURS))["sequential/dense_1"] == [4, 5]


def test_a_network_inside_that_keras_3_froze_goes_layer_by_layer(tmp_path: Path) -> None:
    with written(tmp_path / "a.h5", AT_ONCE) as file:
        told = places(OldWeights(file, OUTER, OURS))
    assert told["sequential/batch_normalization"] == [2, 3, 4, 5]
    assert told["sequential/dense_1"] == [6, 7]


def test_a_frozen_layer_has_all_of_its_tables_at_the_end(tmp_path: Path) -> None:
    frozen = in_a_row("inner", *INNER["config"]["layers"])
    frozen["config"]["layers"][0] = layer("Dense", "first", trainable=False)
    inside = [*INSIDE[2:6], *INSIDE[:2], *INSIDE[6:]]
    with written(tmp_path / "a.h5", inside) as file:
        told = places(OldWeights(file, in_a_row("outer", frozen, layer("Dense", "end")), OURS))
    assert told["sequential/batch_normalization"] == [0, 1, 6, 7]
    assert told["sequential/dense_1"] == [2, 3]


def test_an_order_that_names_speak_against_is_refused(tmp_path: Path) -> None:
    turned = [*INSIDE[4:6], *INSIDE[2:4], *INSIDE[:2], *INSIDE[6:]]
    with (
        written(tmp_path / "a.h5", turned) as file,
        pytest.raises(MisfitError, match="8 tables of weights for “inner”"),
    ):
        OldWeights(file, OUTER, OURS)


def test_a_long_list_is_in_parts_and_random_numbers_are_no_weights(tmp_path: Path) -> None:
    with written(tmp_path / "a.h5", ["flip/StateVar:0", *INSIDE]) as file:
        group = file["model_weights/inner"]
        names = list(group.attrs["weight_names"])
        del group.attrs["weight_names"]
        group.attrs["weight_names0"], group.attrs["weight_names1"] = names[:5], names[5:]
        assert places(OldWeights(file, OUTER, OURS))["sequential/dense"] == [1, 2]


def _external(file: h5py.File) -> None:
    del file["model_weights/end/end/kernel:0"]
    file["model_weights/end/end/kernel:0"] = h5py.ExternalLink("secret.h5", "/table")


def _soft_group(file: h5py.File) -> None:
    file.move("model_weights/end", "elsewhere")
    file["model_weights/end"] = h5py.SoftLink("/elsewhere")


def _no_list(file: h5py.File) -> None:
    del file["model_weights/end"].attrs["weight_names"]


def _list_of_nothing(file: h5py.File) -> None:
    file["model_weights/end"].attrs["weight_names"] = h5py.Empty("f4")


def _none(file: h5py.File) -> None:
    del file["model_weights"]


def _other_size(file: h5py.File) -> None:
    del file["model_weights/end/end/kernel:0"]
    file.create_dataset("model_weights/end/end/kernel:0", (10**6, 10**6), "f4", chunks=(1000, 1000))


def _a_table_for_a_group(file: h5py.File) -> None:
    del file["model_weights/end"]
    file["model_weights/end"] = np.zeros(3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_external, "leads to another file"),
        (_soft_group, "has no weights end"),
        (_no_list, "0 tables of weights for “end”"),
        (_list_of_nothing, "has no weights end/"),
        (_none, "has no weights model_weights"),
        (_other_size, "2 tables of weights for “end”"),
        (_a_table_for_a_group, "has no weights end"),
    ],
)
def test_a_file_that_is_not_as_it_tells(
    change: Callable[[h5py.File], Any], words: str, tmp_path: Path
) -> None:
    with written(tmp_path / "a.h5", INSIDE) as file:
        change(file)
        with pytest.raises(OpeningError, match=words):
            OldWeights(file, OUTER, OURS)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"backend": "theano"}, "written for Theano"),
        ({"version": "1.2.2"}, "written by Keras 1"),
        ({"version": ""}, "written by Keras 1"),
    ],
)
def test_weights_that_meant_something_else_are_refused(
    told: dict[str, str], words: str, tmp_path: Path
) -> None:
    with (
        written(tmp_path / "a.h5", INSIDE, **told) as file,
        pytest.raises(OpeningError, match=words),
    ):
        OldWeights(file, OUTER, OURS)


@pytest.fixture(scope="session")
def photographs() -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(0, 255, (3, 64, 64, 3)).astype(np.float32)


def _branches() -> keras.Model:
    from keras import Input, Model, Sequential, layers

    deep = Sequential([layers.Conv2D(8, 1), layers.BatchNormalization()], name="deep")
    inner = Sequential(
        [Input((64, 64, 8)), layers.Conv2D(8, 3, padding="same"), deep, layers.Conv2D(8, 1)],
        name="inner",
    )
    picture = Input((64, 64, 3))
    x = layers.RandomFlip()(layers.Rescaling(1 / 127.5, -1)(picture))
    x = layers.BatchNormalization()(layers.Conv2D(8, 3, padding="same", use_bias=False)(x))
    x = layers.Add()([inner(x), layers.DepthwiseConv2D(3, padding="same")(x)])
    x = layers.BatchNormalization(scale=False)(layers.PReLU(shared_axes=[1, 2])(x))
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


def _half_frozen() -> keras.Model:
    from keras import Input, Model, layers

    model = _branches()
    model.get_layer("inner").layers[0].trainable = False
    picture = Input((64, 64, 3))
    return Model(picture, layers.Identity()(model(picture)))


def _pretrained(learns: Callable[[keras.Model], None]) -> keras.Model:
    from keras import Input, Model, applications, layers

    network = applications.MobileNetV2(include_top=False, weights=None, input_shape=(64, 64, 3))
    learns(network)
    picture = Input((64, 64, 3))
    x = layers.Rescaling(1 / 127.5, -1)(picture)
    x = layers.GlobalAveragePooling2D()(network(x, training=False))
    return Model(picture, layers.Dense(3, activation="softmax")(x))


def _none_learns(network: keras.Model) -> None:
    network.trainable = False


def _last_learn(network: keras.Model) -> None:
    for one in network.layers[:-20]:
        one.trainable = False


def _some_thaw(network: keras.Model) -> None:
    network.trainable = False
    for one in network.layers[-20:]:
        one.trainable = True


CASES: dict[str, Callable[[], keras.Model]] = {
    "branches": _branches,
    "one score": _one_score,
    "a layer frozen in a network in a network": _half_frozen,
    "a Backbone that learns": lambda: _pretrained(lambda _network: None),
    "a frozen Backbone": lambda: _pretrained(_none_learns),
    "a Backbone whose last layers learn": lambda: _pretrained(_last_learn),
    "a frozen Backbone whose last layers were let learn": lambda: _pretrained(_some_thaw),
}


def _shaken(model: keras.Model) -> keras.Model:
    """With weights that no network begins with."""
    chance = np.random.default_rng(1)
    for one in model._flatten_layers():
        if type(one).__name__ == "BatchNormalization":
            one.set_weights([chance.uniform(0.5, 1.5, w.shape) for w in one.get_weights()])
    return model


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:.*HDF5 file")
@pytest.mark.parametrize("case", CASES)
def test_predictions_are_those_of_the_file(
    case: str, photographs: NDArray[np.float32], tmp_path: Path
) -> None:
    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.h5"
    model = _shaken(CASES[case]())
    model.save(path)
    theirs = model.predict(photographs, verbose=0)
    ours = transplanted(path).predict(photographs, verbose=0)
    if theirs.shape[1] == 1:
        theirs = np.concatenate([1 - theirs, theirs], axis=1)
    assert np.ptp(theirs) > 0.01
    np.testing.assert_allclose(ours, theirs, atol=1e-6)


@pytest.mark.keras
def test_a_file_that_keras_2_wrote_gives_what_it_gave_there(
    photographs: NDArray[np.float32],
) -> None:
    from builder.opening.transplant import transplanted

    ours = transplanted(Path(__file__).with_name("keras_2.h5")).predict(photographs, verbose=0)
    np.testing.assert_allclose(ours, OF_KERAS_2, atol=1e-6)


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:.*HDF5 file")
def test_weights_that_the_drawing_cannot_take_are_told_by_what_differs(tmp_path: Path) -> None:
    from keras import Input, Sequential, layers

    from builder.opening.transplant import transplanted

    path = tmp_path / "theirs.h5"
    convolution = layers.Conv2D(4, 3, groups=2, name="paired")
    made = [Input((32, 32, 3)), layers.Conv2D(2, 3), convolution, layers.Flatten()]
    Sequential(made).save(path)
    with pytest.raises(OpeningError, match="groups of Conv2D “paired” is 2 in the file"):
        transplanted(path)


def test_the_config_is_read_as_the_file_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with written(path, INSIDE) as file:
        file.attrs["model_config"] = json.dumps(OUTER)
    assert read_network(path).config == OUTER
