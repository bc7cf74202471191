"""Advice about a sound drawing: what can be trained, but is seldom meant or seldom ends well.

Each with its reason, and where it is clear with its mend. What is legal but odd about one layer and
its inputs is told by the catalog as a remark; what is wrong, by ``validation``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.advice.places import of_layer
from builder.advice.training import Phase, Training, of_training
from builder.mends.scene import Scene
from builder.problems import Names

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.problems import Problem
    from builder.spec import GraphSpec

__all__ = ["Phase", "Training", "advise"]


def advise(spec: GraphSpec, report: GraphReport, training: Training) -> tuple[Problem, ...]:
    """Advice about a drawing, each at a layer; none while it has errors.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        training: what it is for.
    """
    if not report.sound:
        return ()
    at = Scene(report.drawn, report.layers, report.nodes, Names(spec))
    found = [one for node_id in at.nodes for one in of_layer(at, node_id)]
    return (*found, *of_training(at, training, report.copies))
