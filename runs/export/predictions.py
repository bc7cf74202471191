"""``predictions.csv``: the scores of each image; the test set's only once it was opened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from runs.export.frozen import ExportError
from runs.results import PREDICTIONS, score_columns
from runs.spreadsheet import defused
from runs.tempering import tempered

if TYPE_CHECKING:
    from collections.abc import Iterable

    from runs.export.frozen import FrozenRun

_ARCHIVE: Final = re.compile(r"ISIC_\d+(_downsampled)?")
NAMED: Final = "class (highest score)"


def predictions_of(run: FrozenRun) -> pd.DataFrame:
    """A row an image: ``image_id, split, group, label``, the score of each class, and ``NAMED``.

    Scores are at the run's temperature, where it is given out at one.

    Raises:
        ExportError: the file is missing or damaged.
    """
    path = run.folder / PREDICTIONS
    shown = ["validation", *["test"] * bool(run.results.get("test"))]
    scores = score_columns(run.facts.class_names)
    try:
        table = pd.read_parquet(path)
        table = table[table["split"].isin(shown)].reset_index(drop=True)
        given = table[scores].to_numpy(dtype=np.float64)
        named = given.argmax(axis=1) if len(table) else []
    except (OSError, ValueError, KeyError) as error:
        raise ExportError(
            f"The predictions in {path} cannot be read ({error}).",
            "Restore the file from a backup, or train again.",
        ) from error
    if run.temperature is not None and len(table):
        table[scores] = tempered(given, run.temperature)
    return table.assign(**{NAMED: [run.facts.class_names[k] for k in named]})


def of_an_archive(names: Iterable[str]) -> bool:
    """Whether all photographs are called as the ISIC Archive calls them, so that none is a name."""
    return all(_ARCHIVE.fullmatch(name) for name in names)


def predictions_csv(table: pd.DataFrame, *, neutral: bool = False) -> str:
    """The table as spreadsheets read it, scores with all their digits.

    Groups are numbered as they come: their own names may be those of patients.

    Args:
        table: as ``predictions_of`` gives it.
        neutral: whether images are numbered, too: "photograph 1" and so on.
    """
    table = table.assign(group=pd.factorize(table["group"])[0] + 1)
    if neutral:
        table = table.assign(image_id=[f"photograph {at}" for at in range(1, len(table) + 1)])
    texts = table.select_dtypes(exclude="number").columns
    safe = table.assign(**{name: table[name].map(defused) for name in texts})
    return str(safe.to_csv(index=False, lineterminator="\n"))
