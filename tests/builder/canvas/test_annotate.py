"""What the canvas shows at each layer is what inference found."""

from __future__ import annotations

import json

from builder.canvas.annotate import annotate
from builder.canvas.wire import from_wire, to_wire
from builder.spec import Block, Edge, GraphSpec, Node
from builder.templates import template
from layers_catalog.facts import Facts


def small(**params: object) -> GraphSpec:
    """Input 32 × 32, Conv2D, Classifier: sound but for the missing Flatten."""
    conv = {"filters": 8, "kernel_size": [3, 3], "padding": "same", **params}
    nodes = (
        Node(id="input_1", type="Input", params={"height": 32, "width": 32}),
        Node(id="conv2d_1", type="Conv2D", params=conv),
        Node(id="classifier_1", type="Classifier"),
    )
    edges = (
        Edge(source="input_1", target="conv2d_1"),
        Edge(source="conv2d_1", target="classifier_1"),
    )
    return GraphSpec(nodes=nodes, edges=edges)


def test_shapes_counts_and_words_stand_at_each_layer() -> None:
    found = annotate(small(), Facts(), 7)
    conv = found["nodes"]["conv2d_1"]
    assert found["rev"] == 7
    assert (conv["shape"], conv["words"]) == ([32, 32, 8], "32 × 32, 8 maps")
    assert (conv["trainable"], conv["macs"]) == (3 * 3 * 3 * 8 + 8, 32 * 32 * 3 * 3 * 3 * 8)
    assert [problem["code"] for problem in conv["problems"]] == ["never-scaled"]


def test_a_problem_stands_at_its_layer_and_in_the_list() -> None:
    found = annotate(small(), Facts(), 0)
    (problem,) = found["nodes"]["classifier_1"]["problems"]
    assert (problem["code"], problem["severity"]) == ("needs-list", "error")
    assert found["nodes"]["classifier_1"]["words"] == ""
    assert {**problem, "node_id": "classifier_1"} in found["problems"]


def test_a_wrong_parameter_is_a_problem_and_not_a_failure() -> None:
    found = annotate(small(filters="many"), Facts(), 0)
    assert found["nodes"]["conv2d_1"]["problems"]
    assert found["nodes"]["conv2d_1"]["shape"] is None


def test_totals_are_there_and_all_of_it_is_json() -> None:
    found = annotate(template("Two-convolution CNN (64, 64)"), Facts(), 0)
    assert json.loads(json.dumps(found)) == found
    assert found["totals"]["layers"] == len(found["nodes"])
    assert found["totals"]["trainable"] == sum(n["trainable"] for n in found["nodes"].values())
    known = {"layers", "trainable", "non_trainable", "macs", "memory_mb", "pace"}
    assert set(found["totals"]) == known


def test_an_empty_drawing_has_totals_too() -> None:
    assert annotate(GraphSpec(), Facts(), 0)["totals"]["layers"] == 0


def test_a_block_tells_of_all_its_repetitions_and_its_layers_of_the_first() -> None:
    nodes = (
        Node(id="input_1", type="Input", params={"height": 32, "width": 32}),
        Node(id="pool_1", type="MaxPooling2D", params={"pool_size": [2, 2]}),
        Node(id="conv_1", type="Conv2D", params={"filters": 3, "kernel_size": [1, 1]}),
    )
    edges = (Edge(source="input_1", target="pool_1"), Edge(source="pool_1", target="conv_1"))
    block = Block(id="b", nodes=("pool_1", "conv_1"), times=3)
    found = annotate(GraphSpec(nodes=nodes, edges=edges, blocks=(block,)), Facts(), 0)
    assert list(found["nodes"]) == ["input_1", "pool_1", "conv_1"]
    assert found["nodes"]["pool_1"]["shape"] == [16, 16, 3]
    assert found["blocks"]["b"] == {
        "before": "32 × 32, 3 maps",
        "after": "4 × 4, 3 maps",
        "trainable": 3 * (3 * 3 + 3),
        "non_trainable": 0,
        "macs": found["totals"]["macs"],
    }


def test_a_silenced_remark_is_kept_apart_and_an_error_is_told_all_the_same() -> None:
    spec = small()
    quiet = {"conv2d_1": ("never-scaled",), "classifier_1": ("needs-list",)}
    nodes = tuple(node.model_copy(update={"quiet": quiet.get(node.id, ())}) for node in spec.nodes)
    silenced = spec.model_copy(update={"nodes": nodes})
    found = annotate(silenced, Facts(), 0)
    assert [one["code"] for one in found["problems"]] == ["needs-list"]
    assert found["nodes"]["conv2d_1"]["problems"] == []
    assert [one["code"] for one in found["nodes"]["conv2d_1"]["silenced"]] == ["never-scaled"]
    assert silenced.digest() == spec.digest()
    assert from_wire(to_wire(silenced)).nodes == silenced.nodes
    assert "quiet" not in spec.to_json()


def test_a_layer_says_why_it_is_there() -> None:
    found = annotate(template("EfficientNet-Lite0, frozen"), Facts(), 0)
    assert found["nodes"]["backbone"]["why"].startswith("It has learned to see")
    assert found["nodes"]["input"]["why"] == ""


def test_the_code_is_written_only_where_it_is_shown() -> None:
    spec = template("EfficientNet-Lite0, frozen")
    assert "code" not in annotate(spec, Facts(), 0)
    shown = annotate(spec, Facts(), 0, code=True)["code"]
    first, last = shown["lines"]["backbone"]
    assert 'name="backbone"' in "\n".join(shown["text"].splitlines()[first - 1 : last])
    assert annotate(small(), Facts(), 0, code=True)["code"] is None


def test_lines_of_a_later_repetition_tell_which_drawn_layer_they_repeat() -> None:
    spec = template("Two-convolution CNN (64, 64)")
    block = Block(id="b", nodes=("conv2d_2",), times=3)
    shown = annotate(spec.model_copy(update={"blocks": (block,)}), Facts(), 0, code=True)["code"]
    assert shown["copies"] == {"conv2d_2_2": "conv2d_2", "conv2d_2_3": "conv2d_2"}
    printed = shown["text"].splitlines()
    for name in ("conv2d_2", *shown["copies"]):
        first, last = shown["lines"][name]
        assert f'name="{name}"' in "\n".join(printed[first - 1 : last])
    assert set(shown["lines"]) == {node.id for node in spec.nodes} | set(shown["copies"])
