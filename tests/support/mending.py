"""How many problems of a kind a drawing has, and drawings with one in a block."""

from __future__ import annotations

from collections import Counter

from mending_cases import CONV, END, GAP, SCALE, SMALL, Draw

from builder.inference import infer
from builder.problems import Problem
from builder.spec import Block, GraphSpec
from layers_catalog.facts import Facts


def left(spec: GraphSpec, problem: Problem) -> int:
    """How many problems of that kind stand at that layer; of cycles, the one in these words."""
    return Counter(map(kind, infer(spec, Facts()).problems))[kind(problem)]


def kind(problem: Problem) -> tuple[str | None, str, str]:
    """What tells a problem from others: where it stands, and of cycles its words."""
    words = problem.message if problem.code == "cycle" else ""
    return problem.node_id, problem.code, words


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
