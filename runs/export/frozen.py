"""A run as it lies in its folder: what was frozen at its start and measured at its end."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from builder.endings import fitted_end
from builder.lowering import lower
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.files import DATASET, DESIGN, ENVIRONMENT, FACTS, RECIPE
from runs.picture import picture_of
from runs.results import MODEL, run_json
from runs.scripts import predict_script, verify_script
from runs.scripts.starting_files import starting_files
from runs.training.origins import with_files, with_start_file
from runs.training.recipe import Recipe
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from builder.spec import GraphSpec
    from layers_catalog.call import Call
    from runs.picture import Picture
    from runs.scripts.starting_files import StartingFile


_EXPORT: Final = "export"
_AS_CHANCES: Final = "chances"


class ExportError(UserError):
    """A run cannot be exported."""


@dataclass(frozen=True)
class FrozenRun:
    """A finished run, read from its files.

    Args:
        number: of the run.
        folder: of the run.
        design: that was trained, with files in place of what the workspace calls them.
        facts: the classes, and what was measured and found in training.
        recipe: how it was trained.
        dataset: ``dataset.json``: name, counts, licences, notices.
        packages: versions of what trained it.
        results: what ``show`` prints of it; the test's numbers only when they were opened.
        train_py: the script that trains the same network elsewhere, as it was frozen: the run that
            it started from may be gone.
        temperature: at which scores are given out, as ``runs.export.chances`` has it; None where
            they are given out as the network gives them.
    """

    number: int
    folder: Path
    design: GraphSpec
    facts: Facts
    recipe: Recipe
    dataset: dict[str, Any]
    packages: dict[str, str]
    results: dict[str, Any]
    train_py: str
    temperature: float | None = None

    @property
    def workspace(self) -> Path:
        """The folder that keeps the run."""
        return self.folder.parents[1]

    @property
    def kept(self) -> Path:
        """The folder of what its exports need and is costly to make."""
        own = self.folder / _EXPORT
        return own if self.temperature is None else own / _AS_CHANCES

    @property
    def model(self) -> Path:
        """The network that is given out; at a temperature, it is there once it was checked."""
        return (self.folder if self.temperature is None else self.kept) / MODEL

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """The network's steps."""
        return lower(self.design, self.facts)

    @property
    def fitted(self) -> bool:
        """Whether the head was fitted at once, by scikit-learn."""
        return fitted_end(self.design) is not None

    @property
    def picture(self) -> Picture:
        """What the network takes in."""
        return picture_of(self.design)

    @property
    def starting_files(self) -> tuple[StartingFile, ...]:
        """The files from which ``train.py`` starts."""
        return starting_files(self.calls, self.recipe.start)

    @property
    def predict_py(self) -> str:
        """The script that predicts with the model."""
        return predict_script(self.design, self.facts, temperature=self.temperature)

    @property
    def verify_py(self) -> str:
        """The script that holds all forms of the model to the app's scores."""
        return verify_script(self.design, self.facts, temperature=self.temperature)


def frozen_run(workspace: Path, run_id: int) -> FrozenRun:
    """A run that has trained at least one epoch.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has no model, or its files are damaged.
    """
    results = run_json(workspace, run_id, with_test=True)
    if "operating_point_problem" in results:
        raise ExportError(results["operating_point_problem"], "Then export it again.")
    folder = run_folder(workspace, run_id)
    if not (folder / MODEL).is_file() or not results.get("validation"):
        raise ExportError(
            f"Run {run_id} has no trained network to export.",
            "Choose a run that has trained at least one epoch to its end.",
        )
    try:
        recipe = Recipe.model_validate_json((folder / RECIPE).read_bytes())
        return FrozenRun(
            number=run_id,
            folder=folder,
            design=with_files(read_design((folder / DESIGN).read_bytes()), workspace),
            facts=Facts.model_validate_json((folder / FACTS).read_bytes()),
            recipe=with_start_file(recipe, workspace),
            dataset=json.loads((folder / DATASET).read_bytes()),
            packages=json.loads((folder / ENVIRONMENT).read_bytes())["packages"],
            results=results,
            train_py=(folder / "train.py").read_text(encoding="utf-8"),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ExportError(
            f"The files of run {run_id} in {folder} cannot be read ({error}).",
            "Restore them from a backup, or train again.",
        ) from error
