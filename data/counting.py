"""How many images, lesions and patients a manifest holds, by class and by split.

Counts only; a share or a verdict is for the pages and for evaluation.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.readers.records import Split

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def by_split(
    splits: Iterable[str], labels: Iterable[str], classes: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Images by split, then by class, zeros included: ``{"train": {"benign": 1440, …}, …}``."""
    found = Counter(zip(splits, labels, strict=True))
    return {
        split.value: {name: found[split.value, name] for name in classes}
        for split in (Split.TRAIN, Split.VALIDATION, Split.TEST)
    }


def distinct(ids: Iterable[str | None]) -> int | None:
    """How many different ids there are; None where there are none at all."""
    return len({name for name in ids if isinstance(name, str)}) or None


def class_table(manifest: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Images, lesions, patients and groups of each class, one row a class.

    Lesions and patients are missing where the source gives no ids.
    """
    rows = [_counts(manifest[manifest["label"] == name]) for name in classes]
    return pd.DataFrame(rows, index=pd.Index(classes, name="class"))


def split_table(manifest: pd.DataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Images, lesions, patients and groups of each split and class, one row a pair."""
    pairs = [(split.value, name) for split in Split for name in classes]
    rows = [
        _counts(manifest[(manifest["split"] == split) & (manifest["label"] == name)])
        for split, name in pairs
    ]
    return pd.DataFrame(rows, index=pd.MultiIndex.from_tuples(pairs, names=["split", "class"]))


def _counts(part: pd.DataFrame) -> dict[str, Any]:
    return {
        "images": len(part),
        "lesions": distinct(part["lesion_id"]),
        "patients": distinct(part["patient_id"]),
        "groups": int(part["group"].nunique()),
    }
