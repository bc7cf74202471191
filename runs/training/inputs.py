"""What a worker starts from: the design and facts in a run's folder, and the photographs' pixels.

Whether the photographs are fit for training is told by ``samples``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.sizes import input_of
from builder.upgrade import read_design
from data.pixels import PixelStore
from layers_catalog.facts import Facts
from runs.files import DESIGN, FACTS, SCRIPT
from runs.scripts import train_script
from runs.training import process
from runs.training.failures import TrainingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.spec import GraphSpec
    from data.dataset import Dataset
    from runs.store.records import RunRecord
    from runs.training.recipe import Recipe


def frozen(folder: Path, run: RunRecord) -> tuple[GraphSpec, Facts]:
    """The design and the facts as they were when the run was started.

    Args:
        folder: of the run.
        run: as it was claimed.

    Raises:
        TrainingError: the design is another one now.
    """
    spec = read_design((folder / DESIGN).read_bytes())
    if spec.digest() != run.design_digest:
        raise TrainingError(
            f"The design of run {run.id} was changed after the run was started.",
            "Start a new run with the design as it is now.",
        )
    return spec, Facts.model_validate_json((folder / FACTS).read_bytes())


def keep(folder: Path, spec: GraphSpec, facts: Facts, recipe: Recipe) -> None:
    """Write the facts into a run's folder, and ``train.py`` anew, which is printed from them.

    Args:
        folder: of the run.
        spec: its design.
        facts: as they are known now.
        recipe: how it is trained.
    """
    texts = {FACTS: facts.model_dump_json(indent=1), SCRIPT: train_script(spec, facts, recipe)}
    for name, text in texts.items():
        process.write_atomically(folder / name, text.encode())


def pixels_of(
    spec: GraphSpec, dataset: Dataset, progress: Callable[[int, int, str], None]
) -> PixelStore:
    """The photographs at the Input's size, decoded now where no run needed that size before.

    Args:
        spec: a sound design.
        dataset: of the run.
        progress: called with photographs done, photographs in all, and what is being done.
    """
    height, width, fit = input_of(spec)
    return PixelStore.open(dataset, height, width, fit, progress=progress)
