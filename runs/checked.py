"""What is to be said of a design before it is trained: problems, advice, size, and its start.

The same that the Design page and the Train page show, as one document.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from builder.advice import advise
from builder.inference import infer
from builder.problems import Severity, error, warning
from data.library import Library
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.opened_record import origin_json
from runs.training.advised import training_of
from runs.training.origins import start_of
from runs.training.recipe import Recipe
from runs.training.seen import check_unseen, of_unknown_past
from runs.training.submission import check_dataset, check_training

if TYPE_CHECKING:
    from pathlib import Path

    from builder.problems import Problem
    from builder.spec import GraphSpec
    from data.dataset import Dataset


def checked(workspace: Path, design: GraphSpec, dataset: str | None = None) -> dict[str, Any]:
    """What is wrong with a design, and what is advised.

    Args:
        workspace: the folder with datasets, runs and opened networks.
        design: sound or not.
        dataset: the name of the dataset that it is for; without one, it has two classes and
            nothing is advised about the number of photographs.

    Returns:
        ``{design, dataset, sound, layers, trainable, non_trainable, macs, memory_mb, start,
        problems, silenced}``; each problem is ``{layer, severity, code, message, hint, mends}``,
        errors first; ``start`` as ``origin_json`` tells it.

    Raises:
        DatasetMissingError: there is no such dataset.
    """
    facts, photographs, found = Facts(), None, None
    if dataset is not None:
        found = Library(workspace).load(dataset)
        facts = Facts(class_names=found.classes, from_dataset=True)
        photographs = sum(found.counts().get("train", {}).values())
    report = infer(design, facts)
    problems = [*report.problems, *advise(design, report, training_of(design, photographs))]
    if report.sound:
        problems += _of_training(workspace, design, facts, found)
    problems.sort(key=lambda one: one.severity is not Severity.ERROR)
    quiet = {(node.id, code) for node in design.nodes for code in node.quiet}
    silenced = [
        one
        for one in problems
        if one.severity is Severity.WARNING and (one.node_id, one.code) in quiet
    ]
    return {
        "design": design.name,
        "dataset": dataset,
        "sound": not any(one.severity is Severity.ERROR for one in problems),
        **asdict(report.totals),
        "start": origin_json(start_of(design), workspace),
        "problems": [_told(one) for one in problems if one not in silenced],
        "silenced": [_told(one) for one in silenced],
    }


def _of_training(
    workspace: Path, design: GraphSpec, facts: Facts, dataset: Dataset | None
) -> list[Problem]:
    """What a training would be refused for, though the drawing is sound, or else warned of."""
    try:
        check_training(design, Recipe.from_settings(design.recipe), facts, workspace)
        if dataset is not None:
            check_dataset(dataset)
            check_unseen(design, dataset, workspace)
    except UserError as refused:
        return [error(None, "training", refused.message, refused.hint)]
    return _of_unknown_past(workspace, design)


def _of_unknown_past(workspace: Path, design: GraphSpec) -> list[Problem]:
    """A warning for each file of weights that may have learned from what is judged on."""
    return [
        warning(
            None,
            "unknown-past",
            f"What {file} learned from is not known here.",
            "Where it has seen lesions of the dataset, results will be too good to be true.",
        )
        for file in of_unknown_past(design, start_of(design), workspace)
    ]


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "layer": problem.node_id,
        "severity": problem.severity.value,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
        "mends": [mend.label for mend in problem.mends],
    }
