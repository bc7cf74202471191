"""What a network finds in its training images, found a little at a time; needs Keras.

Runs in the helper process: between two parts others may ask it something.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from data.pixels import PixelStore
from runs.likeness.distance import Space, distance, limit
from runs.likeness.errors import LikenessError
from runs.likeness.kept import Known
from runs.own_dataset import own_dataset
from runs.store.store import RunStore
from runs.training.computing import fastest
from runs.training.samples import BATCH
from runs.training.seeds import derive
from runs.workspace import run_folder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from runs.helper.models import Trained
    from runs.training.computing import Pass

MOST: Final = {"train": 10_000, "validation": 2_000}
"""Of larger parts so many are drawn."""


@dataclass(eq=False)
class Learning:
    """The training images of a run, on the way to be known.

    Args:
        workspace: the folder with datasets and runs.
        run_id: of the run.
        trained: its network.

    Raises:
        OwnDatasetError: its dataset is gone, or is another one now.
    """

    workspace: Path
    run_id: int
    trained: Trained
    found: list[NDArray[np.float32]] = field(default_factory=list)
    done: int = 0

    def __post_init__(self) -> None:
        with RunStore(self.workspace) as store:
            run = store.get(self.run_id)
        missing = "what is like them cannot be told"
        dataset = own_dataset(self.workspace, run, therefore=missing)
        chance = np.random.default_rng(derive(run.seed, "likeness"))
        self._rows = {part: drawn(dataset.rows(part), most, chance) for part, most in MOST.items()}
        self._training = len(dataset.rows("train"))
        size = self.trained.picture
        self._store = PixelStore.open(dataset, size.height, size.width, size.fit)

    @property
    def total(self) -> int:
        """Photographs to look at."""
        return sum(map(len, self._rows.values()))

    def go_on(self, seconds: float) -> None:
        """Look at more photographs for about so long; once all are done, keep what was found.

        Raises:
            LikenessError: it cannot be kept.
        """
        until = time.monotonic() + seconds
        rows = np.concatenate([self._rows[part] for part in MOST])
        while self.done < self.total and time.monotonic() < until:
            part = rows[self.done : self.done + BATCH]
            self.found += self._way.over([self._store.rows(part).astype(np.float32)])
            self.done += len(part)
        if self.done == self.total:
            self._keep()

    def _keep(self) -> None:
        folder = run_folder(self.workspace, self.run_id)
        try:
            self._known().write(folder)
        except OSError as error:
            raise LikenessError(
                f"What the training images are like cannot be kept in {folder} ({error.strerror}).",
                "Make room on the disk, or allow writing there.",
            ) from error

    @cached_property
    def _way(self) -> Pass:
        return fastest(self.trained.findings.network, precise=True)

    def _known(self) -> Known:
        count = len(self._rows["train"])
        found = np.concatenate(self.found)
        space = Space.of(found[:count], measured=self.trained.findings.measured)
        apart = space.apart(found[count:])
        return Known(space, self._rows["train"], limit(distance(apart)), len(apart), self._training)


def drawn(rows: NDArray[np.int64], most: int, chance: np.random.Generator) -> NDArray[np.int64]:
    """All rows, or so many of them, in rising order."""
    return rows if len(rows) <= most else np.sort(chance.choice(rows, most, replace=False))
