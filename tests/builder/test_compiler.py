"""What the compiler may use, and where weights start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from builder import networks
from builder.codegen import network_source
from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_weights import weights_file
from builder.templates import template
from layers_catalog.call import Call, CallKind, Shipped
from layers_catalog.facts import Facts

pytestmark = [
    pytest.mark.keras,
    # Keras 3.15 with NumPy 2, when weights are saved or copied
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]


SMALL = ("Input", {"height": 8, "width": 8})


@pytest.fixture(scope="module")
def compiler() -> Any:
    import builder.compiler

    return builder.compiler


@pytest.fixture(scope="module")
def loading() -> Any:
    import builder.loading

    return builder.loading


@pytest.mark.parametrize(
    "path",
    [
        "os.system",
        "keras.utils.get_file",
        "keras.saving.load_model",
        "keras.layers",
        "keras.layers.Conv2D.__init__",
        "keras.layers._private",
        "keras.layersx.Conv2D",
        "keras.regularizers",
        "builder.networks.missing",
        "builder.networks.os.system",
        "builder.compiler.build",
    ],
)
def test_only_what_networks_are_made_of_is_resolved(compiler: Any, path: str) -> None:
    with pytest.raises(LookupError):
        compiler.resolve(path)


def test_what_networks_are_made_of_is_resolved(compiler: Any) -> None:
    assert compiler.resolve("keras.ops.image.resize").__name__ == "resize"
    assert compiler.resolve("keras.layers.Conv2D").__name__ == "Conv2D"
    assert compiler.resolve("builder.networks.efficientnet_lite0").__name__ == "efficientnet_lite0"


def test_a_penalty_is_made_and_printed_the_same(
    compiler: Any, draw: Callable[..., GraphSpec]
) -> None:
    dense = {"units": 3, "kernel_regularizer": (0.0, 1e-4), "activity_regularizer": (0.001, 0.0)}
    spec = draw("i>g>d>e", i=SMALL, g="GlobalAveragePooling2D", d=("Dense", dense), e="Classifier")
    calls = lower(spec, Facts())
    config = compiler.build(calls).get_layer("d").get_config()
    assert config["kernel_regularizer"]["config"] == {"l1": 0.0, "l2": 1e-4}
    assert config["activity_regularizer"]["config"] == {"l1": 0.001, "l2": 0.0}
    printed = network_source(calls)
    assert "kernel_regularizer=keras.regularizers.L1L2(l1=0.0, l2=0.0001)," in printed


def test_attention_is_given_its_inputs_one_by_one(
    compiler: Any, draw: Callable[..., GraphSpec]
) -> None:
    heads = ("MultiHeadAttention", {"num_heads": 2, "key_dim": 4})
    spec = draw(
        "i>a>b i>b:1 i>b:2 b>g>e", i=SMALL, a=heads, b=heads, g="GlobalMaxPooling2D", e="Classifier"
    )
    calls = lower(spec, Facts())
    assert compiler.build(calls).get_layer("b").output.shape == (None, 8, 8, 3)
    printed = network_source(calls)
    assert ")(i, i)\n" in printed
    assert ")(a, i, i)\n" in printed


def test_frozen_layers_are_frozen(compiler: Any, draw: Callable[..., GraphSpec]) -> None:
    spec = draw(
        "i>n>g>e",
        i=SMALL,
        n=("BatchNormalization", {"trainable": False}),
        g="GlobalAveragePooling2D",
        e="Classifier",
    )
    model = compiler.build(lower(spec, Facts()))
    assert model.get_layer("n").trainable_weights == []
    assert [tuple(weight.shape) for weight in model.trainable_weights] == [(3, 2), (2,)]


def lite(draw: Callable[..., GraphSpec], weights: str, architecture: str = "") -> tuple[Call, ...]:
    settings = {"weights": weights, "architecture": architecture or "EfficientNet-Lite0"}
    return lower(
        draw(
            "i>b>g>e",
            i=("Input", {"height": 32, "width": 32}),
            b=("Backbone", {**settings, "trainable": True}),
            g="GlobalAveragePooling2D",
            e="Classifier",
        ),
        Facts(),
    )


Case = tuple[str, bytes | None, str]


def stem(model: Any) -> Any:
    return np.asarray(model.get_layer("b").get_layer("stem_conv").kernel)


def test_shipped_weights_are_loaded(compiler: Any, loading: Any) -> None:
    calls = lower(template("EfficientNet-Lite0, frozen"), Facts())
    model = compiler.build(calls)
    loading.initialise(model, calls)
    direct = networks.function("builder.networks.efficientnet_lite0")(input_shape=(224, 224, 3))
    direct.load_weights(networks.shipped_weights("builder.networks.efficientnet_lite0"))
    loaded = model.get_layer("backbone").get_weights()
    assert all(np.array_equal(a, b) for a, b in zip(loaded, direct.get_weights(), strict=True))


def test_random_weights_stay_as_they_are(
    compiler: Any, loading: Any, draw: Callable[..., GraphSpec]
) -> None:
    calls = lite(draw, "none")
    model = compiler.build(calls)
    before = stem(model)
    loading.initialise(model, calls)
    assert np.array_equal(before, stem(model))


def test_weights_come_from_a_file(
    compiler: Any, loading: Any, draw: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    other = compiler.build(lite(draw, "none"))
    other.get_layer("b").save_weights(tmp_path / "mine.weights.h5")
    calls = lite(draw, str(tmp_path / "mine.weights.h5"))
    model = compiler.build(calls)
    assert not np.array_equal(stem(model), stem(other))
    loading.initialise(model, calls)
    assert np.array_equal(stem(model), stem(other))


@pytest.mark.parametrize(
    "case",
    [
        ("absent.weights.h5", None, "is not there"),
        ("mine.pkl", b"cos\nsystem\n", "is of a kind that cannot be read"),
        ("broken.weights.h5", b"no HDF5 at all", "does not fit this network"),
        ("broken.h5", b"no HDF5 at all", "does not fit this network"),
        ("broken.keras", b"no zip at all", "does not fit this network"),
        ("empty.weights.h5", b"", "does not fit this network"),
    ],
)
def test_files_that_are_no_weights_get_a_sentence(
    compiler: Any, loading: Any, draw: Callable[..., GraphSpec], tmp_path: Path, case: Case
) -> None:
    file, content, words = case
    if content is not None:
        (tmp_path / file).write_bytes(content)
    calls = lite(draw, str(tmp_path / file))
    with pytest.raises(loading.WeightsError, match=words) as caught:
        loading.initialise(compiler.build(calls), calls)
    assert file in caught.value.message


def test_weights_of_another_network_get_a_sentence(
    compiler: Any, loading: Any, draw: Callable[..., GraphSpec], tmp_path: Path
) -> None:
    path = tmp_path / "resnet.weights.h5"
    compiler.build(lite(draw, "none", "ResNet50")).get_layer("b").save_weights(path)
    calls = lite(draw, str(path))
    with pytest.raises(
        loading.WeightsError, match=r"resnet\.weights\.h5, does not fit this network"
    ):
        loading.initialise(compiler.build(calls), calls)


def test_a_failed_download_is_told_with_the_way_out(
    compiler: Any, loading: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # where nobody listens
    monkeypatch.setenv("no_proxy", "")
    monkeypatch.setenv("NO_PROXY", "")
    calls = lower(template("ResNet50, frozen"), Facts())
    with pytest.raises(loading.WeightsError, match="could not be downloaded") as caught:
        loading.initialise(compiler.build(calls), calls)
    assert "EfficientNet-Lite0" in caught.value.hint


def test_where_the_weights_lie() -> None:
    def at(weights: str | Shipped | None) -> Path | None:
        path = "builder.networks.efficientnet_lite0"
        return weights_file(Call(CallKind.MODEL, path, "b", weights=weights))

    assert at(None) is at("imagenet") is None
    assert at(Shipped.WITH_PROJECT) == networks.shipped_weights(
        "builder.networks.efficientnet_lite0"
    )
    assert at("/x/y.h5") == Path("/x/y.h5")
    assert at("shipped") == Path("shipped")
    assert at("~/y.h5") == Path.home() / "y.h5"
    assert at("~nobody-of-that-name/y.h5") == Path("~nobody-of-that-name/y.h5")
