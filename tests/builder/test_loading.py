"""Starting weights: of parts of networks, from files that fit or do not, and from earlier runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder import networks
from builder.codegen import network_source, starting_weights_source
from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_weights import donor, finished_calls
from layers_catalog.call import Call
from layers_catalog.facts import Facts

pytestmark = [
    pytest.mark.keras,
    # Keras 3.15 with NumPy 2, when weights are saved or copied
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
JOINED = {"features": "several stages, joined"}
FACTS = Facts()


@pytest.fixture(autouse=True)
def _fresh() -> None:
    import keras

    keras.utils.clear_session()


@pytest.fixture
def drawn(draw: Callable[..., GraphSpec]) -> Callable[..., GraphSpec]:
    """A network of a Backbone and a Classifier on pictures of 64 pixels."""

    def drawing(**params: Any) -> GraphSpec:
        joined = params.get("features") == JOINED["features"]
        return draw(
            "i>b>e" if joined else "i>b>g>e",
            i=("Input", {"height": 64, "width": 64}),
            b=("Backbone", params),
            e="Classifier",
            **({} if joined else {"g": "GlobalAveragePooling2D"}),
        )

    return drawing


def started(calls: tuple[Call, ...]) -> Any:
    from builder.compiler import build
    from builder.loading import initialise

    model = build(calls)
    initialise(model, calls)
    return model


def printed(calls: tuple[Call, ...], folder: Path, file: str) -> Any:
    """The same network from the printed code, with the printed way to its weights."""
    source = network_source(calls) + "\n\n" + starting_weights_source(calls, {"b": file})
    namespace: dict[str, Any] = {"Path": Path, "__file__": str(folder / "train.py")}
    exec(source, namespace)  # noqa: S102 - what we printed ourselves
    model = namespace["build_model"]()
    namespace["load_starting_weights"](model)
    return model


def same(one: Any, other: Any) -> bool:
    pairs = zip(one.get_layer("b").get_weights(), other.get_layer("b").get_weights(), strict=True)
    return all(np.array_equal(a, b) for a, b in pairs)


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


@pytest.fixture
def refused(drawn: Callable[..., GraphSpec]) -> Callable[..., str]:
    from builder.loading import WeightsError

    def message(file: Path, architecture: str = "EfficientNet-Lite0") -> str:
        calls = lower(drawn(weights=str(file), architecture=architecture), FACTS)
        with pytest.raises(WeightsError) as caught:
            started(calls)
        assert caught.value.hint
        return str(caught.value.message)

    return message


def test_the_first_tensor_that_differs_is_named(
    refused: Callable[..., str], tmp_path: Path
) -> None:
    import keras

    file = tmp_path / "wider.weights.h5"
    image = keras.Input((64, 64, 3))
    wide = keras.applications.VGG16(include_top=False, weights=None, input_shape=(64, 64, 3))
    wide.save_weights(tmp_path / "vgg.weights.h5")
    told = refused(tmp_path / "vgg.weights.h5", "VGG19")
    assert "for layer block3_conv4" in told  # VGG16 has no fourth, its block 4 follows
    assert "is 3 × 3 × 256 × 512, but the network needs 3 × 3 × 256 × 256" in told
    x = image
    for layer in wide.layers[1:]:
        config = layer.get_config()
        if layer.name == "block1_conv2":
            config["filters"] = 65
        x = type(layer).from_config(config)(x)
    keras.Model(image, x).save_weights(file)
    told = refused(file, "VGG16")
    assert "block1_conv2" in told
    assert "3 × 3 × 64 × 65" in told
    assert "3 × 3 × 64 × 64" in told


@pytest.mark.shared
def test_an_old_file_of_another_network_is_told_by_its_number_of_tensors(
    refused: Callable[..., str], shared_data: Path
) -> None:
    file = shared_data / "weights" / "squeezenet1.1_imagenet_notop.h5"
    assert "it holds 50 tensors, but the network has 26" in refused(file, "VGG16")


@pytest.mark.parametrize("name", ["shipped", "~nobody-of-that-name/x.h5", "/" + "x" * 300, "a\0b"])
def test_any_text_that_names_no_file_is_told(
    drawn: Callable[..., GraphSpec], refused: Callable[..., str], name: str
) -> None:
    calls = lower(drawn(weights=name), FACTS)
    assert "weights file of “b” is not there" in refused(Path(name))
    assert 'with_name("initial.h5")' in starting_weights_source(calls, {"b": "initial.h5"})


@pytest.mark.parametrize(
    ("architecture", "hint"),
    [
        ("SqueezeNet 1.1", "Check the path."),
        ("VGG16", "Check the path, or set the weights to “imagenet”."),
    ],
)
def test_imagenet_is_a_way_out_only_where_there_is_one(
    drawn: Callable[..., GraphSpec], architecture: str, hint: str
) -> None:
    from builder.loading import WeightsError

    with pytest.raises(WeightsError) as caught:
        started(lower(drawn(architecture=architecture, weights="/nowhere/x.h5"), FACTS))
    assert caught.value.hint == hint


def test_damaged_files_are_told(refused: Callable[..., str], tmp_path: Path) -> None:
    shipped = networks.shipped_weights("builder.networks.efficientnet_lite0").read_bytes()
    (tmp_path / "short.weights.h5").write_bytes(shipped[: len(shipped) // 2])
    (tmp_path / "text.h5").write_text("a table, perhaps")
    assert "damaged or was cut short" in refused(tmp_path / "short.weights.h5")
    assert "it is no HDF5 file" in refused(tmp_path / "text.h5")


def test_a_whole_model_of_old_is_told_by_its_tensors_too(
    refused: Callable[..., str], tmp_path: Path
) -> None:
    import h5py
    import keras

    image = keras.Input((64, 64, 3))
    other = keras.Model(image, keras.layers.Conv2D(4, 3, name="narrow")(image))
    with h5py.File(tmp_path / "whole.h5", "w") as file:
        weights = file.create_group("model_weights")
        weights.attrs["layer_names"] = [b"narrow"]
        group = weights.create_group("narrow")
        group.attrs["weight_names"] = [b"narrow/kernel:0", b"narrow/bias:0"]
        for name, value in zip(("kernel", "bias"), other.get_weights(), strict=True):
            group[f"narrow/{name}:0"] = value
    told = refused(tmp_path / "whole.h5", "VGG16")
    assert "it holds 2 tensors, but the network has 26" in told


def test_trouble_of_ours_is_not_told_as_damage_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keras

    from builder.misfit import misfit

    image = keras.Input((8, 8, 3))
    network = keras.Model(image, keras.layers.Conv2D(4, 3)(image))
    file = tmp_path / "own.weights.h5"
    network.save_weights(file)
    assert misfit(network, file) == ""
    (tmp_path / "full").write_text("no folder can be made in a file")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    assert misfit(network, file) == ""


def finished(spec: GraphSpec, folder: Path, *, flips: bool = False) -> Any:
    """A run's folder with a model in it."""
    from runs.scripts.parts.flips import flipped

    model = started(lower(spec, FACTS))
    folder.mkdir()
    (flipped(model) if flips else model).save(folder / "model.keras")
    (folder / "design.json").write_text(spec.to_json(), encoding="utf-8")
    (folder / "facts.json").write_text(FACTS.model_dump_json(), encoding="utf-8")
    return model


@pytest.mark.parametrize("flips", [False, True], ids=["once", "four times"])
def test_a_network_goes_on_from_an_earlier_run(
    *, flips: bool, drawn: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    """Also from one that looks at each photograph four times: its layers and names are the same."""
    earlier = finished(drawn(weights="none", trainable=True), tmp_path / "1", flips=flips)
    file = tmp_path / "1" / "model.keras"
    calls = lower(drawn(weights=str(file)), FACTS)
    model = started(calls)
    assert same(model, earlier)
    (tmp_path / "initial.keras").write_bytes(file.read_bytes())
    assert same(printed(calls, tmp_path, "initial.keras"), earlier)


def test_an_earlier_run_with_another_network_is_refused(
    drawn: Callable[..., GraphSpec], refused: Callable[..., str], tmp_path: Path
) -> None:
    finished(drawn(weights="none", trainable=True), tmp_path / "1")
    file = tmp_path / "1" / "model.keras"
    assert "holds no such network" in refused(file, "VGG16")
    found = finished_calls(file)
    assert found
    (joined,) = [one for one in lower(drawn(**JOINED), FACTS) if one.name == "b"]
    assert donor(found, joined) is None
    assert finished_calls(tmp_path / "model.keras") is None
