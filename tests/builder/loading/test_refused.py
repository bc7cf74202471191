"""Files of weights that do not fit, are damaged or not there: a sentence each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from starting import FACTS, started

from builder import networks
from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_code import starting_weights_source

pytestmark = [
    pytest.mark.keras,
    # Keras 3.15 with NumPy 2, when weights are saved or copied
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


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
