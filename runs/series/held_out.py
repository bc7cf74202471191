"""The photographs that folds held out, each with the scores of a network that had not seen it.

Judging them is left to ``judging``.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from runs.evaluation.calibration import Scaled, temperature
from runs.operating.scored import Scored, read_scored
from runs.results import PREDICTIONS, score_columns
from runs.series.lines import lines_of, mean_line
from runs.series.paths import FOLDS, HELD_OUT
from runs.tempering import tempered
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from runs.evaluation.metrics import Floats, Integers
    from runs.series.lines import Line


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Photographs in one order, each once.

    Args:
        images: their ``image_id``, ``group`` and ``label``, a row each, of n rows.
        classes: names, in the order of the scores.
        folds: of shape (n,), which fold held each out, counted from 1 (of the first repeat).
        scores: of shape (n, classes).
        scaled: the same at the temperature of each network, fitted on that fold's own validation
            part; ``None`` where a fold's validation tells none.
        lines: what thresholds decide that were chosen on those parts by a rule.
    """

    images: pd.DataFrame
    classes: tuple[str, ...]
    folds: Integers
    scores: Floats
    scaled: Scaled | None
    lines: tuple[Line, ...] = ()

    @property
    def labels(self) -> Integers:
        """Indices into ``classes``, of shape (n,)."""
        places = {name: place for place, name in enumerate(self.classes)}
        return np.array([places[name] for name in self.images["label"]], dtype=np.int64)

    @property
    def scored(self) -> Scored:
        """The same as scores of one split."""
        groups = np.unique(self.images["group"].to_numpy(), return_inverse=True)[1]
        return Scored(self.classes, self.scores, self.labels, groups.astype(np.int64))

    def of_fold(self, fold: int) -> HeldOut:
        """Those of one fold, with their plain scores alone."""
        own = self.folds == fold
        images = self.images[own].reset_index(drop=True)
        return HeldOut(images, self.classes, self.folds[own], self.scores[own], None)


def held_out(folders: Sequence[Path], classes: Sequence[str]) -> HeldOut:
    """What the folds of one repeat held out, one fold after the other.

    Args:
        folders: of their runs, in the order of the folds.
        classes: in the order of their networks.

    Raises:
        OperatingPointError: predictions are missing or damaged.
    """
    columns = dict(zip(classes, score_columns(classes), strict=True))
    parts = [
        tuple(
            read_scored(folder / PREDICTIONS, columns, split=part)
            for part in ("validation", HELD_OUT)
        )
        for folder in folders
    ]
    held = [own for _, own in parts]
    temperatures = [temperature(one.labels, one.scores) for one, _ in parts]
    known = tuple(at for at in temperatures if at is not None)
    after = [tempered(one.scores, at) for one, at in zip(held, temperatures, strict=True) if at]
    return HeldOut(
        pd.concat([_images(folder) for folder in folders], ignore_index=True),
        tuple(classes),
        np.repeat(np.arange(1, len(held) + 1), [len(one.labels) for one in held]),
        np.concatenate([one.scores for one in held]),
        Scaled(np.concatenate(after), known) if len(known) == len(held) else None,
        lines_of([(chosen_on, own) for chosen_on, own in parts]),
    )


def _images(folder: Path) -> pd.DataFrame:
    table = pd.read_parquet(folder / PREDICTIONS, columns=["image_id", "split", "group", "label"])
    return table.loc[table["split"] == HELD_OUT, ["image_id", "group", "label"]]


def mean_of(repeats: Sequence[HeldOut]) -> HeldOut:
    """Each photograph with the mean of its scores over the repeats.

    Args:
        repeats: at least one, of the same photographs in any order.

    Raises:
        ValueError: they did not hold the same photographs out.
    """
    first = repeats[0]
    orders = [_order(one, first) for one in repeats]
    every = list(zip(repeats, orders, strict=True))
    at_own = [(one.scaled, order) for one, order in every if one.scaled is not None]
    after = None
    if len(at_own) == len(repeats):
        after = Scaled(
            np.mean([told.scores[order] for told, order in at_own], axis=0),
            tuple(at for told, _ in at_own for at in told.temperatures),
        )
    scores = np.mean([one.scores[order] for one, order in every], axis=0)
    lines = tuple(
        mean_line([replace(line, flagged=line.flagged[order]) for line, order in rule])
        for rule in zip(
            *([(line, order) for line in one.lines] for one, order in every), strict=False
        )
    )
    return HeldOut(first.images, first.classes, first.folds, scores, after, lines)


def _order(one: HeldOut, first: HeldOut) -> Integers:
    """Where the photographs of the first repeat stand in another."""
    places = pd.Index(one.images["image_id"]).get_indexer(first.images["image_id"])
    if len(one.images) != len(first.images) or (places < 0).any():
        raise ValueError("The repeats did not hold the same photographs out.")
    return np.asarray(places, dtype=np.int64)


def keep(folder: Path, found: HeldOut) -> None:
    """Write ``predictions.parquet`` of a cross-validation, as a run's, its part ``FOLDS``."""
    columns = dict(zip(score_columns(found.classes), found.scores.T, strict=True))
    buffer = io.BytesIO()
    found.images.assign(split=FOLDS, **columns).to_parquet(buffer, index=False)
    write_atomically(folder / PREDICTIONS, buffer.getvalue())
