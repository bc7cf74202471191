"""Designs that start from what a network learned in an earlier run: “run 12” as its model's file.

What a file holds is left to ``builder.starting_weights``, loading it to ``builder.loading``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.lowering import lower
from builder.starting_weights import RUN, donor, finished_calls, weights_file
from layers_catalog.call import CallKind
from layers_catalog.errors import WrongCallError
from runs.results import MODEL
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec, Node
    from layers_catalog.facts import Facts

_WEIGHTS = "weights"


class EarlierRunError(WrongCallError):
    """An earlier run from which no network can start."""


def with_finished_runs(design: GraphSpec, workspace: Path) -> GraphSpec:
    """The design with the file of each earlier run's model in place of its number.

    Raises:
        EarlierRunError: the run is not there, or it has no trained model yet.
    """
    nodes = tuple(_with_file(node, workspace) for node in design.nodes)
    return design if nodes == design.nodes else design.model_copy(update={"nodes": nodes})


def _with_file(node: Node, workspace: Path) -> Node:
    found = RUN.fullmatch(str(node.params.get(_WEIGHTS, "")))
    if not found:
        return node
    file = run_folder(workspace, int(found[1])) / MODEL
    if not file.is_file():
        raise EarlierRunError(
            f"“{node.id}” is to start from {found[0]}, which has no trained model.",
            "Choose a run that has trained at least one epoch; the Runs page lists them.",
        )
    return node.model_copy(update={"params": {**node.params, _WEIGHTS: str(file)}})


def check_donors(design: GraphSpec, facts: Facts) -> None:
    """Refuse an earlier run whose network is another one, before a run waits for it.

    Args:
        design: sound, with files in place of numbers.
        facts: of its dataset.

    Raises:
        EarlierRunError: naming the network and the run.
    """
    for call in lower(design, facts):
        file = weights_file(call) if call.kind is CallKind.MODEL else None
        finished = finished_calls(file) if file else None
        if file and finished is not None and donor(finished, call) is None:
            raise EarlierRunError(
                f"“{call.node}” is to start from run {file.parent.name}, whose design has no such "
                "network.",
                "Choose a run whose Backbone has the same architecture and takes its features at "
                "the same place.",
            )
