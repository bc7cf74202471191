"""What a worker starts from: the design and facts as they were frozen, and the photographs' pixels.

Whether the photographs are fit for training is told by ``samples``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.sizes import input_of
from builder.upgrade import read_design
from data.pixels import PixelStore
from layers_catalog.facts import Facts
from runs.training.failures import TrainingError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from builder.spec import GraphSpec
    from data.dataset import Dataset
    from runs.store.records import RunRecord


def frozen(folder: Path, run: RunRecord) -> tuple[GraphSpec, Facts]:
    """The design and the facts as they were when the run was started.

    Args:
        folder: of the run.
        run: as it was claimed.

    Raises:
        TrainingError: the design is another one now.
    """
    spec = read_design((folder / "design.json").read_bytes())
    if spec.digest() != run.design_digest:
        raise TrainingError(
            f"The design of run {run.id} was changed after the run was started.",
            "Start a new run with the design as it is now.",
        )
    return spec, Facts.model_validate_json((folder / "facts.json").read_bytes())


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
