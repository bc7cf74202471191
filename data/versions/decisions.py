"""What a person may decide about photographs of a dataset, and the manifest that follows from it.

The manifest as it was imported never changes: every version is made from it and the decisions in
force. Keeping and undoing them is for ``data.versions.log``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.errors import DecisionError
from data.guards import GUARDED
from data.manifest import LEFT_OUT
from data.readers.records import Split
from data.versions import division
from data.versions.division import Division
from data.versions.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

LONGEST_REASON = 500


@dataclass(frozen=True)
class Decision:
    """One decision of a person.

    Args:
        kind: what was decided.
        images: the ids of the photographs.
        reason: why, in a person's words; never empty.
        made: when, as ISO 8601 with its zone.
        label: the class, where the kind names one.
        division: how to divide, where that was decided; no photographs are named then.
    """

    kind: Kind
    images: tuple[str, ...]
    reason: str
    made: str
    label: str | None = None
    division: Division | None = None


def check(decision: Decision, manifest: pd.DataFrame, classes: Sequence[str]) -> None:
    """Raise unless a decision can be taken about these photographs.

    Raises:
        DecisionError: no photographs, unknown ones, no reason, no class or an unknown one.
    """
    if (decision.kind is Kind.DIVIDE) != (decision.division is not None):
        raise DecisionError(
            "No photograph is named to divide: a dataset is divided as a whole.",
            "Use “Divide anew” on the Data page, or `lesion-studio divide`.",
        )
    if decision.division is not None:
        division.check(decision.division, manifest)
    elif not decision.images:
        raise DecisionError("No photograph is chosen.", "Choose at least one.")
    if not decision.reason.strip():
        raise DecisionError(
            "A decision needs its reason.", "Write why, so that others can follow it."
        )
    if len(decision.reason) > LONGEST_REASON:
        raise DecisionError(
            f"The reason has {len(decision.reason):,} characters.",
            f"Tell it in at most {LONGEST_REASON}.",
        )
    known = set(manifest["image_id"])
    unknown = [image for image in decision.images if image not in known]
    if unknown:
        raise DecisionError(
            f"There is no photograph “{unknown[0]}” in this dataset.",
            "Give ids as the gallery shows them.",
        )
    if decision.kind is Kind.GROUP and len(set(decision.images)) < 2:  # noqa: PLR2004  a pair
        raise DecisionError("One photograph is no group.", "Choose at least two.")
    _check_label(decision, classes)


def _check_label(decision: Decision, classes: Sequence[str]) -> None:
    named = f"The classes are {', '.join(f'“{name}”' for name in classes)}."
    if decision.kind is Kind.RELABEL and decision.label is None:
        raise DecisionError("No class is named for the photographs.", named)
    if decision.label is not None and decision.label not in classes:
        raise DecisionError(f"There is no class “{decision.label}” in this dataset.", named)


def applied(manifest: pd.DataFrame, decisions: Iterable[Decision]) -> pd.DataFrame:
    """The manifest that follows from one as it was imported, and decisions in their order.

    Photographs that are tied together go to the most guarded of their parts: test before
    validation before train. One that comes back joins its group's part, or else train.

    Raises:
        DecisionError: a part would be left without a class.
    """
    found = manifest.copy()
    for decision in decisions:
        chosen = found["image_id"].isin(decision.images).to_numpy()
        if decision.kind is Kind.EXCLUDE:
            found.loc[chosen, "split"] = LEFT_OUT
        elif decision.kind is Kind.GROUP:
            _tie(found, chosen)
        elif decision.kind is Kind.DIVIDE:
            _divide(found, manifest, decision.division or Division())
        else:
            chosen = _with_copies(found, chosen)
            if decision.label is not None:
                found.loc[chosen, "label"] = decision.label
            if decision.kind is Kind.INCLUDE:
                _bring_back(found, chosen)
    _refuse_empty(found, manifest)
    return found


def _divide(found: pd.DataFrame, imported: pd.DataFrame, how: Division) -> None:
    """Give each photograph a part; one that was left out has its say and stays out.

    So bringing it back later moves no other photograph.
    """
    used = (found["split"] != LEFT_OUT).to_numpy()
    counted = used | (imported["split"] != LEFT_OUT).to_numpy()
    parts = found["split"].to_numpy(dtype=object, copy=True)
    parts[counted] = division.divided(found[counted], how)
    found.loc[used, "split"] = parts[used]


def _with_copies(found: pd.DataFrame, chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The chosen photographs and all whose pixels equal theirs: those carry one label."""
    pixels = found["pixel_hash"]
    alike: NDArray[np.bool_] = pixels.isin(pixels[chosen & (pixels != "").to_numpy()]).to_numpy()
    return chosen | alike


def _tie(found: pd.DataFrame, chosen: NDArray[np.bool_]) -> None:
    """Make one group of all groups that the chosen photographs are in."""
    groups = found["group"].to_numpy()
    together = np.isin(groups, groups[chosen])
    found.loc[together, "group"] = int(groups[together].min())
    used = together & (found["split"] != LEFT_OUT).to_numpy()
    found.loc[used, "split"] = _side(found, used)


def _bring_back(found: pd.DataFrame, chosen: NDArray[np.bool_]) -> None:
    used = (found["split"] != LEFT_OUT).to_numpy()
    back = chosen & ~used
    for group in found.loc[back, "group"].unique():
        of = (found["group"] == group).to_numpy()
        found.loc[of & back, "split"] = _side(found, of & used)


def _side(found: pd.DataFrame, used: NDArray[np.bool_]) -> str:
    """The most guarded part among some photographs; train where there are none."""
    parts = set(found.loc[used, "split"])
    return next((part.value for part in GUARDED if part.value in parts), Split.TRAIN.value)


def _refuse_empty(found: pd.DataFrame, before: pd.DataFrame) -> None:
    for part in Split:
        gone = set(before.loc[before["split"] == part.value, "label"])
        gone -= set(found.loc[found["split"] == part.value, "label"])
        if gone:
            name = min(gone)
            raise DecisionError(
                f"No photograph of “{name}” would be left in {part.value}.",
                "Every part needs each class: keep one there, or divide in another way.",
            )
