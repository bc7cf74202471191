"""Four validation photographs whose scores are kept at every epoch, to be watched as it learns.

A look at training, not a measurement: nothing is chosen by it. Needs no Keras; showing them is
left to the pages.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from runs.training import process
from runs.training.seeds import derive

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from data.dataset import Dataset

WATCHED = "watched.json"
MOST = 4
_DIGITS = 4


class Image(BaseModel):
    """A watched photograph: its row in the manifest, its name and what it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    image_id: str
    label: str


class Watched(BaseModel):
    """What was watched and what came of it.

    Args:
        classes: the network's, in the order of the scores.
        images: at most four.
        scores: by epoch (counted from 1), by image, by class; each 0 to 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    classes: tuple[str, ...]
    images: tuple[Image, ...]
    scores: dict[int, tuple[tuple[float, ...], ...]] = {}


def read(folder: Path) -> Watched | None:
    """What a run's folder tells of its watched photographs; None where it tells nothing."""
    try:
        return Watched.model_validate_json((folder / WATCHED).read_bytes())
    except (OSError, ValidationError):
        return None


def chosen(labels: NDArray[np.int64], groups: NDArray[np.object_], seed: int) -> list[int]:
    """Which validation photographs to watch: two of each of two classes, else one of four classes.

    Args:
        labels: class index of each validation photograph, of shape (n,).
        groups: its lesion or patient, of shape (n,): each is taken once.
        seed: the same seed takes the same photographs.

    Returns:
        at most four places in ``labels``; of more than four classes the most frequent ones'.
    """
    chance = np.random.default_rng(derive(seed, "watched"))
    classes, counts = np.unique(labels, return_counts=True)
    frequent = classes[np.argsort(-counts, kind="stable")][:MOST]
    each = max(MOST // max(len(frequent), 1), 1)
    taken: list[int] = []
    for label in sorted(frequent):
        there = chance.permutation(np.flatnonzero(labels == label))
        _, first = np.unique(groups[there], return_index=True)
        taken += [int(place) for place in there[np.sort(first)][:each]]
    return taken[:MOST]


@dataclass(frozen=True)
class Watch:
    """Keeps the scores of the watched photographs in a run's folder.

    Args:
        folder: of the run.
        dataset: the run's.
        seed: of the recipe.
    """

    folder: Path
    dataset: Dataset
    seed: int

    def saw(self, epoch: int, scores: NDArray[np.floating]) -> None:
        """Keep an epoch's scores; one told again replaces itself.

        Args:
            epoch: counted from 1.
            scores: of all validation photographs in order, of shape (n, classes).
        """
        rows = self.dataset.rows("validation")
        groups = self.dataset.manifest["group"].to_numpy()[rows]
        places = chosen(self.dataset.targets[rows], groups, self.seed)
        before = read(self.folder)
        earlier = {n: told for n, told in before.scores.items() if n < epoch} if before else {}
        now = tuple(tuple(round(float(s), _DIGITS) for s in scores[place]) for place in places)
        told = Watched(
            classes=self.dataset.classes,
            images=tuple(self._image(int(rows[place])) for place in places),
            scores={**earlier, epoch: now},
        )
        text = json.dumps(told.model_dump(), ensure_ascii=False)
        process.write_atomically(self.folder / WATCHED, text.encode())

    def _image(self, row: int) -> Image:
        entry = self.dataset.manifest.iloc[row]
        return Image(row=row, image_id=str(entry["image_id"]), label=str(entry["label"]))
