"""Networks opened from files, kept with their weights in the workspace to start trainings from.

What a file is as a drawing is told by ``builder.opening``; the helper process reads the weights.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING, Final

from builder.opening.errors import OpeningError
from builder.opening.files import Kind
from runs.leftovers import partial_in, sweep
from runs.results import MODEL
from runs.training import process
from runs.training.earlier import START, WEIGHTS
from runs.workspace import opened_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.opening.opened import Opened
    from builder.spec import GraphSpec
    from runs.helper.client import Helper

_BACKBONE: Final = "Backbone"


def brings_weights(found: Opened) -> bool:
    """Whether the file's weights can come along: from a ``.keras`` file, to a sound drawing."""
    sound = found.report is not None and found.report.sound
    return found.weights and found.kind is Kind.KERAS and sound


def with_weights(found: Opened, path: Path, *, workspace: Path, helper: Helper) -> GraphSpec:
    """The design of an opened file, from whose weights its trainings start.

    Args:
        found: what the file holds; it ``brings_weights``.
        path: of the file.
        workspace: that keeps the network under its file's SHA-256, once.
        helper: reads the weights.

    Raises:
        UserError: the weights cannot be read, or do not fit what the file tells of them.
    """
    if found.design is None:
        raise AssertionError(path)  # what brings weights is drawn
    folder = opened_folder(workspace) / _digest(path)
    if not (folder / MODEL).is_file():
        _kept(path, folder, helper)
    start = str(folder / MODEL)
    nodes = tuple(
        node.model_copy(update={"params": {**node.params, WEIGHTS: start}})
        if node.type == _BACKBONE
        else node
        for node in found.design.nodes
    )
    recipe = {**found.design.recipe, START: start}
    return found.design.model_copy(update={"nodes": nodes, "recipe": recipe})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kept(path: Path, folder: Path, helper: Helper) -> None:
    """Written beside, then renamed: it is there whole or not at all, whoever was first."""
    partial = partial_in(folder.parent)
    try:
        partial.mkdir(parents=True)
        sweep(folder.parent)
        helper.open_weights(path, partial)
        process.replace(partial, folder)
    except OSError as refused:
        if not (folder / MODEL).is_file():
            raise OpeningError(
                f"The network cannot be kept in {folder}: {refused.strerror or refused}.",
                "Make room on the disk, or remove that folder; then open the file again.",
            ) from refused
    finally:
        shutil.rmtree(partial, ignore_errors=True)
