"""A cross-validation as it is compared: all that its folds held out, and each fold by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from runs.comparing.material import (
    ComparisonError,
    FoldPart,
    Material,
    manifest_of,
    predictions_of,
)
from runs.results import dataset_of, score_columns
from runs.series.naming import repeats_of, short
from runs.series.paths import HELD_OUT
from runs.series.repeats import place_of

if TYPE_CHECKING:
    from pathlib import Path


def whole(workspace: Path, asked: str) -> Material:
    """Read a cross-validation.

    Args:
        workspace: the folder with the runs.
        asked: its name, or the beginning of it.

    Raises:
        SeriesMissingError: there is none of that name.
        ComparisonError: a fold is missing or has no predictions, or files are damaged.
    """
    repeats = repeats_of(workspace, asked)
    first = repeats[0][0]
    place, folds = place_of(str(first.series)), int(first.folds or 0)
    if len(repeats) < place.repeats or any(len(one) < folds for one in repeats):
        raise ComparisonError(
            f"Not all folds of cross-validation {short(place.whole)} are here.",
            "Compare it once all have been trained to their end.",
        )
    about = dataset_of(workspace, first.id)
    classes = tuple(str(name) for name in about.get("classes", ()))
    parts = tuple(
        FoldPart(
            run, predictions_of(workspace, run, classes, HELD_OUT), manifest_of(workspace, run)
        )
        for one in repeats
        for run in one
    )
    held = pd.concat([part.predictions for part in parts])
    scores = held.groupby("image_id", sort=False)[score_columns(classes)].mean()
    known = held.drop_duplicates("image_id").set_index("image_id")[["group", "label"]]
    return Material(
        run=first,
        classes=classes,
        predictions=known.join(scores).reset_index(),
        manifest=parts[0].manifest,
        about=about,
        point=None,
        series=place.whole,
        folds=parts,
        repeats=place.repeats,
    )
