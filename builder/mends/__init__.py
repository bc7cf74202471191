"""What a click can mend: for the code of a problem, the edits that make it go away.

What is wrong is told by ``validation``, ``inference`` and the catalog; only where the mend is clear
is there one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from builder.mends.arrows import ARROWS
from builder.mends.flow import FLOW
from builder.mends.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from builder.inference import NodeReport
    from builder.problems import Names, Problem
    from builder.topology import Graph
    from layers_catalog import Layer

RULES = {**ARROWS, **FLOW}
_MOST = 100
"""Problems of one drawing that get mends: nobody clicks more, and each is thought about anew."""
_FURTHER = (
    f"Clicks that mend are offered for the first {_MOST} problems only; once some of these are "
    "mended, look here again."
)


def with_mends(
    problems: Iterable[Problem],
    graph: Graph,
    layers: Mapping[str, Layer],
    reports: Mapping[str, NodeReport],
    names: Names,
) -> tuple[Problem, ...]:
    """The same problems, each with its mends where they are clear; none of later repetitions.

    Those beyond the first hundred that a rule knows say so in their hint.

    Args:
        problems: at drawn layers.
        graph: the drawing.
        layers: its nodes as far as the catalog can read them.
        reports: what is known of them.
        names: how they are called.
    """
    found = list(problems)
    known = [
        number
        for number, problem in enumerate(found)
        if problem.code in RULES and problem.turn == 1
    ]
    scene = Scene(graph, layers, reports, names)
    for number in known[:_MOST]:
        problem = found[number]
        mends = tuple(RULES[problem.code](scene, problem.node_id or ""))
        found[number] = replace(problem, mends=mends)
    for number in known[_MOST:]:
        problem = found[number]
        found[number] = replace(problem, hint=f"{problem.hint} {_FURTHER}".strip())
    return tuple(found)
