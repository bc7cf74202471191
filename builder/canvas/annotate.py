"""What Python finds out about a drawing, as the canvas shows it: at each layer and in total.

The finding out is done by ``builder.inference``, the code is written by ``builder.codegen``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from builder.codegen import network_listing
from builder.inference import infer
from builder.lowering import lower
from layers_catalog.shapes import in_words

if TYPE_CHECKING:
    from builder.inference import GraphReport, NodeReport
    from builder.problems import Problem
    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts


def annotate(spec: GraphSpec, facts: Facts, rev: int, *, code: bool = False) -> dict[str, Any]:
    """Shapes, counts and problems of a drawing, and its code where that is shown.

    Args:
        spec: the drawing, sound or not.
        facts: what the dataset tells.
        rev: the revision of the drawing that the browser sent, so that it knows which of its
            edits this answers; 0 before it sent any.
        code: whether the browser shows the code.

    Returns:
        ``{rev, nodes: {id: {shape, words, trainable, non_trainable, macs, problems}}, totals,
        problems}``; ``shape`` is a list without the batch axis, or ``None`` with ``words`` empty.
        With ``code``, also what ``written_code`` gives.
    """
    report = infer(spec, facts)
    shown = {"code": written_code(spec, facts, report)} if code else {}
    return {**written(report, rev), **shown}


def written_code(spec: GraphSpec, facts: Facts, report: GraphReport) -> dict[str, Any] | None:
    """The Python code of a sound drawing, ``{text, lines: {id: (first, last)}}``, else ``None``."""
    return asdict(network_listing(lower(spec, facts, report))) if report.sound else None


def written(report: GraphReport, rev: int) -> dict[str, Any]:
    """The same from a report that was made already."""
    nodes = {node_id: _node(node) for node_id, node in report.nodes.items()}
    for problem in report.problems:
        if problem.node_id in nodes:
            nodes[problem.node_id]["problems"].append(_problem(problem))
    return {
        "rev": rev,
        "nodes": nodes,
        "totals": asdict(report.totals),
        "problems": [{"node_id": one.node_id, **_problem(one)} for one in report.problems],
    }


def _node(report: NodeReport) -> dict[str, Any]:
    return {
        "shape": None if report.shape is None else list(report.shape),
        "words": _words(report),
        "trainable": report.trainable,
        "non_trainable": report.non_trainable,
        "macs": report.macs,
        "problems": [],
    }


def _words(report: NodeReport) -> str:
    """Its shape, with what is not known yet."""
    if report.shape is None:
        return ""
    return " · ".join(part for part in (in_words(report.shape), report.note) if part)


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "mends": [mend.written() for mend in problem.mends],
    }
