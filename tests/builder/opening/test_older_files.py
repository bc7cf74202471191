"""What Keras 2 wrote: whole networks in HDF5, connections as lists, operations as TFOpLambda."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import pytest

from builder.opening.kept_weights import weights_in
from builder.opening.opened import opened

Functional = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]
CONV = {
    "filters": 8,
    "kernel_size": [3, 3],
    "strides": [1, 1],
    "padding": "valid",
    "data_format": "channels_last",
    "dilation_rate": [1, 1],
    "groups": 1,
    "activation": "relu",
    "use_bias": True,
    "kernel_initializer": {"class_name": "GlorotUniform", "config": {"seed": None}},
    "bias_initializer": {"class_name": "Zeros", "config": {}},
}
FLAT = ("Flatten", "f", {}, ["i"])
END = ("Dense", "d", {"units": 2, "activation": "softmax"}, ["f"])


def test_a_whole_model_of_keras_2(tmp_path: Path) -> None:
    path = tmp_path / "old.h5"
    layers: list[tuple[str, dict[str, Any]]] = [
        ("Conv2D", {"batch_input_shape": [None, 28, 28, 3], "dtype": "float32", **CONV}),
        ("Flatten", {"data_format": "channels_last"}),
        ("Dense", {"units": 1, "activation": "sigmoid"}),
    ]
    rows = [
        {"class_name": kind, "config": {"name": f"l{place}", "trainable": True, **config}}
        for place, (kind, config) in enumerate(layers)
    ]
    old = {"class_name": "Sequential", "config": {"name": "sequential", "layers": rows}}
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = json.dumps(old)
    found = opened(path)
    assert found.differences == []
    assert found.design is not None
    assert [node.type for node in found.design.nodes] == [
        "Input",
        "Conv2D",
        "Flatten",
        "Classifier",
    ]
    assert found.drawing.one_score
    assert found.drawing.classes == 2


def test_keras_2_writes_connections_as_lists(functional: Functional, saved: Saved) -> None:
    config = functional(FLAT, END)
    for row in config["config"]["layers"][1:]:
        before = "i" if row["name"] == "f" else "f"
        row["inbound_nodes"] = [[[before, 0, 0, {}]]]
    scaled = {
        "class_name": "TFOpLambda",
        "name": "tf.math.truediv",
        "config": {"name": "tf.math.truediv", "function": "math.truediv"},
        "inbound_nodes": [["i", 0, 0, {"y": 255.0, "name": None}]],
    }
    config["config"]["layers"].insert(1, scaled)
    config["config"]["layers"][2]["inbound_nodes"] = [[["tf.math.truediv", 0, 0, {}]]]
    found = opened(saved(config))
    assert found.design is not None
    kinds = {node.type: node.params for node in found.design.nodes}
    assert list(kinds) == ["Input", "Rescaling", "Flatten", "Classifier"]
    assert kinds["Rescaling"]["scale"] == pytest.approx(1 / 255)


def test_keras_2_names_what_attention_looks_at(functional: Functional, saved: Saved) -> None:
    shape = [None, 16, 8]
    look = {"num_heads": 2, "key_dim": 4, "query_shape": shape, "key_shape": shape}
    reshaped = {"target_shape": [-1, 3]}
    config = functional(
        ("Reshape", "r", reshaped, ["i"]),
        ("MultiHeadAttention", "a", {**look, "value_shape": shape}, ["r"]),
        ("Flatten", "f", {}, ["a"]),
        ("Dense", "d", {"units": 2, "activation": "softmax"}, ["f"]),
    )
    of = {row["name"]: row for row in config["config"]["layers"]}
    of["a"]["inbound_nodes"] = [[["r", 0, 0, {"value": ["r", 0, 0]}]]]
    found = opened(saved(config))
    assert found.differences == []
    assert found.design is not None
    (node,) = [one for one in found.design.nodes if one.type == "MultiHeadAttention"]
    assert [edge.source for edge in found.design.edges if edge.target == node.id] == ["r"]


def test_a_pretrained_network_of_keras_2_is_a_backbone(tmp_path: Path) -> None:
    """The config that tf_keras 2.21.0 wrote of its own MobileNetV2, whose last 20 layers learn."""
    path = tmp_path / "old.h5"
    told = gzip.decompress(Path(__file__).with_name("keras_2_mobilenet_v2.json.gz").read_bytes())
    with h5py.File(path, "w") as file:
        file.attrs["model_config"] = told.decode()
    found = opened(path)
    assert found.differences == []
    assert found.design is not None
    kinds = {node.type: node.params for node in found.design.nodes}
    assert list(kinds) == ["Input", "Backbone", "GlobalAveragePooling2D", "Classifier"]
    assert kinds["Backbone"]["architecture"] == "MobileNetV2"
    assert kinds["Backbone"]["learning_blocks"] == 2


def test_a_setting_that_keras_3_calls_otherwise(functional: Functional, saved: Saved) -> None:
    leaky = ("LeakyReLU", "l", {"alpha": 0.1}, ["i"])
    found = opened(saved(functional(leaky, ("Flatten", "f", {}, ["l"]))))
    assert found.differences == []
    assert found.design is not None
    (node,) = [one for one in found.design.nodes if one.type == "LeakyReLU"]
    assert node.params == {"negative_slope": 0.1}


def test_weights_where_the_first_keras_files_had_them(tmp_path: Path) -> None:
    path = tmp_path / "old.keras"
    with h5py.File(tmp_path / "w.h5", "w") as file:
        file["_layer_checkpoint_dependencies/dense/vars/0"] = [[1.0, 2.0]]
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(tmp_path / "w.h5", "model.weights.h5")
    with weights_in(path, tmp_path) as weights:
        found = weights.read("layers/dense", "vars/0", (1, 2))
        assert found is not None
        assert found.tolist() == [[1.0, 2.0]]
        assert weights.read("layers/dense", "vars/1", (2,)) is None
