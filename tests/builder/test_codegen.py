"""The printed file: word for word for the templates, ruff-stable and valid for any names."""

from __future__ import annotations

import keyword
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from builder import networks
from builder.codegen import network_parts, network_source
from builder.lowering import lower
from builder.spec import GraphSpec
from builder.starting_code import starting_weights_source
from builder.templates import template, templates
from layers_catalog.facts import Facts
from runs.scripts.pieces import piece

GOLDEN = Path(__file__).with_name("golden")
FILES = {name: f"{re.sub('[^a-z0-9]+', '_', name.lower())}.txt" for name in templates()}


def shortened(printed: str) -> str:
    """A network with a line in place of each of our own; another test holds those word for word."""
    for file in networks.HERE.glob("*.py"):
        printed = printed.replace(
            piece(file.read_text(encoding="utf-8")).body, f"# builder/networks/{file.name} ..."
        )
    return printed


@pytest.mark.parametrize("name", templates())
def test_templates_are_printed_as_in_the_golden_files(name: str) -> None:
    """Run with REWRITE_GOLDEN=1 to accept a change, and read the difference."""
    printed = shortened(network_source(lower(template(name), Facts())))
    golden = GOLDEN / FILES[name]
    if os.environ.get("REWRITE_GOLDEN"):
        golden.write_text(printed, encoding="utf-8")
    assert printed == golden.read_text(encoding="utf-8")


def test_printed_templates_stay_as_they_are_under_ruff(tmp_path: Path) -> None:
    for name, file in FILES.items():
        printed = network_source(lower(template(name), Facts()))
        (tmp_path / file).with_suffix(".py").write_text(printed, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100"]
    subprocess.run([*command, "--check", tmp_path], check=True, capture_output=True, timeout=60)


def test_our_own_network_is_printed_word_for_word() -> None:
    text = networks.source("builder.networks.efficientnet_lite0")
    printed = network_source(lower(template("EfficientNet-Lite0, frozen"), Facts()))
    body = text[text.index("def efficientnet_lite0") :].strip()
    assert body in printed
    assert printed.count("def efficientnet_lite0") == 1


def test_a_network_used_twice_is_printed_once(draw: Callable[..., GraphSpec]) -> None:
    spec = draw(
        "i>a>g>m i>b>h>m:1 m>e",
        i="Input",
        a="Backbone",
        b=("Backbone", {"trainable": True}),
        g="GlobalAveragePooling2D",
        h="GlobalMaxPooling2D",
        m="Concatenate",
        e="Classifier",
    )
    printed = network_source(lower(spec, Facts()))
    assert printed.count("def efficientnet_lite0") == 1
    assert "network_a.trainable = False" in printed
    assert "network_b.trainable" not in printed
    assert 'm = keras.layers.Concatenate(axis=-1, name="m")([g, h])' in printed


def test_names_that_python_or_the_file_has_taken_get_a_line_under_them(
    draw: Callable[..., GraphSpec],
) -> None:
    layers = {
        "input": "Input",
        "class": ("RandomContrast", {"factor": 0.1}),
        "keras": "Backbone",
        "keras_": "Flatten",
        "efficientnet_lite0": ("Dropout", {"rate": 0.1}),
        "build_model": "Classifier",
    }
    spec = draw("input>class>keras>keras_>efficientnet_lite0>build_model", **layers)
    printed = network_source(lower(spec, Facts()))
    for line in (
        'input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")',
        "class_ = keras.layers.RandomContrast(",
        "keras__ = steady(network_keras)(keras_rescaling, training=False)",
        'keras_ = keras.layers.Flatten(name="keras_")(keras__)',
        'efficientnet_lite0_ = keras.layers.Dropout(rate=0.1, name="efficientnet_lite0")(keras_)',
        'return keras.Model(inputs=input_, outputs=build_model_, name="network")',
    ):
        assert f"    {line}" in printed
    compile(printed, "network.py", "exec")


def test_a_helper_step_makes_way_for_a_layer_of_its_name(draw: Callable[..., GraphSpec]) -> None:
    spec = draw(
        "i>b>g>b_rescaling>e",
        i="Input",
        b="Backbone",
        g="GlobalAveragePooling2D",
        b_rescaling="Flatten",
        e="Classifier",
    )
    calls = lower(spec, Facts())
    assert [call.name for call in calls] == ["i", "b_rescaling_", "b", "g", "b_rescaling", "e"]
    assert calls[2].inputs == ("b_rescaling_",)


def test_the_classes_of_the_dataset_are_the_units() -> None:
    calls = lower(template("ResNet50, frozen"), Facts(class_names=tuple("abcdefg")))
    assert "units=7," in network_source(calls)


def test_parts_serve_a_larger_file() -> None:
    parts = network_parts(lower(template("EfficientNet-Lite0, frozen"), Facts()))
    assert parts.imports == ("import keras", "from keras import layers")
    assert parts.body.startswith("def efficientnet_lite0(")
    assert "import" not in parts.body


def test_starting_weights_are_loaded_from_where_they_are() -> None:
    lite = lower(template("EfficientNet-Lite0, frozen"), Facts())
    assert starting_weights_source(lite, {"backbone": "initial.weights.h5"}) == (
        "def load_starting_weights(model: keras.Model) -> None:\n"
        '    """Load the weights from which the pretrained part starts."""\n'
        '    weights = Path(__file__).with_name("initial.weights.h5")\n'
        '    model.get_layer("backbone").load_weights(weights)\n'
    )
    resnet = lower(template("ResNet50, frozen"), Facts())
    assert starting_weights_source(resnet, {}) == (
        "def load_starting_weights(model: keras.Model) -> None:\n"
        '    """Load the weights from which the pretrained part starts."""\n'
        "    pretrained = keras.applications.ResNet50(\n"
        '        include_top=False, weights="imagenet", input_shape=(224, 224, 3)\n'
        "    )\n"
        '    model.get_layer("backbone").set_weights(pretrained.get_weights())\n'
    )
    random = lower(template("Two-convolution CNN (64, 64)"), Facts())
    assert starting_weights_source(random, {}) == ""


_NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True) | st.sampled_from(
    [*(word for word in keyword.kwlist if word.islower()), "keras", "print", "build_model"]
)


def test_any_drawing_is_printed_as_valid_python_that_ruff_leaves_alone(
    sound_designs: Callable[..., st.SearchStrategy[GraphSpec]], facts: Facts
) -> None:
    printed: list[str] = []

    @settings(phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
    @given(sound_designs(_NAMES))
    def collect(spec: GraphSpec) -> None:
        body = network_parts(lower(spec, facts)).body
        compile(body, "network.py", "exec")
        printed.append(body)

    collect()
    source = "\n\n".join(printed)  # all in one, for a process each would take minutes
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=100", "-"]
    done = subprocess.run(
        command, input=source, capture_output=True, encoding="utf-8", check=True, timeout=120
    )
    assert done.stdout == source
