"""Which run has a trained network; known without Keras, so that the answer no comes at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.errors import UserError
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
