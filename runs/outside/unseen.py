"""Which photographs of another collection a run has not seen: what it is fairly judged on.

By pixels, exactly; and by the ids of lesions and patients where both come from one source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEARNED: Final = ("train", "validation")
_IDS: Final = ("lesion_id", "patient_id")


@dataclass(frozen=True)
class Unseen:
    """The verdict on each photograph.

    Args:
        rows: of shape (n,), True where it may be judged on.
        left_out: ``{why, images}`` for each reason.
    """

    rows: NDArray[np.bool_]
    left_out: list[dict[str, Any]]


def unseen(
    outside: pd.DataFrame, own: pd.DataFrame, wanted: NDArray[np.bool_] | None = None
) -> Unseen:
    """Leave out what the run has seen, and what is in its own dataset in any part.

    Its own test photographs are among the latter: judged here they would be looked at uncounted.

    Args:
        outside: the manifest's rows in use of the other dataset.
        own: the whole manifest of the version that the run learnt from.
        wanted: of shape (n,), which of them are to be judged on; by default all. The others still
            tie those of their lesion or patient to what the run has seen, and are not counted.
    """
    learned = own[own["split"].isin(_LEARNED)]
    pixels = outside["pixel_hash"].isin(set(learned["pixel_hash"]) - {""})
    by_id = _same_ids(outside, learned, everywhere=_one_archive(outside, own))
    rest = outside["pixel_hash"].isin(set(own["pixel_hash"]) - {""})
    rest |= _same_ids(outside, own, everywhere=_one_archive(outside, own))
    tied = outside["group"].isin(set(outside.loc[pixels | by_id | rest, "group"]))
    reasons = (
        ("are pixel for pixel photographs that the run has seen", pixels),
        ("are of a lesion or patient that the run has seen", by_id),
        ("are in the run's own dataset, or of a lesion or patient that is in it", rest),
        ("are of one lesion or patient with such a photograph", tied),
    )
    known = pixels & ~pixels if wanted is None else pd.Series(~wanted, index=outside.index)
    left_out = []
    for why, these in reasons:
        count = int((these & ~known).sum())
        if count:
            left_out.append({"why": why, "images": count})
        known |= these
    return Unseen((~known).to_numpy(), left_out)


def _one_archive(outside: pd.DataFrame, own: pd.DataFrame) -> bool:
    """Whether ids mean the same in both although no source is named: one photograph proves it."""
    for name in _IDS:
        there = own[own["pixel_hash"] != ""].drop_duplicates("pixel_hash")
        theirs = outside["pixel_hash"].map(there.set_index("pixel_hash")[name])
        if (theirs.notna() & (theirs == outside[name])).any():
            return True
    return False


def _same_ids(outside: pd.DataFrame, seen: pd.DataFrame, *, everywhere: bool) -> pd.Series[bool]:
    """Photographs whose lesion or patient is in ``seen``, where the sources are the same."""
    found = outside["group"] != outside["group"]
    for name in _IDS:
        known = {
            (source or "", identity)
            for source, identity in zip(
                seen["source"].fillna(""), seen[name].fillna(""), strict=True
            )
            if identity and (source or everywhere)
        }
        own = zip(outside["source"].fillna(""), outside[name].fillna(""), strict=True)
        found |= np.fromiter((pair in known for pair in own), dtype=np.bool_, count=len(outside))
    return found
