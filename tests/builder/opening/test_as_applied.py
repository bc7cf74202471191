"""How a file applies its layers: what each is given by name, and what it measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from builder.opening.opened import opened

Functional = Callable[..., dict[str, Any]]
Saved = Callable[..., Path]
ATTENTION = ("MultiHeadAttention", "m", {"num_heads": 2, "key_dim": 4, "value_dim": 4}, ["q"])


def given(step: str) -> dict[str, Any]:
    """The result of a step as Keras writes it."""
    return {"class_name": "__keras_tensor__", "config": {"keras_history": [step, 0, 0]}}


@pytest.fixture
def applied(functional: Functional) -> Callable[..., dict[str, Any]]:
    """A network whose attention is given that, of three activations q, k and v."""

    def config(args: list[Any], kwargs: dict[str, Any]) -> dict[str, Any]:
        three = [("Activation", name, {"activation": "relu"}, ["i"]) for name in "qkv"]
        whole = functional(*three, ATTENTION, ("Flatten", "f", {}, ["m"]))
        whole["config"]["layers"][4]["inbound_nodes"] = [{"args": args, "kwargs": kwargs}]
        return whole

    return config


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ([], {"query": given("q"), "key": given("k"), "value": given("v")}),
        ([given("q")], {"key": given("k"), "value": given("v")}),
        ([given("q"), given("v"), given("k")], {}),
    ],
)
def test_what_is_given_by_name_comes_to_its_own_slot(
    args: list[Any], kwargs: dict[str, Any], applied: Callable[..., Any], saved: Saved
) -> None:
    design = opened(saved(applied(args, kwargs))).design
    assert design is not None
    slots = {edge.slot: edge.source for edge in design.edges if edge.target == "m"}
    assert slots == {0: "q", 1: "v", 2: "k"}


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        ([given("q"), given("v")], {"attention_mask": given("k")}),
        ([given("q"), given("v"), None, given("k")], {}),
    ],
)
def test_a_mask_takes_no_slot(
    args: list[Any], kwargs: dict[str, Any], applied: Callable[..., Any], saved: Saved
) -> None:
    (strange,) = opened(saved(applied(args, kwargs))).unknown
    assert strange.layer == "m"
    assert "such as a mask" in strange.why


def test_an_input_alone_may_have_any_name(functional: Functional, saved: Saved) -> None:
    config = functional(("Flatten", "f", {}, ["i"]))
    config["config"]["layers"][1]["inbound_nodes"] = [
        {"args": [], "kwargs": {"inputs": given("i")}}
    ]
    found = opened(saved(config))
    assert found.unknown == []
    assert found.design is not None
    assert [(one.source, one.target) for one in found.design.edges] == [("i", "f")]


def test_a_mean_that_is_measured_anew_is_told(functional: Functional, saved: Saved) -> None:
    config = functional(("Normalization", "n", {"axis": [-1]}, ["i"]), ("Flatten", "f", {}, ["n"]))
    assert opened(saved(config)).differences == []
    (told,) = opened(saved(config, model_weights_h5=b"")).differences
    assert (told.layer, told.becomes) == ("n", "measured anew on your photographs")
