"""A click mends what it says: the problem is gone, whatever the rest of the drawing is."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builder.canvas.wire import to_wire
from builder.edits import Add, Connect, fresh_id
from builder.inference import infer
from builder.mends import RULES
from builder.problems import Problem
from builder.spec import Block, Edge, GraphSpec
from builder.upgrade import read_design
from layers_catalog import Layer
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
Kind = tuple[str, dict[str, Any]]
CONV: Kind = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "padding": "same"})
SMALL: Kind = ("Input", {"height": 32, "width": 32})
LARGE: Kind = ("Input", {"height": 64, "width": 64})
SCALE: Kind = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"
END = "Classifier"
POOL = ("MaxPooling2D", {"pool_size": [2, 2]})


def left(spec: GraphSpec, problem: Problem) -> int:
    """How many problems of that kind stand at that layer; of cycles, the one in these words."""
    return Counter(map(_kind, infer(spec, Facts()).problems))[_kind(problem)]


def _kind(problem: Problem) -> tuple[str | None, str, str]:
    words = problem.message if problem.code == "cycle" else ""
    return problem.node_id, problem.code, words


CASES: dict[str, tuple[str, dict[str, Any], str, int]] = {
    "needs-list": ("i>s>c>e", {"i": SMALL, "s": SCALE, "c": CONV, "e": END}, "e", 2),
    "dense-on-image": (
        "i>s>c>d>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": ("Dense", {"units": 3}), "g": GAP, "e": END},
        "d",
        2,
    ),
    "needs-image": (
        "i>s>f>c>e",
        {"i": SMALL, "s": SCALE, "f": "Flatten", "c": CONV, "e": END},
        "c",
        2,
    ),
    "too-small": (
        "i>s>c>g>e",
        {
            "i": ("Input", {"height": 8, "width": 8}),
            "s": SCALE,
            "c": ("Conv2D", {"filters": 2, "kernel_size": [9, 9], "padding": "valid"}),
            "g": GAP,
            "e": END,
        },
        "c",
        1,
    ),
    "picture-too-small": (
        "i>b>g>e",
        {"i": ("Input", {"height": 8, "width": 8}), "b": "Backbone", "g": GAP, "e": END},
        "b",
        1,
    ),
    "no-such-axis": (
        "i>s>g>m s>h>m:1 m>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "h": GAP, "m": ("Concatenate", {"axis": 3}), "e": END},
        "m",
        1,
    ),
    "batch-axis": (
        "i>s>g>m s>h>m:1 m>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "h": GAP, "m": ("Concatenate", {"axis": 0}), "e": END},
        "m",
        1,
    ),
    "mixed-ranks": (
        "i>s>c>m s>g>m:1 m>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "m": "Concatenate", "e": END},
        "m",
        1,
    ),
    "different-shapes": (
        "i>s>c>p>m s>m:1 m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "p": POOL, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "never-scaled": ("i>c>g>e", {"i": SMALL, "c": CONV, "g": GAP, "e": END}, "c", 1),
    "scaled-twice": (
        "i>s>b>g>e",
        {"i": LARGE, "s": SCALE, "b": "Backbone", "g": GAP, "e": END},
        "b",
        1,
    ),
    "many-weights": (
        "i>s>c>f>d>e",
        {
            "i": ("Input", {"height": 224, "width": 224}),
            "s": SCALE,
            "c": CONV,
            "f": "Flatten",
            "d": ("Dense", {"units": 200}),
            "e": END,
        },
        "d",
        1,
    ),
    "too-many-weights": (
        "i>s>c>f>d>e",
        {
            "i": ("Input", {"height": 224, "width": 224}),
            "s": SCALE,
            "c": CONV,
            "f": "Flatten",
            "d": ("Dense", {"units": 9000}),
            "e": END,
        },
        "d",
        1,
    ),
    "skips-pixels": (
        "i>s>p>c>g>e",
        {
            "i": SMALL,
            "s": SCALE,
            "p": ("MaxPooling2D", {"pool_size": [2, 2], "strides": [3, 3]}),
            "c": CONV,
            "g": GAP,
            "e": END,
        },
        "p",
        1,
    ),
    "frozen-at-random": (
        "i>b>g>e",
        {"i": LARGE, "b": ("Backbone", {"weights": "none"}), "g": GAP, "e": END},
        "b",
        1,
    ),
    "fitted-behind-learning": (
        "i>s>c>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": "SVM"},
        "e",
        1,
    ),
    "fitted-behind-chance": (
        "i>f>b>g>e",
        {"i": LARGE, "f": "RandomFlip", "b": "Backbone", "g": GAP, "e": "SVM"},
        "e",
        1,
    ),
    "measured-behind-learning": (
        "i>s>c>n>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "n": "Normalization", "g": GAP, "e": END},
        "n",
        1,
    ),
    "blank": (
        "i>s>c>g>e",
        {"i": SMALL, "s": ("Rescaling", {"scale": 0}), "c": CONV, "g": GAP, "e": END},
        "s",
        1,
    ),
    "softmax-of-one": (
        "i>s>g>d>e",
        {
            "i": SMALL,
            "s": SCALE,
            "g": GAP,
            "d": ("Dense", {"units": 1, "activation": "softmax"}),
            "e": END,
        },
        "d",
        1,
    ),
    "already-flat": (
        "i>s>g>f>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "f": "Flatten", "e": END},
        "f",
        1,
    ),
    "no-input": ("c>g>e", {"c": CONV, "g": GAP, "e": END}, "", 1),
    "many-inputs": (
        "i>g>m j>h>m:1 m>e",
        {"i": SMALL, "j": SMALL, "g": GAP, "h": GAP, "m": "Concatenate", "e": END},
        "j",
        1,
    ),
    "no-classifier": ("i>s>c", {"i": SMALL, "s": SCALE, "c": CONV}, "", 1),
    "many-classifiers": (
        "i>s>g>a g>b",
        {"i": SMALL, "s": SCALE, "g": GAP, "a": END, "b": END},
        "b",
        1,
    ),
    "after-classifier": (
        "i>s>g>e>d",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": END, "d": ("Dropout", {"rate": 0.5})},
        "e",
        2,
    ),
    "loose-end": (
        "i>s>c>g>e s>d",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": END, "d": ("Dropout", {"rate": 0.5})},
        "d",
        1,
    ),
    "unconnected": (
        "i>s>c>g",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": END},
        "e",
        2,
    ),
    "slot-missing": (
        "i>s>c>m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "too-many-inputs": (
        "i>s>c>g>e s>d>g",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": CONV, "g": GAP, "e": END},
        "g",
        2,
    ),
    "slot-twice": (
        "i>s>c>m s>d>m m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": CONV, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "cycle": (
        "i>s>c>m d>m:1 m>d m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "m": "Add", "d": CONV, "g": GAP, "e": END},
        "d",
        1,
    ),
    "nothing-learns": (
        "i>b>g>e",
        {"i": LARGE, "b": "Backbone", "g": GAP, "e": "SVM"},
        "",
        0,
    ),
}


@pytest.mark.parametrize("code", CASES)
def test_each_kind_of_problem_is_gone_after_a_click(draw: Draw, code: str) -> None:
    wires, layers, node_id, count = CASES[code]
    spec = draw(wires, **layers)
    found = infer(spec, Facts())
    problems = [one for one in found.problems if one.code == code]
    if not count:
        assert not problems
        return
    (problem,) = problems
    assert problem.node_id == (node_id or None)
    assert len(problem.mends) == count
    for mend in problem.mends:
        mended = mend.on(spec)
        assert left(mended, problem) == 0, mend.label
        infer(GraphSpec.model_validate_json(mended.to_json()), Facts())


def test_every_rule_has_its_case() -> None:
    assert set(CASES) == set(RULES)


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


@st.composite
def _broken(draw: st.DrawFn, spec: GraphSpec) -> GraphSpec:
    """A sound drawing with something taken away, led elsewhere or set wrongly."""
    for _ in range(draw(st.integers(1, 3))):
        ids = [node.id for node in spec.nodes]
        edges, nodes = spec.edges, spec.nodes
        how = draw(st.sampled_from(["node", "edge", "new", "kind", "value"]))
        if how == "edge" and edges:
            gone = draw(st.sampled_from(edges))
            edges = tuple(one for one in edges if one != gone)
        elif how == "node" and len(nodes) > 1:
            lost = draw(st.sampled_from(ids))
            nodes = tuple(one for one in nodes if one.id != lost)
            edges = tuple(one for one in edges if lost not in (one.source, one.target))
        elif how == "new":
            ends = [draw(st.sampled_from(ids)) for _ in "ab"]
            edges = (*edges, Edge(source=ends[0], target=ends[1], slot=draw(st.integers(0, 2))))
        else:
            chosen = draw(st.sampled_from(ids))
            kind = draw(st.sampled_from(sorted(Layer.catalog))) if how == "kind" else ""
            wrong = draw(st.sampled_from([-1, 0, 1.5, "same", None, [0, 3], 10**7]))
            nodes = tuple(_spoilt(one, kind, wrong) if one.id == chosen else one for one in nodes)
        spec = spec.model_copy(update={"nodes": nodes, "edges": edges})
    return spec


def _spoilt(node: Any, kind: str, wrong: object) -> Any:
    if kind:
        return node.model_copy(update={"type": kind, "params": dict(Layer.catalog[kind].presets)})
    fields = [*Layer.catalog[node.type].model_fields, "other"]
    return node.model_copy(update={"params": {**node.params, fields[0]: wrong}})


@settings(max_examples=int(os.environ.get("MENDS_EXAMPLES", "60")), deadline=None)
@given(data=st.data())
def test_over_any_drawing_each_mend_takes_its_problem_away(
    data: st.DataObject, sound_designs: Callable[..., st.SearchStrategy[GraphSpec]]
) -> None:
    spec = data.draw(_broken(data.draw(sound_designs(most=5))))
    problems = infer(spec, Facts()).problems
    count = Counter(map(_kind, problems))
    for problem in problems:
        for mend in problem.mends:
            assert left(mend.on(spec), problem) < count[_kind(problem)], (problem, mend)


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


def repeated(spec: GraphSpec, *held: str, times: int = 3) -> GraphSpec:
    """The drawing with some layers as a block."""
    return spec.model_copy(update={"blocks": (Block(id="b", nodes=held, times=times),)})


def only(spec: GraphSpec, code: str) -> Problem:
    """The one problem of a kind."""
    (problem,) = [one for one in infer(spec, Facts()).problems if one.code == code]
    return problem


def blocks_to_mend(draw: Draw) -> list[tuple[GraphSpec, str]]:
    """Drawings with a problem in a block, and its kind."""
    half = ("Conv2D", {"filters": 3, "kernel_size": [3, 3], "padding": "same", "strides": [2, 2]})
    flat = {"i": SMALL, "s": SCALE, "c": CONV, "d": ("Dense", {"units": 3}), "e": END}
    lists = {"i": SMALL, "s": SCALE, "g": GAP, "f": "Flatten", "d": ("Dense", {"units": 3})}
    short = draw("i>s>c>a>g>e s>a:1", i=SMALL, s=SCALE, c=half, a="Add", g=GAP, e=END)
    return [
        (repeated(draw("i>s>c>d>e", **flat), "d"), "dense-on-image"),
        (repeated(draw("i>s>c>d>e", **flat), "c", "d", times=1), "dense-on-image"),
        (repeated(short, "c", "a"), "different-shapes"),
        (repeated(draw("i>s>g>f>d>e", **lists, e=END), "f", "d"), "already-flat"),
        (repeated(draw("i>s>g>f>d>e", **lists, e=END), "f"), "already-flat"),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_mend_within_a_block_leaves_one_way_through_it(draw: Draw, number: int) -> None:
    spec, code = blocks_to_mend(draw)[number]
    problem = only(spec, code)
    assert problem.mends
    for mend in problem.mends:
        after = mend.on(spec)
        assert read_design(after.to_json()) == after
        assert left(after, problem) == 0, mend.label
        assert not {one.code for one in infer(after, Facts()).problems} & BLOCKED, mend.label


BLOCKED = {"block", "block-ways-in", "block-ways-out", "block-once"}


def test_a_new_layer_joins_the_block_where_the_connection_is_within_it(draw: Draw) -> None:
    """Before a block's only entry it stands outside, and so once."""
    before, within, short = (
        only(spec, code).mends[0].on(spec).blocks[0].nodes
        for spec, code in blocks_to_mend(draw)[:3]
    )
    assert before == ("d",)
    assert within == ("c", "d", "global_average_pooling2d_1")
    assert short == ("c", "a", "conv2d_1")


