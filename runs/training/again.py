"""A run taken up once more: its drawing, dataset and recipe, to change them or to train them again.

Putting it into the queue is left to ``submission``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.upgrade import read_design
from data.library import Library
from layers_catalog.errors import UserError, WrongCallError
from runs.files import DESIGN
from runs.store.store import RunStore
from runs.training.origins import with_names
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.store.records import RunRecord


class AgainError(WrongCallError):
    """A run that cannot be taken up once more."""


@dataclass(frozen=True)
class Earlier:
    """What a run was: its record, its drawing as a person drew it, and its recipe."""

    run: RunRecord
    design: GraphSpec
    recipe: Recipe


def earlier(workspace: Path, run_id: int) -> Earlier:
    """What a run was trained from.

    Raises:
        RunMissingError: there is no such run.
        AgainError: its drawing is gone or damaged.
        RecipeError: its recipe is of a later studio.
    """
    with RunStore(workspace) as store:
        run = store.get(run_id)
    path = run_folder(workspace, run_id) / DESIGN
    try:
        design = read_design(path.read_bytes())
    except (OSError, UserError) as error:
        raise AgainError(
            f"The drawing of run {run_id} cannot be read: {path} is not there or is damaged.",
            "Restore it from a backup, or begin from a design on the Design page.",
        ) from error
    return Earlier(run, with_names(design, workspace), Recipe.from_settings(run.recipe))


def train_again(workspace: Path, run_id: int, *, seed: int | None = None) -> int:
    """Put a run into the queue that is the same as an earlier one in all but its seed.

    Args:
        workspace: the folder with the runs.
        run_id: of the earlier run.
        seed: another one; by default the same, which gives the same network.

    Returns:
        The number of the new run.

    Raises:
        AgainError: it is a fold, its drawing is gone, or its dataset has been imported anew.
        UserError: as ``submit`` raises it.
    """
    told = earlier(workspace, run_id)
    run = told.run
    if run.series is not None:
        raise AgainError(
            f"Run {run_id} is fold {run.fold} of {run.folds} of a cross-validation, which is "
            "trained as a whole.",
            f"Change and train again, or train with {run.folds} folds on the Train page.",
        )
    digest = Library(workspace).load(run.dataset, run.dataset_digest).digest
    if digest != run.dataset_digest:
        raise AgainError(
            f"The dataset “{run.dataset}” is no longer as run {run_id} had it: it was imported "
            "anew.",
            "Change and train again takes it as it is now.",
        )
    recipe = told.recipe if seed is None else told.recipe.model_copy(update={"seed": seed})
    return submit(
        workspace=workspace,
        design=told.design,
        dataset_name=run.dataset,
        recipe=recipe,
        name=run.name,
        digest=digest,
    )
