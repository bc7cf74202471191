"""Which run has a trained network, and of which classes; known without Keras, so at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.files import FACTS
from runs.results import MODEL
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path


class ModelError(UserError):
    """A run's network cannot be used."""


def model_file(workspace: Path, run_id: int) -> Path:
    """The trained network of a run.

    Raises:
        ModelError: it has none.
    """
    path = run_folder(workspace, run_id) / MODEL
    if not path.is_file():
        raise ModelError(
            f"Run {run_id} has no trained network.",
            "Choose a run that has trained at least one epoch to its end.",
        )
    return path


def class_names(workspace: Path, run_id: int) -> tuple[str, ...]:
    """The classes of a run, in the order of its network's scores.

    Raises:
        ModelError: the file that tells them is missing or damaged.
    """
    path = run_folder(workspace, run_id) / FACTS
    try:
        return Facts.model_validate_json(path.read_bytes()).class_names
    except (OSError, ValueError) as error:
        raise ModelError(
            f"The classes of run {run_id} in {path} cannot be read.",
            "Restore the file from a backup, or train again.",
        ) from error
