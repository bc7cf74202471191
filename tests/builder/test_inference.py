"""What is told about a whole drawing: shapes past broken layers, memory, totals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from builder.inference import GraphReport, infer
from builder.problems import NotSoundError
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template, templates
from layers_catalog import Layer
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 4, "kernel_size": [3, 3]})
POOL = "MaxPooling2D"
SMALL: tuple[str, dict[str, Any]] = ("Input", {"height": 32, "width": 32})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"
RANDOM_VGG = {"architecture": "VGG16", "weights": "none"}


def found(report: GraphReport) -> list[tuple[str | None, str]]:
    return [(problem.node_id, problem.code) for problem in report.problems]


def test_a_broken_layer_does_not_hide_the_rest(draw: Draw, facts: Facts) -> None:
    spec = draw(
        "i>s>a>f>b>m s>c>d>m:1 m>g>e",
        i=SMALL,
        s=SCALE,
        a=POOL,
        f="Flatten",
        b=CONV,
        c=CONV,
        d=CONV,
        m="Add",
        g=GAP,
        e="Classifier",
    )
    report = infer(spec, facts)
    assert found(report) == [("b", "needs-image")]
    assert report.nodes["d"].shape == (28, 28, 4)
    assert report.nodes["b"].waits_for is None
    assert {report.nodes[one].waits_for for one in ("m", "g", "e")} == {"b"}
    assert report.totals.trainable == (9 * 3 * 4 + 4) + (9 * 4 * 4 + 4)


def test_what_comes_after_a_cycle_waits_for_it(draw: Draw, facts: Facts) -> None:
    spec = draw("i>a>b>a:1 b>g>e", i=SMALL, a="Add", b=CONV, g=GAP, e="Classifier")
    report = infer(spec, facts)
    assert found(report) == [("a", "cycle")]
    assert {one: report.nodes[one].waits_for for one in "abge"} == {
        "a": None, "b": "a", "g": "a", "e": "a",
    }  # fmt: skip
    assert report.nodes["i"].shape == (32, 32, 3)


def test_a_title_names_the_layer(facts: Facts) -> None:
    nodes = (
        Node(id="i", type="Input"),
        Node(id="d", type="Dropout", params={"rate": 2}, title="Forget"),
    )
    report = infer(GraphSpec(nodes=nodes), facts)
    assert "“Rate” of Dropout “Forget” must be less than 1.0, but is 2." in {
        problem.message for problem in report.problems
    }


def test_ids_given_twice_and_arrows_from_nowhere(facts: Facts) -> None:
    spec = GraphSpec(
        nodes=(Node(id="i", type="Input"), Node(id="i", type="Flatten")),
        edges=(Edge(source="ghost", target="i"),),
    )
    assert ("i", "duplicate-id") in found(infer(spec, facts))
    assert (None, "edge-nowhere") in found(infer(spec, facts))


def test_scaling_before_a_random_backbone_is_only_unusual(draw: Draw, facts: Facts) -> None:
    backbone = ("Backbone", {**RANDOM_VGG, "trainable": True})
    spec = draw("i>s>b>g>e", i="Input", s=SCALE, b=backbone, g=GAP, e="Classifier")
    report = infer(spec, facts)
    assert found(report) == [("b", "scaled-twice")]
    assert report.sound


@pytest.mark.parametrize(
    "normalising",
    ["BatchNormalization", "LayerNormalization", ("GroupNormalization", {"groups": 1})],
)
def test_normalising_counts_as_scaling(draw: Draw, facts: Facts, normalising: Any) -> None:
    spec = draw("i>n>c>g>e", i=SMALL, n=normalising, c=CONV, g=GAP, e="Classifier")
    assert found(infer(spec, facts)) == []
    backbone = ("Backbone", {**RANDOM_VGG, "trainable": True})
    spec = draw("i>n>b>g>e", i=SMALL, n=normalising, b=backbone, g=GAP, e="Classifier")
    assert found(infer(spec, facts)) == [("b", "scaled-twice")]


def test_a_raw_branch_does_not_count_as_scaled(draw: Draw, facts: Facts) -> None:
    spec = draw(
        "i>s>c>m i>d>m:1 m>g>e", i=SMALL, s=SCALE, c=CONV, d=CONV, m="Add", g=GAP, e="Classifier"
    )
    assert found(infer(spec, facts)) == [("d", "never-scaled")]


def test_the_comparisons_of_attention_are_kept_in_memory(draw: Draw, facts: Facts) -> None:
    def needed(heads: int) -> float:
        attention = ("MultiHeadAttention", {"num_heads": heads, "key_dim": 8 // heads})
        spec = draw("i>s>a>g>e", i=SMALL, s=SCALE, a=attention, g=GAP, e="Classifier")
        return infer(spec, facts, memory_mb=1e6).totals.memory_mb

    each = 2 * (32 * 32) ** 2  # before and after softmax, for a head
    assert needed(2) - needed(1) == pytest.approx(each * 32 * 2 * 4 / 1e6)


def test_memory_is_weighed_against_the_computer(facts: Facts) -> None:
    spec = template("Two-convolution CNN (64, 64)")
    fine = infer(spec, facts, memory_mb=8000)
    assert found(fine) == []
    assert 1500 < fine.totals.memory_mb < 2500
    tight = infer(spec, facts, memory_mb=1900)
    assert found(tight) == [(None, "much-memory")]
    assert tight.sound
    small = infer(spec, facts, memory_mb=5)
    assert found(small) == [(None, "too-much-memory")]
    assert not small.sound


def test_a_frozen_backbone_needs_little_memory_and_a_learning_one_much(facts: Facts) -> None:
    frozen = template("ResNet50, frozen")
    nodes = tuple(
        node.model_copy(update={"params": {**node.params, "trainable": node.id == "backbone"}})
        if node.id == "backbone"
        else node
        for node in frozen.nodes
    )
    learning = frozen.model_copy(update={"nodes": nodes})
    assert infer(frozen, facts).totals.memory_mb < 1500
    assert infer(learning, facts, memory_mb=1e6).totals.memory_mb > 4000


def test_a_network_must_learn(draw: Draw, facts: Facts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(Layer.catalog, "Classifier", Layer.catalog["Flatten"])
    monkeypatch.setattr(Layer.catalog["Flatten"], "ends", True)
    report = infer(draw("i>e", i=SMALL, e="Classifier"), facts)
    assert found(report) == [(None, "nothing-learns")]


@pytest.mark.parametrize("name", templates())
def test_templates_have_no_problem(name: str) -> None:
    assert infer(template(name), Facts()).problems == ()


def test_all_errors_are_told_at_once_to_who_asks_for_a_network(draw: Draw, facts: Facts) -> None:
    report = infer(draw("i>c", i=SMALL, c=("Conv2D", {"filters": 0})), facts)
    assert str(NotSoundError(report.problems)) == (
        "The drawing is not ready, it has 3 problems: "
        "The drawing has no Classifier, which gives the answer. Add a Classifier after Conv2D. "
        "At “c”: “Filters” of Conv2D must be at least 1, but is 0. "
        "Change it in the layer's settings. "
        "At “c”: “Kernel size” of Conv2D has to be given. Change it in the layer's settings."
    )
