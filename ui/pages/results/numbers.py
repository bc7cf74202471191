"""The numbers of each class, and those that challenges score, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import charts
from ui.charts import figures
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Mapping

_TWO = 2
_SHARES = {"sensitivity": "Sensitivity", "specificity": "Specificity", "precision": "Precision"}
_AREAS = {"auc": "AUC", "average_precision": "Average precision"}


def shares(evaluation: Mapping[str, Any], split: str) -> None:
    """Sensitivity and specificity of the positive class, or of each of several."""
    rows = charts.per_class_rows(evaluation)
    figures.show(
        charts.intervals(
            rows, dark=session.dark(), percent=True, title="share, with its 95 % interval"
        ),
        title="Sensitivity and specificity",
        key=f"shares_{split}",
        help=_SENSITIVITY,
        rows=[dict(zip(("what", "value", "low", "high"), row, strict=True)) for row in rows],
    )


def per_class(evaluation: Mapping[str, Any], split: str, *, unit: str) -> None:
    """All that is measured of each class as a table; nothing of an older evaluation.

    Args:
        evaluation: of one split.
        split: its name.
        unit: "lesion", "patient" or "image": what the intervals count.
    """
    told = evaluation["per_class"]
    if not all("precision" in one for one in told.values()):
        return
    figures.table(
        [{"class": name, **_flat(one)} for name, one in told.items()],
        title="Each class against the rest",
        key=f"per_class_{split}",
        help=_PER_CLASS,
        shown=[_in_words(name, one, unit) for name, one in told.items()],
    )


def _flat(told: Mapping[str, Any]) -> dict[str, Any]:
    names = [f"{name}{end}" for name in (*_SHARES, *_AREAS) for end in ("", "_low", "_high")]
    return {name: told.get(name) for name in ("images", "groups", *names)}


def _in_words(name: str, told: Mapping[str, Any], unit: str) -> dict[str, str]:
    counted = {f"{unit.capitalize()}s": f"{told['groups']:,}"} if unit != "image" else {}
    return {
        "Class": wording.plain(name),
        "Images": f"{told['images']:,}",
        **counted,
        **{title: wording.share_with_interval(*_ends(told, key)) for key, title in _SHARES.items()},
        **{title: charts.area(*_ends(told, key)) for key, title in _AREAS.items()},
    }


def _ends(told: Mapping[str, Any], name: str) -> tuple[Any, Any, Any]:
    value, low, high = (told.get(f"{name}{end}") for end in ("", "_low", "_high"))
    return value, low, high


def challenge(evaluation: Mapping[str, Any], split: str) -> None:
    """What the ISIC challenges scored, under their own names; nothing of an older evaluation."""
    rows = evaluation.get("challenge")
    if not rows:
        return
    with st.expander("As the ISIC challenges scored", icon=":material/emoji_events:"):
        figures.table(
            [dict(row) for row in rows],
            title="Scores of the challenges",
            key=f"challenge_{split}",
            help=_CHALLENGE,
            shown=[
                {
                    "Score": row["name"],
                    "Value (95 % interval)": _three(row["value"], row["low"], row["high"]),
                    "What it is": row["source"],
                }
                for row in rows
            ],
        )


def _three(value: float | None, low: float | None, high: float | None) -> str:
    """With three digits: a partial AUC lives between 0.02 and 0.20."""
    if value is None:
        return "undefined"
    return f"{value:.3f}" + ("" if low is None or high is None else f" ({low:.3f} to {high:.3f})")


_SENSITIVITY = (
    "Sensitivity: the share of the class that is found. Specificity: the share of all others that "
    "is left alone. Intervals are Wilson's, on the number of lesions."
)
_PER_CLASS = (
    "Precision (PPV): of those called so, the share that is. It holds for this collection's mix of "
    "cases, which is usually not yours. Average precision: its mean over all that are of the class."
)
_CHALLENGE = (
    "To set a result beside those of a challenge. Partial AUC and auc_sens_80 look at high "
    "sensitivities only, and are two different numbers. On other photographs than the challenge's "
    "own they cannot be compared with its ranking."
)
