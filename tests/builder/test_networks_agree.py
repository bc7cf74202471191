"""The built network, the printed network and the inferred numbers are one: on random drawings."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.codegen import network_source
from builder.endings import fitted_end
from builder.inference import infer
from builder.lowering import lower
from builder.templates import templates
from layers_catalog.facts import Facts
from layers_catalog.fitted import filled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import keras

    from builder.spec import GraphSpec
    from layers_catalog.call import Call

pytestmark = pytest.mark.keras


def built(calls: tuple[Call, ...]) -> keras.Model:
    from builder.compiler import build

    return build(calls)


def printed(calls: tuple[Call, ...]) -> keras.Model:
    namespace: dict[str, Any] = {}
    exec(network_source(calls), namespace)  # noqa: S102 - what we printed ourselves
    model: keras.Model = namespace["build_model"]()
    return model


def shaped(make: Callable[[tuple[Call, ...]], keras.Model], calls: tuple[Call, ...]) -> keras.Model:
    """Without values in its weights; RandomCrop writes the same seed into its config each time."""
    import keras

    from builder.networks.unfilled import unfilled

    with unfilled():
        keras.utils.set_random_seed(0)
        return make(calls)


def count(weights: list[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


@pytest.mark.timeout(1200)
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_random_networks(
    sound_designs: Callable[..., st.SearchStrategy[GraphSpec]], facts: Facts, data: st.DataObject
) -> None:
    spec = data.draw(sound_designs())
    report = infer(spec, facts)
    model = shaped(built, lower(spec, facts))
    for node_id, told in report.nodes.items():
        layer = model.get_layer(node_id)
        assert tuple(layer.output.shape[1:]) == told.shape
        assert count(layer.trainable_weights) == told.trainable
        assert count(layer.non_trainable_weights) == told.non_trainable
    assert model.count_params() == report.totals.trainable + report.totals.non_trainable
    assert shaped(printed, lower(spec, facts)).get_config() == model.get_config()


def may_learn(spec: GraphSpec) -> bool:
    """Whether it has a Backbone that may; a fitted head wants frozen layers."""
    return fitted_end(spec) is None and any(node.type == "Backbone" for node in spec.nodes)


@pytest.mark.parametrize(
    ("name", "trainable"),
    [
        (name, trainable)
        for name, spec in templates().items()
        for trainable in ((False, True) if may_learn(spec) else (False,))
    ],
)
def test_templates_and_their_backbones(name: str, facts: Facts, *, trainable: bool) -> None:
    spec = templates()[name].with_params("Backbone", trainable=trainable)
    report = infer(spec, facts)
    model = shaped(built, lower(spec, facts))
    assert count(model.trainable_weights) == report.totals.trainable
    assert count(model.non_trainable_weights) == report.totals.non_trainable
    other = shaped(printed, lower(spec, facts))
    assert other.get_config() == model.get_config()


def test_printed_and_built_compute_the_same(facts: Facts) -> None:
    import numpy as np

    calls = lower(templates()["EfficientNet-Lite0, frozen"], facts)
    one, other = built(calls), printed(calls)
    other.set_weights(one.get_weights())
    images = np.random.default_rng(0).uniform(0, 255, (2, 224, 224, 3)).astype("float32")
    assert np.array_equal(one.predict(images, verbose=0), other.predict(images, verbose=0))


def test_the_printed_file_needs_keras_alone(facts: Facts, tmp_path: Path) -> None:
    calls = lower(templates()["ResNet50, frozen"], facts)
    (tmp_path / "network.py").write_text(network_source(calls), encoding="utf-8")
    code = "import json, network; print(json.dumps(network.build_model().get_config()))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=240,
    )
    config = json.loads(done.stdout.splitlines()[-1])
    assert config == json.loads(json.dumps(shaped(built, calls).get_config()))


def test_layers_of_a_nested_network_keep_what_the_call_says(facts: Facts) -> None:
    model = shaped(built, lower(templates()["EfficientNet-Lite0, frozen"], facts))
    backbone = model.get_layer("backbone")
    assert not backbone.trainable_weights
    assert model.name == "network"
    call = next(one for one in model.get_config()["layers"] if one["name"] == "backbone")
    assert call["inbound_nodes"][0]["kwargs"]["training"] is False


def test_keras_lets_averages_move_in_a_network_that_is_applied_for_use() -> None:
    """Why there is ``steady``: it may go when this fails."""
    import keras

    inner = keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()])
    numbers = keras.Input((3,))
    model = keras.Model(numbers, keras.layers.Dense(1)(inner(numbers, training=False)))
    model.compile("sgd", "mse")
    model.fit(np.full((4, 3), 9.0), np.ones((4, 1)), verbose=0)
    assert (inner.layers[0].moving_mean.numpy() > 0).all()


@pytest.mark.parametrize("made", [built, printed])
@pytest.mark.parametrize(("weights", "stay"), [("imagenet", True), ("none", False)])
def test_averages_that_came_with_weights_stay_while_the_network_learns(
    draw: Callable[..., GraphSpec],
    made: Callable[[tuple[Call, ...]], keras.Model],
    *,
    weights: str,
    stay: bool,
) -> None:
    params = {"weights": weights, "trainable": True, "learning_blocks": 1}
    small = ("Input", {"height": 32, "width": 32})
    spec = draw("i>b>g>e", i=small, b=("Backbone", params), g="GlobalMaxPooling2D", e="Classifier")
    model = made(lower(spec, Facts()))
    before = {one.path: one.numpy() for one in model.weights}
    pixels = np.random.default_rng(0).uniform(0, 255, (8, 32, 32, 3)).astype(np.float32)
    model.compile("sgd", "categorical_crossentropy", jit_compile=False)
    model.fit(pixels, np.eye(2)[[0, 1] * 4], batch_size=8, verbose=0)
    changed = {one.path for one in model.weights if (before[one.path] != one.numpy()).any()}
    averages = {path for path in before if path.rpartition("/")[2].startswith("moving_")}
    assert averages
    assert any(path.endswith("/beta") for path in changed)
    assert not changed & averages if stay else changed & averages


@pytest.mark.parametrize("classes", [2, 5])
@pytest.mark.parametrize(
    "end", [("LogisticRegression", {}), ("SVM", {"kernel": "linear"}), ("SVM", {})]
)
def test_heads_that_are_fitted(
    draw: Callable[..., GraphSpec], end: tuple[str, dict[str, Any]], classes: int
) -> None:
    spec = draw("i>n>g>e", i="Input", n="Normalization", g="GlobalAveragePooling2D", e=end)
    facts = Facts(class_names=tuple("abcdefg"[:classes]), support_vectors={"e": 11})
    calls = lower(spec, facts)
    model, told = shaped(built, calls), infer(spec, facts).nodes["e"]
    head = [model.get_layer(call.name) for call in calls if call.name in filled(calls, "e")]
    assert sum(count(layer.trainable_weights) for layer in head) == told.trainable
    assert sum(count(layer.non_trainable_weights) for layer in head) == told.non_trainable
    assert shaped(printed, calls).get_config() == model.get_config()
