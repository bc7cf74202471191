"""Whether a design can start from what it names: an earlier run, or a network that was opened.

What a name means is left to ``origins``, what a file holds to ``builder.starting_weights``, loading
it to ``builder.loading``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.files import is_file
from builder.inference import infer
from builder.lowering import lower
from builder.starting_weights import donor, finished_calls, weights_file
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError, WrongCallError
from runs.opened_record import is_whole
from runs.training.origins import (
    WEIGHTS,
    came_from,
    elsewhere,
    file_of,
    is_opened,
    name_of,
    run_number,
    run_of,
    shortened,
)

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from layers_catalog.facts import Facts


class EarlierRunError(WrongCallError):
    """An earlier run from which no network can start."""


class StillNeededError(UserError):
    """An earlier run from which another, that has not ended, starts."""


def starts_from(design: GraphSpec, file: Path, workspace: Path) -> bool:
    """Whether a network of a frozen design starts from that file."""
    told = (str(node.params.get(WEIGHTS, "")) for node in design.nodes)
    return any(file_of(one, workspace) == file for one in told)


def check_origins(design: GraphSpec, workspace: Path) -> None:
    """Refuse what a network is to start from and is not there, by its name in the workspace.

    Raises:
        EarlierRunError: a run has no trained model, or a network that was opened is gone.
    """
    for node in design.nodes:
        told = str(node.params.get(WEIGHTS, ""))
        file = file_of(told, workspace)
        if run_number(told) is not None and not is_file(file):
            raise EarlierRunError(
                f"“{node.id}” is to start from {_whose(file, workspace)}, which has no trained "
                "model.",
                "Choose a run that has trained at least one epoch; the Runs page lists them.",
            )
        if is_opened(name_of(told, workspace)):
            _check_whole(told, f"“{node.id}” is", design, workspace)


def start_file(start: str, design: GraphSpec, workspace: Path) -> Path | None:
    """The network that all layers start from, known to be there and whole; ``None`` for none.

    Args:
        start: as the recipe names it; empty for none.
        design: that names the file it was opened from, where it was opened itself.
        workspace: that keeps the network.

    Raises:
        EarlierRunError: it is not there, or is not as it was kept; what to do.
    """
    if not start:
        return None
    named = is_opened(name_of(start, workspace))
    if run_number(start) is not None or not (named or is_file(file_of(start, workspace))):
        raise _not_opened(start)
    return _check_whole(start, "All layers are", design, workspace)


def _check_whole(told: str, who: str, design: GraphSpec, workspace: Path) -> Path:
    """The file of an opened network.

    Raises:
        EarlierRunError: it is not there, or is not as it was kept.
    """
    file, name = file_of(told, workspace), shortened(name_of(told, workspace))
    if not is_file(file):
        raise EarlierRunError(
            f"{who} to start from the network {name}, which was opened from a file and is not in "
            "this workspace (any more).",
            _again(design),
        )
    if not is_whole(file):
        raise EarlierRunError(
            f"{who} to start from the network {name}, which was changed or damaged since it was "
            f"opened: {file}.",
            _again(design),
        )
    return file


def _again(design: GraphSpec) -> str:
    """What to do about an opened network that is gone."""
    came = came_from(design)
    named = f" ({came})" if came else ""
    return (
        f"Open the file that it came from{named} on the Design page again, which brings it back; "
        "or choose “Start from nothing instead” on the Train page (`designs start NAME --forget` "
        "on the command line) and, where a Backbone names it, other weights."
    )


def _not_opened(start: str) -> EarlierRunError:
    return EarlierRunError(
        f"All layers are to start from {start}, which is no network that was opened here.",
        "Open its file again, set “start” to nothing, or let a Backbone start from a run.",
    )


def check_start(start: str, design: GraphSpec, facts: Facts, workspace: Path) -> None:
    """Refuse a network, opened from a file, that is gone or has no layer in common.

    Args:
        start: its name or file, as the recipe has it; empty for none.
        design: sound.
        facts: of its dataset.
        workspace: that keeps it.

    Raises:
        EarlierRunError: saying what to do.
    """
    file = start_file(start, design, workspace)
    if file is None:
        return
    finished = finished_calls(file)
    if finished is None:
        raise _not_opened(start)
    told = {call.name: (call.path, call.kwargs) for call in finished}
    known = infer(design, facts).nodes
    weighing = (one for one in lower(design, facts) if known[one.node].trainable)
    if not any(told.get(one.name) == (one.path, one.kwargs) for one in weighing):
        raise EarlierRunError(
            "The drawing has no layer that learns in common with the network that it starts from.",
            "Set “start” to nothing, or open the network's file again.",
        )


def check_donors(design: GraphSpec, facts: Facts, workspace: Path) -> None:
    """Refuse an earlier run that is damaged or has another network, before a run waits for it.

    Args:
        design: sound, with files in place of numbers.
        facts: of its dataset.
        workspace: whose runs are called by their number alone.

    Raises:
        EarlierRunError: naming the network and the run.
    """
    for call in lower(design, facts):
        file = weights_file(call) if call.kind is CallKind.MODEL else None
        if file is None:
            continue
        finished = finished_calls(file)
        start = f"“{call.node}” is to start from "
        is_run = run_of(file) is not None
        named = _whose(file, workspace) if is_run else f"the model {file}"
        if finished is None and is_run:
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


def _whose(file: Path, workspace: Path) -> str:
    """A run in words, by its model: of another workspace, with where that lies."""
    home = elsewhere(file, workspace)
    return f"run {run_of(file)}" + (f" of another workspace ({home})" if home else "")
