"""What a phase of learning is told of its place, and what learning has come to: values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from layers_catalog.call import Call
    from runs.training.prefix import Split
    from runs.training.standing import Arrays

PHASE = "train"


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What learning has come to.

    Args:
        finished: whether all of it is done, and not only a part.
        epochs: how many were done.
        best_epoch: which of them was best, from 1 on.
        worth: of that one, as ``Standing`` ranks them.
        seconds: of learning, earlier attempts included.
        weights: the best ones, of the whole network.
        calls: the network's steps; a fitted head has its size only now.
        chosen: for the run's summary: what fitting has found.
        split_scores: what the network's parts say of the validation photographs with those weights,
            of shape (n, classes); ``None`` where it was trained whole.
        parts: those parts, and the whole that they were made of, with those weights; ``None`` also
            where the whole is another one by now.
    """

    finished: bool
    epochs: int
    best_epoch: int
    worth: tuple[float, float]
    seconds: float
    weights: Arrays
    calls: tuple[Call, ...]
    chosen: Mapping[str, Any]
    split_scores: NDArray[np.float32] | None = None
    parts: Split | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a phase of learning stands among all of them.

    Args:
        name: by which epochs are recorded; part of every seed.
        folder: of its checkpoints, from that of the run.
        before: epochs in earlier phases.
        epochs: over all phases, at most; 0 where there are none.
        text: what is said while it trains.
        last: whether none comes after it, so that the time left is known.
    """

    name: str = PHASE
    folder: str = "checkpoints"
    before: int = 0
    epochs: int = 0
    text: str = "Training"
    last: bool = True

    def told(self, progress: Mapping[str, Any]) -> dict[str, Any]:
        """Progress within the phase as that of the whole training."""
        left = progress["seconds_left"] if self.last else None
        epoch = self.before + progress["epoch"]
        epochs = self.epochs or progress["epochs"]
        place = {"text": self.text, "epoch": epoch, "epochs": epochs, "seconds_left": left}
        return {**progress, **place}


ONLY = Place()
"""Where there are no phases."""
