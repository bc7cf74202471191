"""Designs that start from what a network learned in an earlier run: “run 12” as its model's file.

What a file holds is left to ``builder.starting_weights``, loading it to ``builder.loading``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from builder.inference import infer
from builder.lowering import lower
from builder.starting_weights import RUN, donor, finished_calls, weights_file
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError, WrongCallError
from runs.results import MODEL
from runs.workspace import run_folder, runs_folder

if TYPE_CHECKING:
    from builder.spec import GraphSpec, Node
    from layers_catalog.facts import Facts

WEIGHTS = "weights"
"""The field of a layer that names where its weights come from."""
START = "start"
"""The field of a recipe that names where all weights come from, layer by layer."""


class EarlierRunError(WrongCallError):
    """An earlier run from which no network can start."""


class StillNeededError(UserError):
    """An earlier run from which another, that has not ended, starts."""


def run_of(file: Path) -> int | None:
    """The number of the run whose model a file is, as its place tells; None for any other."""
    folder = file.parent
    kept = file.name == MODEL and folder.parent.name == runs_folder(Path()).name
    return int(folder.name) if kept and folder.name.isdecimal() else None


def without_paths(design: GraphSpec) -> GraphSpec:
    """A design for other computers: “run 12”, or a file's own name, in place of its path.

    A network that was opened here stays here, so nothing starts from it elsewhere.
    """
    nodes = tuple(_without_path(node) for node in design.nodes)
    recipe = {name: value for name, value in design.recipe.items() if name != START}
    return design.model_copy(update={"nodes": nodes, "recipe": recipe})


def _without_path(node: Node) -> Node:
    if WEIGHTS not in node.params:
        return node
    file = Path(str(node.params[WEIGHTS]))
    number = run_of(file)
    named = file.name if number is None else f"run {number}"
    return node.model_copy(update={"params": {**node.params, WEIGHTS: named}})


def starts_from(design: GraphSpec, file: Path) -> bool:
    """Whether a network of a frozen design starts from that file."""
    return any(node.params.get(WEIGHTS) == str(file) for node in design.nodes)


def with_finished_runs(design: GraphSpec, workspace: Path) -> GraphSpec:
    """The design with the file of each earlier run's model in place of its number.

    Raises:
        EarlierRunError: the run is not there, or it has no trained model yet.
    """
    nodes = tuple(_with_file(node, workspace) for node in design.nodes)
    return design if nodes == design.nodes else design.model_copy(update={"nodes": nodes})


def _with_file(node: Node, workspace: Path) -> Node:
    found = RUN.fullmatch(str(node.params.get(WEIGHTS, "")))
    if not found:
        return node
    number = int(found[1])
    file = run_folder(workspace, number) / MODEL
    if not file.is_file():
        raise EarlierRunError(
            f"“{node.id}” is to start from run {number}, which has no trained model.",
            "Choose a run that has trained at least one epoch; the Runs page lists them.",
        )
    return node.model_copy(update={"params": {**node.params, WEIGHTS: str(file)}})


def check_start(start: str, design: GraphSpec, facts: Facts) -> None:
    """Refuse a network, opened from a file, that is gone or has no layer in common.

    Args:
        start: its file, as the recipe names it; empty for none.
        design: sound.
        facts: of its dataset.

    Raises:
        EarlierRunError: saying what to do.
    """
    if not start:
        return
    finished = finished_calls(Path(start))
    if finished is None or run_of(Path(start)) is not None:
        raise EarlierRunError(
            f"All layers are to start from {start}, which is no network that was opened here.",
            "Open its file again, set “start” to nothing, or let a Backbone start from a run.",
        )
    told = {call.name: (call.path, call.kwargs) for call in finished}
    known = infer(design, facts).nodes
    weighing = (one for one in lower(design, facts) if known[one.node].trainable)
    if not any(told.get(one.name) == (one.path, one.kwargs) for one in weighing):
        raise EarlierRunError(
            "The drawing has no layer that learns in common with the network that it starts from.",
            "Set “start” to nothing, or open the network's file again.",
        )


def check_donors(design: GraphSpec, facts: Facts) -> None:
    """Refuse an earlier run that is damaged or has another network, before a run waits for it.

    Args:
        design: sound, with files in place of numbers.
        facts: of its dataset.

    Raises:
        EarlierRunError: naming the network and the run.
    """
    for call in lower(design, facts):
        file = weights_file(call) if call.kind is CallKind.MODEL else None
        if file is None:
            continue
        number, finished = run_of(file), finished_calls(file)
        start = f"“{call.node}” is to start from "
        named = f"the model {file}" if number is None else f"run {number}"
        if finished is None and number is not None:
            raise EarlierRunError(
                f"{start}{named}, whose design.json or facts.json cannot be read.",
                "Restore the file from a backup, or choose another run.",
            )
        if finished is not None and donor(finished, call) is None:
            raise EarlierRunError(
                f"{start}{named}, whose design has no such network.",
                "Choose a run whose Backbone has the same architecture and takes its features at "
                "the same place.",
            )
