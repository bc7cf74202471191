"""Networks opened from files, kept with their weights in the workspace to start trainings from.

What a file is as a drawing is told by ``builder.opening``; the helper process reads the weights.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from builder.opening.errors import OpeningError
from builder.opening.files import Kind
from runs.leftovers import partial_in, sweep
from runs.opened_record import digest_of, is_kept_in, is_whole, record
from runs.results import MODEL
from runs.training import process
from runs.training.origins import START, WEIGHTS, file_of, opened_name

if TYPE_CHECKING:
    from pathlib import Path

    from builder.opening.opened import Opened
    from builder.spec import GraphSpec
    from runs.helper.client import Helper

_BACKBONE: Final = "Backbone"
_WITH_WEIGHTS: Final = frozenset({Kind.KERAS, Kind.HDF5})


def brings_weights(found: Opened) -> bool:
    """Whether the file's weights can come along: to a sound drawing."""
    sound = found.report is not None and found.report.sound
    return found.weights and found.kind in _WITH_WEIGHTS and sound


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
    start = opened_name(digest_of(path))
    model = file_of(start, workspace)
    if not is_whole(model):
        _kept(path, model.parent, helper)
    nodes = tuple(
        node.model_copy(update={"params": {**node.params, WEIGHTS: start}})
        if node.type == _BACKBONE
        else node
        for node in found.design.nodes
    )
    recipe = {**found.design.recipe, START: start}
    return found.design.model_copy(update={"nodes": nodes, "recipe": recipe})


def _kept(path: Path, folder: Path, helper: Helper) -> None:
    """Written beside, then renamed: it is there whole or not at all, whoever was first."""
    partial, torn = partial_in(folder.parent), partial_in(folder.parent)
    try:
        partial.mkdir(parents=True)
        sweep(folder.parent)
        helper.open_weights(path, partial)
        if digest_of(path) != folder.name:
            raise OpeningError(
                f"The file {path.name} was changed while it was read.",
                "Wait until it is written whole; then open it again.",
            )
        record(partial, path.name)
        if is_kept_in(folder) and not is_whole(folder / MODEL):
            process.replace(folder, torn)
        process.replace(partial, folder)
    except OSError as refused:
        if not is_whole(folder / MODEL):
            raise OpeningError(
                f"The network cannot be kept in {folder}: {refused.strerror or refused}.",
                "Make room on the disk, or remove that folder; then open the file again.",
            ) from refused
    finally:
        for left in (partial, torn):
            shutil.rmtree(left, ignore_errors=True)
