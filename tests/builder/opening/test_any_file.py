"""No config whatever raises anything but a sentence."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builder.inference import infer
from builder.opening import reading
from builder.opening.drawing import drawn
from builder.opening.files import parsed
from builder.opening.opened import facts_of
from builder.opening.telling import sentences, unknown_sentences
from builder.spec import GraphSpec
from layers_catalog.errors import UserError

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=5)
    | st.sampled_from(["Conv2D", "Sequential", "InputLayer", "i", "Add", "Dense", "softmax"])
    | st.sampled_from(["a \ud800", 10**400, -(10**400)]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just("class_name"), inner)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a config."""
    found = [path] if path else []
    if isinstance(value, dict | list):
        inner = value.items() if isinstance(value, dict) else enumerate(value)
        found += [place for key, one in inner for place in places(one, (*path, key))]
    return found


def change(config: Any, path: tuple[Any, ...], value: Any) -> None:
    """Put another value at that place."""
    for key in path[:-1]:
        config = config[key]
    config[path[-1]] = value


@pytest.fixture(scope="session")
def sample(functional: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A network with two branches, an operation, a network inside and an end."""
    inner = functional(("RandomFlip", "a", {"mode": "vertical"}, ["i"]), ("PReLU", "p", {}, ["a"]))
    conv = {"filters": 3, "kernel_size": [3, 3], "padding": "same", "activation": "relu"}
    whole = functional(
        ("TrueDivide", "t", {}, ["i"]),
        ("Functional", "n", inner["config"], ["t"]),
        ("Conv2D", "c", conv, ["n"]),
        ("RandomContrast", "rc", {"factor": [0.2, 0.2], "value_range": [0, 255]}, ["n"]),
        ("Add", "s", {}, ["c", "rc"]),
        ("ZeroPadding2D", "z", {"padding": [[1, 1], [2, 2]]}, ["s"]),
        ("Permute", "pe", {"dims": [2, 1, 3]}, ["z"]),
        ("MultiHeadAttention", "m", {"num_heads": 2, "key_dim": 4, "value_dim": 4}, ["pe"]),
        ("BatchNormalization", "b", {"gamma_initializer": "Ones"}, ["m"]),
        ("GlobalAveragePooling2D", "g", {}, ["b"]),
        ("Dense", "d", {"units": 2, "activation": "linear"}, ["g"]),
        ("Activation", "e", {"activation": "softmax"}, ["d"]),
    )
    layers = whole["config"]["layers"]
    layers[1]["module"] = "keras.src.ops.numpy"
    layers[1]["inbound_nodes"][0]["args"].append(255.0)
    return whole


def test_the_sample_is_opened(sample: dict[str, Any]) -> None:
    made = drawn(reading.read(sample))
    assert made.unknown == []
    assert made.differences == []
    assert len(made.nodes) == 13


def test_whatever_is_changed_in_a_config(sample: dict[str, Any]) -> None:
    every = places(sample)

    @settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(st.tuples(st.sampled_from(every), ANYTHING), min_size=1, max_size=3))
    def told(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
        changed = copy.deepcopy(sample)
        for path, value in changes:
            with suppress(LookupError, TypeError):  # an earlier change took that place away
                change(changed, path, value)
        try:
            made = drawn(reading.read(parsed(json.dumps(changed).encode())))
        except UserError:
            return
        assert all([*sentences(made.differences), *unknown_sentences(made.unknown)])
        spec = GraphSpec(nodes=made.nodes, edges=made.edges)
        infer(spec, facts_of(made))
        assert GraphSpec.model_validate_json(spec.to_json()) == spec

    told()
