"""What a manifest does not know, and where it contradicts itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from data.guards import numbered_by_patient

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

KNOWN: Final = ("lesion_id", "patient_id", "age", "sex", "site", "dx_type", "licence")
OLDEST: Final = 110
"""Years."""


@dataclass(frozen=True)
class Clash:
    """Photographs of which two things are said that cannot both be.

    Args:
        one: what they share: "lesion_id" or "patient_id"; or the column that cannot be right.
        differ: the column that differs, or "range".
        images: their ids.
        count: how many lesions, patients or photographs are concerned.
    """

    one: str
    differ: str
    images: tuple[str, ...]
    count: int


def missing(manifest: pd.DataFrame) -> dict[str, float]:
    """The share of photographs of which something is not known, 0 to 1, by column."""
    return {name: float(manifest[name].isna().mean()) for name in KNOWN}


def clashes(manifest: pd.DataFrame) -> list[Clash]:
    """Lesions with two classes, two patients or two sexes, patients with two sexes, odd ages."""
    pairs = (
        ("lesion_id", "label"),
        ("lesion_id", "patient_id"),
        ("lesion_id", "sex"),
        ("patient_id", "sex"),
    )
    found = [_differ(manifest, one, other) for one, other in pairs]
    ages = manifest["age"]
    odd = manifest.loc[(ages < 0) | (ages > OLDEST), "image_id"]
    found.append(Clash("age", "range", tuple(odd), len(odd)))
    return [clash for clash in found if clash.count]


def _differ(manifest: pd.DataFrame, one: str, other: str) -> Clash:
    known: Sequence[str] = [one, other]
    told = manifest.dropna(subset=known)
    if one == "lesion_id" and _counted_anew(manifest):
        return Clash(one, other, (), 0)
    values = told.groupby(one)[other].nunique()
    names = set(values[values > 1].index)
    images = tuple(told.loc[told[one].isin(names), "image_id"])
    return Clash(one, other, images, len(names))


def _counted_anew(manifest: pd.DataFrame) -> bool:
    """Whether equal numbers of lesions mean nothing, because each patient's begin at one."""
    known = manifest[["lesion_id", "patient_id"]].dropna()
    return numbered_by_patient(zip(known["lesion_id"], known["patient_id"], strict=True))
