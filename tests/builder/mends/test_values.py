"""A wrong value becomes the nearest right one, and a new layer finds its name and its place."""

from __future__ import annotations

from typing import Any

import pytest
from mending import left
from mending_cases import END, GAP, SMALL, Draw

from builder.edits import Add, Connect, fresh_id
from builder.inference import infer
from layers_catalog.facts import Facts


@pytest.mark.parametrize(
    ("kind", "params", "field", "mended"),
    [
        ("Conv2D", {"filters": 0, "kernel_size": [3, 3]}, "filters", 1),
        ("Conv2D", {"filters": 4, "kernel_size": [3, 99]}, "kernel_size", [3, 64]),
        ("Conv2D", {"filters": 4.6, "kernel_size": [3, 3]}, "filters", 5),
        ("Conv2D", {"filters": 4, "kernel_size": "x"}, "kernel_size", [3, 3]),
        ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "padding": "sam"}, "padding", "same"),
        ("Dropout", {"rate": 1.0}, "rate", None),
        ("Dropout", {"rate": -1}, "rate", 0),
        ("Dropout", {"rate": 0.2, "shape": 3}, "shape", None),
        ("Dropout", {}, "rate", None),
    ],
)
def test_a_wrong_value_becomes_the_nearest_that_is_right(
    draw: Draw, kind: str, params: dict[str, Any], field: str, mended: object
) -> None:
    spec = draw("i>c>g>e", i=SMALL, c=(kind, params), g=GAP, e=END)
    (problem,) = [one for one in infer(spec, Facts()).problems if one.node_id == "c"]
    (mend,) = problem.mends
    after = mend.on(spec)
    assert left(after, problem) == 0
    value = next(node.params.get(field) for node in after.nodes if node.id == "c")
    if mended is not None:
        assert value == mended
    assert mend.label.endswith(".") is False


def test_a_free_id_is_given_as_the_board_gives_it() -> None:
    assert fresh_id([], "Conv2D") == "conv2d_1"
    assert fresh_id(["max_pooling2d_1"], "MaxPooling2D") == "max_pooling2d_2"
    assert fresh_id([], "GlobalAveragePooling2D") == "global_average_pooling2d_1"


def test_a_new_layer_stands_where_the_one_after_it_stood(draw: Draw) -> None:
    spec = draw("i>e", i=SMALL, e=END)
    after = Add("flatten_1", "Flatten", near="e").on(spec)
    assert [node.id for node in after.nodes] == ["i", "flatten_1", "e"]
    joined = Connect("flatten_1", "e").on(Connect("i", "flatten_1").on(after))
    assert [(one.source, one.target) for one in joined.edges] == [
        ("i", "flatten_1"),
        ("flatten_1", "e"),
    ]
