"""From a sound drawing to Calls: only then, and the same ones however it was drawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from builder.lowering import arguments, lower
from builder.problems import NotSoundError
from builder.spec import GraphSpec
from builder.templates import template
from layers_catalog.call import Call, CallKind
from layers_catalog.facts import Facts


def test_a_drawing_with_errors_is_refused_with_all_of_them() -> None:
    with pytest.raises(
        NotSoundError, match="it has 2 problems: The drawing has no Input"
    ) as caught:
        lower(GraphSpec(), Facts())
    assert [problem.code for problem in caught.value.problems] == ["no-input", "no-classifier"]


def test_warnings_do_not_keep_a_drawing_from_becoming_a_network(
    draw: Callable[..., GraphSpec],
) -> None:
    spec = draw("i>f>e", i=("Input", {"height": 8, "width": 8}), f="Flatten", e="Classifier")
    assert [call.name for call in lower(spec, Facts())] == ["i", "f", "e"]


def test_the_order_of_drawing_changes_nothing() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    turned = spec.model_copy(update={"nodes": spec.nodes[::-1], "edges": spec.edges[::-1]})
    assert lower(turned, Facts()) == lower(spec, Facts())


def test_every_call_takes_what_was_made_before_it() -> None:
    made: set[str] = set()
    for call in lower(template("ResNet50, frozen"), Facts()):
        assert made.issuperset(call.inputs)
        made.add(call.name)


def test_arguments_are_the_same_for_building_and_printing() -> None:
    layer = Call(CallKind.LAYER, "keras.layers.Dense", "d", kwargs={"units": 2}, trainable=False)
    assert arguments(layer) == {"units": 2, "trainable": False, "name": "d"}
    flip = Call(CallKind.OPERATION, "keras.ops.flip", "f", kwargs={"axis": -1}, trainable=False)
    assert arguments(flip) == {"axis": -1}


def test_a_digest_is_of_the_network_and_not_of_its_picture() -> None:
    spec = template("ResNet50, frozen")
    moved = tuple(node.model_copy(update={"x": 1.0, "title": "T"}) for node in spec.nodes[::-1])
    assert spec.model_copy(update={"nodes": moved, "name": "other"}).digest() == spec.digest()
    assert spec.model_copy(update={"edges": spec.edges[1:]}).digest() != spec.digest()
