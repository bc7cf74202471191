"""Whom a dataset is made of, in counts: for a run's record, which outlives the photographs.

Nothing in it names an image, a lesion or a patient. Words for it are the card's.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from data.dataset import ABOUT, read_json
from data.errors import DatasetError

if TYPE_CHECKING:
    import pandas as pd

    from data.dataset import Dataset

TOLD: Final = ("sex", "site", "skin_type", "image_type", "dx_type", "source")
"""Columns of the manifest whose values are counted."""
_UNKNOWN: Final = {"", "unknown", "nan", "none", "n/a"}
_MOST: Final = 12
"""Values and reasons told each by its name; the rest is counted together."""
_NAMED: Final = re.compile(r"“[^”]*”|\d+")


def population(dataset: Dataset) -> dict[str, Any]:
    """Counts of a version of a dataset, as JSON values.

    Returns:
        ``splits``: for each part and class ``images, lesions, patients`` (None without ids);
        ``described``: for each part the ages and the values of ``TOLD``, with what is missing;
        ``reference``: for each class how its labels were confirmed; ``imported``: of how many rows,
        and why the others were not; ``copies``; ``sizes`` in pixels.
    """
    used = dataset.used
    parts = {str(name): part for name, part in used.groupby("split", sort=False)}
    return {
        "splits": {
            name: {str(label): _counted(own) for label, own in part.groupby("label")}
            for name, part in parts.items()
        },
        "described": {name: _described(part) for name, part in {"all": used, **parts}.items()},
        "reference": {str(k): _values(own["dx_type"]) for k, own in used.groupby("label")},
        "diagnoses": {str(k): _values(own["diagnosis"]) for k, own in used.groupby("label")},
        "imported": _imported(dataset),
        "copies": {
            "looked_for": dataset.looked_for_copies,
            "pairs": len(dataset.near_duplicates),
            "left_out": len(dataset.copies_left_out),
            "images_left_out": len(dataset.manifest) - len(used),
        },
        "sizes": _sizes(used),
    }


def _counted(rows: pd.DataFrame) -> dict[str, int | None]:
    return {
        "images": len(rows),
        "lesions": _distinct(rows["lesion_id"]),
        "patients": _distinct(rows["patient_id"]),
    }


def _distinct(ids: pd.Series) -> int | None:
    known = ids.dropna()
    return int(known.nunique()) if len(known) else None


def _described(rows: pd.DataFrame) -> dict[str, Any]:
    age = rows["age"].dropna()
    quarters = np.percentile(age, (25, 50, 75)).tolist() if len(age) else None
    return {
        "images": len(rows),
        "age": {"quartiles": quarters, "missing": len(rows) - len(age)},
        **{name: _values(rows[name]) for name in TOLD},
    }


def _values(column: pd.Series) -> dict[str, Any]:
    """How often each value is there, the commonest first, and how often none is."""
    counts = column.value_counts(sort=False)  # in the order in which they come
    said = Counter(dict(zip(counts.index.astype(str), counts.tolist(), strict=True)))
    known = {k: n for k, n in said.most_common() if k.strip().lower() not in _UNKNOWN}
    shown = dict(list(known.items())[:_MOST])
    return {
        "counts": shown,
        "others": sum(known.values()) - sum(shown.values()),
        "missing": len(column) - sum(known.values()),
    }


def _imported(dataset: Dataset) -> dict[str, Any]:
    """What was taken of what there was; names and numbers are taken out of the reasons."""
    try:
        report, about = dataset.report, read_json(dataset.folder / ABOUT)
    except DatasetError:
        return {}
    reasons = Counter(_NAMED.sub("…", str(one["why"])) for one in report.get("reported", ()))
    return {
        "layout": report.get("layout"),
        "rows_in": report.get("rows_in"),
        "imported": report.get("imported"),
        "reasons": dict(reasons.most_common(_MOST)),
        "map": about.get("map"),
        "split_given": bool(about.get("split_csv")),
        "seed": about.get("seed"),
        "created": about.get("created"),
    }


def _sizes(rows: pd.DataFrame) -> list[int]:
    """Least and largest width, then least and largest height, in pixels."""
    return [
        int(end) for side in ("width", "height") for end in (rows[side].min(), rows[side].max())
    ]
