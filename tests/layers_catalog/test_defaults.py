"""Defaults and parameter names are Keras's, or the difference is in a table with its reason."""

from __future__ import annotations

import inspect
from typing import Any

import pytest

from layers_catalog import Layer

pytestmark = pytest.mark.keras

DIFFERENT: dict[tuple[str, str], str] = {
    ("AveragePooling2D", "pool_size"): "Keras has none here, but 2 × 2 in MaxPooling2D",
    ("RandomCrop", "seed"): "a number that Keras draws anew for each such layer",
    ("RandomErasing", "factor"): "of 1 Keras touches only half of the pictures; a pair touches all",
    ("RandomSaturation", "value_range"): "Keras's gives pixels values far below 0",
    ("Backbone", "trainable"): "small collections do better, and faster, with a frozen network",
}
"""(type, field or argument) whose default is not Keras's, and why."""

PLAIN = {
    name: layer
    for name, layer in Layer.catalog.items()
    if layer.keras_path and (layer.model_fields or layer.calls is Layer.calls)
}


def config(made: Any) -> dict[str, Any]:
    """All that Keras knows of a layer, apart from its name."""
    found: dict[str, Any] = made.get_config()
    return {key: value for key, value in found.items() if key != "name"}


@pytest.mark.parametrize("name", PLAIN)
def test_defaults_are_those_of_keras(name: str, resolve: Any) -> None:
    layer = PLAIN[name]
    kwargs = layer(**{field: layer.presets[field] for field in _required(layer)}).kwargs()
    keras_layer = resolve(layer.keras_path)
    bare = config(keras_layer(**{field: kwargs[field] for field in _needed(keras_layer)}))
    ours = config(keras_layer(**kwargs))
    listed = {field for kind, field in DIFFERENT if kind == name}
    assert {field for field in ours if ours[field] != bare[field]} <= listed


@pytest.mark.parametrize("name", PLAIN)
def test_parameters_carry_the_names_of_keras(name: str, resolve: Any) -> None:
    known = inspect.signature(resolve(PLAIN[name].keras_path).__init__).parameters
    assert set(PLAIN[name].model_fields) - {"trainable"} <= set(known)


@pytest.mark.parametrize("name", PLAIN)
def test_what_keras_requires_is_required(name: str, resolve: Any) -> None:
    keras_path, ours = PLAIN[name].keras_path, PLAIN[name].model_fields
    listed = {field for kind, field in DIFFERENT if kind == name and field in ours}
    assert _required(PLAIN[name]) <= _needed(resolve(keras_path)) <= _required(PLAIN[name]) | listed


def test_layers_learn_by_default_unless_the_table_says_otherwise() -> None:
    frozen = {
        (name, "trainable")
        for name, layer in Layer.catalog.items()
        if "trainable" in layer.model_fields and not layer.model_fields["trainable"].default
    }
    assert frozen <= set(DIFFERENT)


def _required(layer: type[Layer]) -> set[str]:
    return {name for name, field in layer.model_fields.items() if field.is_required()}


def _needed(keras_layer: Any) -> set[str]:
    """The arguments without which Keras makes no such layer."""
    return {
        field
        for field, parameter in inspect.signature(keras_layer).parameters.items()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    }
