"""What Python finds out about a drawing, as the canvas shows it: at each layer and in total.

The finding out is done by ``builder.inference``, the code is written by ``builder.codegen``, the
advice given by ``builder.advice``.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from builder.advice import Training, advise
from builder.codegen import network_listing
from builder.inference import infer
from builder.lowering import lower
from builder.problems import Severity
from builder.reasons import reasons
from layers_catalog.shapes import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.block_reports import BlockReport
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
        ``{rev, nodes: {id: {shape, words, trainable, non_trainable, macs, why, problems,
        silenced}}, totals, problems, blocks: {id: {before, after, trainable, non_trainable,
        macs}}}``; ``shape`` is a list without the batch axis, or ``None`` with ``words`` empty;
        ``silenced`` are remarks that the drawing says not to show. A layer of a repeated block
        tells of its first repetition, a block of all; ``before`` and ``after`` are in words.
        With ``code``, also what ``written_code`` gives.
    """
    report = infer(spec, facts)
    shown = {"code": written_code(spec, facts, report)} if code else {}
    return {**written(spec, report, rev, advise(spec, report, Training())), **shown}


def written_code(spec: GraphSpec, facts: Facts, report: GraphReport) -> dict[str, Any] | None:
    """The Python code of a sound drawing; ``None`` of any other.

    Returns:
        ``{text, lines: {id: (first, last)}, copies: {id: drawn}}``: the lines of each layer of the
        network, and for those of later repetitions of a block which drawn layer they repeat.
    """
    if not report.sound:
        return None
    found = network_listing(lower(spec, facts, report))
    copies = {one: report.copies[one] for one in found.lines if one in report.copies}
    return {"text": found.text, "lines": found.lines, "copies": copies}


def written(
    spec: GraphSpec,
    report: GraphReport,
    rev: int,
    advice: Sequence[Problem] = (),
    pace: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The same of a drawing of which a report was made already, and more to show with it.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        rev: the revision that it answers.
        advice: about it.
        pace: how long an epoch takes, ``{words, why}``; ``None`` where that is not known.
    """
    why = reasons(spec, report)
    drawn = {one: node for one, node in report.nodes.items() if one not in report.copies}
    nodes = {one: _node(node, why.get(one, "")) for one, node in drawn.items()}
    quiet = {node.id: node.quiet for node in spec.nodes}
    told = []
    for problem in (*report.problems, *advice):
        node_id = problem.node_id
        silenced = node_id in nodes and _silenced(problem, quiet[node_id])
        if node_id in nodes:
            nodes[node_id]["silenced" if silenced else "problems"].append(_problem(problem))
        if not silenced:
            told.append({"node_id": node_id, **_problem(problem)})
    totals = {**asdict(report.totals), "pace": pace}
    blocks = {block_id: _block(block) for block_id, block in report.blocks.items()}
    return {"rev": rev, "nodes": nodes, "totals": totals, "problems": told, "blocks": blocks}


def _silenced(problem: Problem, quiet: Sequence[str]) -> bool:
    """Whether the person does not want to see a remark; errors are always told."""
    return problem.severity is Severity.WARNING and problem.code in quiet


def _node(report: NodeReport, why: str) -> dict[str, Any]:
    return {
        "why": why,
        "shape": None if report.shape is None else list(report.shape),
        "words": _words(report),
        "trainable": report.trainable,
        "non_trainable": report.non_trainable,
        "macs": report.macs,
        "problems": [],
        "silenced": [],
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


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "mends": [mend.written() for mend in problem.mends],
    }