def test_the_last_layer_of_a_block_takes_it_along(draw: Draw) -> None:
    *_, (two, code), (one, _) = blocks_to_mend(draw)
    assert [only(two, code).mends[0].on(two).blocks[0].nodes] == [("d",)]
    assert only(one, code).mends[0].on(one).blocks == ()


def test_what_only_a_later_repetition_shows_has_no_mend(draw: Draw) -> None:
    """The first one does not tell what would help."""
    wide = ("Dense", {"units": 3})
    layers = {"i": SMALL, "s": SCALE, "c": CONV, "f": "Flatten", "d": wide, "e": END}
    spec = repeated(draw("i>s>c>f>d>e", **layers), "c", "f", times=2)
    problem = only(spec, "needs-image")
    assert problem.message.startswith("In repetition 2 of the block “b”: ")
    assert (problem.node_id, problem.turn, problem.mends) == ("c", 2, ())


MENDED = Path(__file__).with_name("mended.json")


def test_the_board_is_held_to_what_these_edits_mean(draw: Draw) -> None:
    """Run with REWRITE_GOLDEN=1 to accept a change; the board's own tests read the same file."""
    told = []
    for code, (wires, layers, _, _) in CASES.items():
        spec = draw(wires, **layers)
        found = [one for one in infer(spec, Facts()).problems if one.code == code]
        for mend in [mend for problem in found for mend in problem.mends]:
            after = to_wire(mend.on(spec))
            told.append({"before": to_wire(spec), "mend": mend.written(), "after": after})
    for spec, code in blocks_to_mend(draw):
        for mend in only(spec, code).mends:
            after = to_wire(mend.on(spec))
            told.append({"before": to_wire(spec), "mend": mend.written(), "after": after})
    text = "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in told) + "\n]\n"
    if os.environ.get("REWRITE_GOLDEN"):
        MENDED.write_text(text, encoding="utf-8")
    assert json.loads(text) == json.loads(MENDED.read_text(encoding="utf-8"))
    assert len(told) > len(CASES)
