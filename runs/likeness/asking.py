"""Training images like a photograph, asked of the helper process; no Keras here."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from runs.time_left import seconds_left

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.dataset import Dataset
    from runs.helper.client import Helper
    from runs.helper.many import Progress


def learn_all(helper: Helper, run_id: int, progress: Progress = lambda *_: None) -> None:
    """Let the training images of a run be looked at, which is done once; others may ask meanwhile.

    Args:
        helper: of the run's workspace.
        run_id: of a run with a trained network.
        progress: told how many are done, of how many, and the seconds left.

    Raises:
        ModelError: the run has no trained network.
        HelperError: its photographs are gone; or the process took too long or too much memory.
    """
    began, done, total, first = time.monotonic(), 0, 1, 0
    while done < total:
        done, total = helper.learn(run_id)
        first = first or done
        progress(done, total, seconds_left(done - first, total - first, time.monotonic() - began))


def nearest(dataset: Dataset | None, likeness: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The nearest training images with what they are: ``{image_id, label, row, distance}`` each.

    Args:
        dataset: of the run, as it was; ``None`` where it is gone: then there is nothing to show.
        likeness: as ``runs.likeness.measuring.beside`` tells it.
    """
    if dataset is None or likeness is None:
        return []
    manifest = dataset.manifest
    return [
        {
            "image_id": str(manifest["image_id"].iloc[one["row"]]),
            "label": str(manifest["label"].iloc[one["row"]]),
            **one,
        }
        for one in likeness["nearest"]
    ]
