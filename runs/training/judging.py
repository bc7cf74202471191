"""What a trained network says: predictions of each image, and the network itself.

Written whole or not at all. The numbers made of predictions are left to ``runs.judged``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.judged import SPLITS
from runs.results import MODEL, PREDICTIONS, score_columns
from runs.training import process
from runs.training.failures import TrainingError
from runs.training.predicting import for_many
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    import keras
    from numpy.typing import NDArray

    from runs.training.computing import Pass
    from runs.training.samples import Samples

_log = logging.getLogger(__name__)
COMPARED = 16
"""Photographs by which it is seen whether what predicts fast says what Keras says."""


def predicted(
    model: keras.Model,
    samples: Samples,
    *,
    batch: int = BATCH,
    magnifies: bool = False,
    told: Callable[[int, int], None] = lambda *_: None,
) -> dict[str, NDArray[np.float64]]:
    """Scores of the images of each split, of shape (n, classes), in the order of the manifest.

    Args:
        model: the trained network, in float32.
        samples: the photographs.
        batch: how many it is given at once.
        magnifies: as ``for_many`` takes it.
        told: called with photographs done and in all, as they are done.

    Raises:
        TrainingError: a score is not a finite number.
    """
    first, _ = next(iter(samples.batches(SPLITS[0], COMPARED)))
    way = for_many(model, first.numpy(), magnifies=magnifies)
    _log.info("%s", way.in_words)
    return finite(dict(_scores(way, samples, batch, told)))


def finite(scores: dict[str, NDArray[np.float64]]) -> dict[str, NDArray[np.float64]]:
    """The scores of each split as they are.

    Raises:
        TrainingError: a score is not a finite number.
    """
    if not all(np.isfinite(those).all() for those in scores.values()):
        raise TrainingError(
            "The trained network gives scores that are no numbers.",
            "Train again with a learning rate ten times smaller.",
        )
    return scores


def _scores(
    way: Pass, samples: Samples, batch: int, told: Callable[[int, int], None]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    done, total = 0, sum(len(samples.rows(split)) for split in SPLITS)
    for split in SPLITS:
        found: list[NDArray[np.float32]] = []
        for scores in way.over(pixels.numpy() for pixels, _ in samples.batches(split, batch)):
            found.append(scores)
            done += len(scores)
            told(done, total)
        yield split, np.concatenate(found).astype(np.float64)


def agreement(whole: NDArray[np.float64], parts: NDArray[np.float32]) -> dict[str, float]:
    """How far the scores of a network and those of its parts, trained apart, are from each other.

    Args:
        whole: of the final network, of shape (n, classes).
        parts: of its frozen beginning and its trained end, one after the other, of the same images.

    Returns:
        the largest difference, from 0 to 1, and the share of images put into the same class.
    """
    same = whole.argmax(axis=1) == parts.argmax(axis=1)
    return {
        "largest_difference": float(np.abs(whole - parts).max()),
        "same_class": float(same.mean()),
    }


def write_predictions(
    folder: Path, samples: Samples, scores: Mapping[str, NDArray[np.float64]]
) -> None:
    """Write ``predictions.parquet``: one row an image, one column a class."""
    frames = [_frame(samples, split, scores[split]) for split in scores]
    table = pd.concat(frames, ignore_index=True)
    process.write_atomically(folder / PREDICTIONS, table.to_parquet(index=False))


def _frame(samples: Samples, split: str, scores: NDArray[np.float64]) -> pd.DataFrame:
    rows = samples.dataset.manifest.iloc[samples.rows(split)]
    frame = rows[["image_id", "split", "group", "label"]].reset_index(drop=True)
    columns = score_columns(samples.dataset.classes)
    return frame.assign(**{name: scores[:, k] for k, name in enumerate(columns)})


def save_model(folder: Path, model: keras.Model) -> None:
    """Write ``model.keras`` beside its place, then rename it there."""
    partial = folder / f".partial-{MODEL}"
    model.save(partial)
    process.replace(partial, folder / MODEL)
