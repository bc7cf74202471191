"""What Python finds out about a drawing, as the canvas shows it: at each layer and in total.

The finding out is done by ``builder.inference``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from builder.inference import infer
from layers_catalog.shapes import in_words

if TYPE_CHECKING:
    from builder.block_reports import BlockReport
    from builder.inference import GraphReport, NodeReport
    from builder.problems import Problem
    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts


def annotate(spec: GraphSpec, facts: Facts, rev: int) -> dict[str, Any]:
    """Shapes, counts and problems of a drawing.

    Args:
        spec: the drawing, sound or not.
        facts: what the dataset tells.
        rev: the revision of the drawing that the browser sent, so that it knows which of its
            edits this answers; 0 before it sent any.

    Returns:
        ``{rev, nodes: {id: {shape, words, trainable, non_trainable, macs, problems}}, totals,
        problems, blocks: {id: {before, after, trainable, non_trainable, macs}}}``; ``shape`` is a
        list without the batch axis, or ``None`` with ``words`` empty. A layer of a repeated block
        tells of its first repetition, a block of all; ``before`` and ``after`` are shapes in words.
    """
    return written(infer(spec, facts), rev)


def written(report: GraphReport, rev: int) -> dict[str, Any]:
    """The same from a report that was made already."""
    drawn = {one: told for one, told in report.nodes.items() if one not in report.copies}
    nodes = {node_id: _node(node) for node_id, node in drawn.items()}
    for problem in report.problems:
        if problem.node_id in nodes:
            nodes[problem.node_id]["problems"].append(_problem(problem))
    return {
        "rev": rev,
        "nodes": nodes,
        "totals": asdict(report.totals),
        "problems": [{"node_id": one.node_id, **_problem(one)} for one in report.problems],
        "blocks": {block_id: _block(block) for block_id, block in report.blocks.items()},
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


def _block(report: BlockReport) -> dict[str, Any]:
    before, after = (
        "" if shape is None else in_words(shape) for shape in (report.before, report.after)
    )
    return {**asdict(report), "before": before, "after": after}


def _words(report: NodeReport) -> str:
    """Its shape, with what is not known yet."""
    if report.shape is None:
        return ""
    return " · ".join(part for part in (in_words(report.shape), report.note) if part)


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }
