"""What a person may decide about photographs of a dataset.

The manifest as it was imported never changes: every version is made from it and the decisions in
force, by ``data.versions.applying``. Keeping and undoing them is for ``data.versions.log``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.errors import DecisionError
from data.versions import division as dividing
from data.versions.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

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
    division: dividing.Division | None = None


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
        dividing.check(decision.division, manifest)
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
    if decision.kind is Kind.GROUP and len(set(decision.images)) <= 1:
        raise DecisionError("One photograph is no group.", "Choose at least two.")
    _check_label(decision, classes)


def _check_label(decision: Decision, classes: Sequence[str]) -> None:
    named = f"The classes are {', '.join(f'“{name}”' for name in classes)}."
    if decision.kind is Kind.RELABEL and decision.label is None:
        raise DecisionError("No class is named for the photographs.", named)
    if decision.label is not None and decision.label not in classes:
        raise DecisionError(f"There is no class “{decision.label}” in this dataset.", named)
