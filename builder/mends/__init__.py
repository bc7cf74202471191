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
    from builder.spec import GraphSpec
    from layers_catalog import Layer

RULES = {**ARROWS, **FLOW}


def with_mends(
    problems: Iterable[Problem],
    spec: GraphSpec,
    layers: Mapping[str, Layer],
    reports: Mapping[str, NodeReport],
    names: Names,
) -> tuple[Problem, ...]:
    """The same problems, each with its mends where they are clear.

    Args:
        problems: of the drawing.
        spec: the drawing.
        layers: its nodes as far as the catalog can read them.
        reports: what is known of them.
        names: how they are called.
    """
    found = tuple(problems)
    if not any(problem.code in RULES for problem in found):
        return found
    scene = Scene(spec, layers, reports, names)
    return tuple(
        replace(problem, mends=tuple(RULES[problem.code](scene, problem.node_id or "")))
        if problem.code in RULES
        else problem
        for problem in found
    )
