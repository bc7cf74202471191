"""What is known of a run's photographs besides their pixels, as evaluation takes it.

Reads a dataset's tables and measures; judging is left to ``runs.evaluation``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from data.audit.measures import Measure
from data.audit.shortcuts import Of, alone
from data.guards import numbered_by_patient
from data.manifest import LEFT_OUT
from runs.evaluation.doubts.facts import Facts, Thing
from runs.evaluation.study import Part
from runs.groupings import groupings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from data.dataset import Dataset
    from runs.store.records import EpochRecord

PATHOLOGY: Final = ("histo", "patholog", "biops")
"""A label was confirmed by pathology where ``dx_type`` has one of these in it: "histo" of
HAM10000, "histopathology" of the ISIC Archive."""
THINGS: Final[Mapping[str, str]] = {
    "size and source": "The size, source and kind of the photograph",
    Measure.BRIGHTNESS: "Whether a photograph is very dark or very bright",
    Measure.CONTRAST: "Whether a photograph shows next to nothing",
    Measure.BURNT: "Whether a photograph is burnt out to white",
    Measure.SHARPNESS: "Whether a photograph is blurred",
    Measure.CORNERS: "Whether a photograph has dark corners",
    Measure.HAIR: "Whether a photograph shows much hair",
    Measure.RULER: "Whether a photograph shows a ruler",
    Measure.INK: "Whether a photograph shows a marker's ink",
    "site": "The site on the body",
    "age": "The patient's age",
    "sex": "The patient's sex",
    "skin_type": "The skin type",
    "dx_type": "How the diagnosis was confirmed",
}


def part(dataset: Dataset, rows: NDArray[np.int64], scores: NDArray[np.float64]) -> Part:
    """The photographs in some rows of a dataset's manifest, and what is known of each.

    Args:
        dataset: theirs.
        rows: of shape (n,).
        scores: of shape (n, classes), in the order of ``rows``.
    """
    taken = dataset.manifest.iloc[rows]
    known = groupings(taken)
    types = known["dx_type"]
    sure = np.array([_by_pathology(kind) for kind in types], dtype=np.bool_)
    return Part(
        labels=dataset.targets[rows],
        scores=scores,
        groups=taken["group"].to_numpy(),
        known=known,
        by_pathology=sure if any(types) else None,
    )


def facts(dataset: Dataset, epochs: Iterable[EpochRecord]) -> Facts:
    """What is known of a study on a dataset, whatever the guards did when it was imported.

    Args:
        dataset: that it is on.
        epochs: what each epoch of training measured.
    """
    return replace(
        _divided(dataset, dataset.used), counts=dataset.counts(), learned=learned(epochs)
    )


def facts_of_folds(
    dataset: Dataset, folds: Mapping[str, int], epochs: Iterable[Iterable[EpochRecord]]
) -> Facts:
    """As ``facts``, of a cross-validation: nothing may lie in two of its folds.

    Args:
        dataset: the version of any of the folds.
        folds: by image id, the fold that held it out; of all photographs that are in a part.
        epochs: what each epoch of each fold's training measured.
    """
    used = dataset.used
    used = used.assign(split=used["image_id"].map(folds).map("fold {:.0f}".format))
    shares = [told for told in map(learned, epochs) if told is not None]
    mean = tuple(float(share) for share in np.mean(shares, axis=0)) if shares else None
    labels = used["label"].value_counts()
    return replace(
        _divided(dataset, used),
        parts="the folds",
        counts={"held-out": {name: int(labels.get(name, 0)) for name in dataset.classes}},
        learned=None if mean is None else (mean[0], mean[1]),
    )


def _divided(dataset: Dataset, used: pd.DataFrame) -> Facts:
    """What does not depend on who learnt.

    Args:
        dataset: what gives a class away alone is measured by its own parts.
        used: its photographs, with the part in ``split`` that none may share a lesion with another.
    """
    measures = dataset.measures
    measured = None if measures is None else measures.loc[used.index]
    return Facts(
        grouped_by=dataset.grouped_by,
        two_sided=two_sided(used, dataset.grouped_by),
        copies=_copies(dataset, used),
        things=[
            Thing(THINGS[one.name], one.of is Of.PICTURE, one.auc, one.low, one.label)
            for one in alone(dataset.used, measured, dataset.classes)
        ],
    )


def two_sided(used: pd.DataFrame, grouped_by: str) -> dict[str, int]:
    """How many patients, lesions and pictures (equal in all pixels) lie in more than one part.

    Args:
        used: the manifest's rows of photographs that are in a part.
        grouped_by: "patient", "lesion" or "image"; of groups, where nothing else is told.
    """
    numbered = numbered_by_patient(zip(*_ids(used), strict=True))
    patients = used["patient_id"].fillna("").astype(str) if numbered else ""
    found = {
        "patient": _in_two(used["patient_id"], used["split"]),
        "lesion": _in_two(patients + used["lesion_id"], used["split"]),
        "picture": _in_two(used["pixel_hash"].replace("", None), used["split"]),
    }
    groups = _in_two(used["group"], used["split"])
    return found if any(found.values()) or not groups else {grouped_by: groups}


def learned(epochs: Iterable[EpochRecord]) -> tuple[float, float] | None:
    """The shares called rightly of training and validation in the best epoch of the last phase."""
    whole = [epoch for epoch in epochs if None not in {epoch.accuracy, epoch.val_accuracy}]
    last = [epoch for epoch in whole if epoch.phase == whole[-1].phase]
    if not last:
        return None
    best = max(last, key=lambda epoch: -1 if epoch.val_auc is None else epoch.val_auc)
    return float(best.accuracy or 0), float(best.val_accuracy or 0)


def _words(column: pd.Series[Any]) -> Sequence[str | None]:
    return [value if isinstance(value, str) and value.strip() else None for value in column]


def _by_pathology(kind: str | None) -> bool:
    return kind is not None and any(word in kind.lower() for word in PATHOLOGY)


def _ids(used: pd.DataFrame) -> tuple[Sequence[str | None], Sequence[str | None]]:
    return _words(used["lesion_id"]), _words(used["patient_id"])


def _in_two(ids: pd.Series[Any], parts: pd.Series[Any]) -> int:
    return int((parts.groupby(ids).agg("nunique") > 1).sum())


def _copies(dataset: Dataset, used: pd.DataFrame) -> int:
    parts = dict(zip(used["image_id"], used["split"], strict=True))
    sides = (
        {parts.get(name, LEFT_OUT) for name in pair.images} for pair in dataset.near_duplicates
    )
    return sum(len(side) > 1 and LEFT_OUT not in side for side in sides)
