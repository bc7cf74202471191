"""Everything about a dataset that is worth a look, each with its photographs; in order of weight.

Words for it are the pages'.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from data.audit.gaps import Clash, clashes
from data.audit.measures import USUAL, Measure
from data.manifest import LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from data.dataset import Dataset

TINY: Final = 100
"""Pixels: a photograph with a shorter side shows little of a lesion."""


class Kind(StrEnum):
    """What was found; a measure's own name where a photograph stands out by it."""

    UNDECIDED = "undecided"
    """Equal pixels with two labels: in no part until somebody decides."""
    DISAGREE = "disagree"
    """Copies, not equal in all pixels, with two labels."""
    COPIES = "copies"
    """Copies across lesions with one label."""
    CLASH = "clash"
    """Two things are said that cannot both be; see ``gaps.Clash``."""
    TINY = "tiny"
    STANDS_OUT = "stands-out"
    """By a measure; see ``measures.USUAL``."""
    LEFT_OUT = "left-out"
    """By a decision."""


NEEDS_DECISION: Final = frozenset({Kind.UNDECIDED, Kind.DISAGREE, Kind.CLASH})


@dataclass(frozen=True)
class Finding:
    """Photographs of which one thing was found.

    Args:
        kind: what.
        rows: of the manifest, rising; of pairs, those of one beside each other.
        count: of what is counted: pairs, lesions, patients or photographs.
        measure: by which they stand out.
        clash: what contradicts itself.
        low: whether the measure is too low, and not too high.
    """

    kind: Kind
    rows: tuple[int, ...]
    count: int
    measure: Measure | None = None
    clash: Clash | None = None
    low: bool = False

    @property
    def key(self) -> str:
        """A name for it among those of one dataset."""
        more = [self.measure, "low" if self.low else None]
        more += [self.clash.one, self.clash.differ] if self.clash else []
        return " ".join([self.kind, *(str(part) for part in more if part)])


def findings(dataset: Dataset) -> list[Finding]:
    """All that was found about a version of a dataset, what needs a decision first."""
    manifest = dataset.manifest
    places = {str(name): row for row, name in enumerate(manifest["image_id"].tolist())}
    used = (manifest["split"] != LEFT_OUT).to_numpy()
    found = [_undecided(manifest), *_copies(dataset, places, used)]
    found += [
        _finding(Kind.CLASH, _rows(clash.images, places), clash.count, clash=clash)
        for clash in clashes(dataset.used)
    ]
    if dataset.photographed:
        shorter = manifest[["width", "height"]].min(axis=1).to_numpy()
        found.append(_finding(Kind.TINY, np.flatnonzero(used & (shorter < TINY))))
    found += _standing_out(dataset.measures, used)
    undecided = np.isin(np.arange(len(manifest)), found[0].rows)
    found.append(_finding(Kind.LEFT_OUT, np.flatnonzero(~used & ~undecided)))
    return [one for one in found if one.count]


def undecided(manifest: pd.DataFrame) -> list[tuple[int, ...]]:
    """Rows of photographs with equal pixels and two labels, a tuple for each picture."""
    left_out = (manifest["split"] == LEFT_OUT) & (manifest["pixel_hash"] != "")
    rows = np.flatnonzero(left_out.to_numpy())
    aside = manifest.iloc[rows]
    return [
        tuple(group["row"].tolist())
        for _, group in aside.assign(row=rows).groupby("pixel_hash", sort=False)
        if len(set(group["label"])) > 1
    ]


def _undecided(manifest: pd.DataFrame) -> Finding:
    groups = undecided(manifest)
    return _finding(Kind.UNDECIDED, [row for group in groups for row in group], len(groups))


def _copies(dataset: Dataset, places: dict[str, int], used: NDArray[np.bool_]) -> Iterable[Finding]:
    """Pairs whose photographs are both in use, with their labels as they are now."""
    labels = dataset.manifest["label"].to_numpy()
    pairs = [[places[name] for name in pair.images] for pair in dataset.near_duplicates]
    pairs = [pair for pair in pairs if used[pair].all()]
    apart = [labels[one] != labels[other] for one, other in pairs]
    for kind, wanted in ((Kind.DISAGREE, True), (Kind.COPIES, False)):
        chosen = [pair for pair, odd in zip(pairs, apart, strict=True) if odd is wanted]
        if kind is Kind.COPIES:
            lesions, patients = (
                dataset.manifest[name].tolist() for name in ("lesion_id", "patient_id")
            )
            chosen = [pair for pair in chosen if not _one_lesion(pair, lesions, patients)]
        yield _finding(kind, [row for pair in chosen for row in pair], len(chosen))


def _one_lesion(
    pair: list[int], lesions: Sequence[str | float], patients: Sequence[str | float]
) -> bool:
    """Whether both are of one known lesion and not of two known patients; unknown is no text."""
    one, other = (lesions[row] for row in pair)
    known = {patients[row] for row in pair if isinstance(patients[row], str)}
    return isinstance(one, str) and one == other and len(known) <= 1


def _standing_out(measures: pd.DataFrame | None, used: NDArray[np.bool_]) -> Iterable[Finding]:
    if measures is None:
        return
    for measure, usual in USUAL.items():
        values = measures[measure.value].to_numpy()
        for low in (True, False):
            odd = used & (values < usual.least if low else values > usual.most)
            rows = np.flatnonzero(odd)
            yield _finding(Kind.STANDS_OUT, rows, measure=measure, low=low)


def _rows(images: Iterable[str], places: dict[str, int]) -> list[int]:
    return [places[name] for name in images]


def _finding(
    kind: Kind,
    rows: Iterable[int],
    count: int | None = None,
    *,
    measure: Measure | None = None,
    clash: Clash | None = None,
    low: bool = False,
) -> Finding:
    ordered = tuple(dict.fromkeys(int(row) for row in rows))
    return Finding(kind, ordered, len(ordered) if count is None else count, measure, clash, low)
