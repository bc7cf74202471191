"""Whether a score can be read as a chance: reliability, Brier score and ECE, before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from ui import charts
from ui.charts import figures
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAMES = {"brier": "Brier score", "ece": "ECE", "log_loss": "Log loss"}
_NEAR = 0.05
"""A temperature so near to 1 mends nothing that could be seen."""


def show(evaluation: Mapping[str, Any], split: str) -> None:
    """The figure beside the numbers; nothing of an older evaluation."""
    told = evaluation.get("calibration")
    if not told:
        return
    st.subheader("Calibration: can a score be read as a chance?", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        figures.show(
            charts.reliability(told, dark=session.dark()),
            title="Score against share",
            key=f"reliability_{split}",
            help=_RELIABILITY,
            rows=charts.reliability_rows(told),
        )
        st.caption(_counted(told["before"]["bins"]))
    with right:
        rows = _rows(told)
        figures.table(
            rows,
            title="How far scores are off",
            key=f"calibration_{split}",
            help=_OFF,
            shown=[{name: _digits(value) for name, value in row.items()} for row in rows],
        )
        st.markdown(_temperature(told["temperature"], told.get("temperatures", ())))


def _rows(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    after = told.get("after") or {}
    return [
        {"": name, "as it is": told["before"][key], "after the temperature": after.get(key)}
        for key, name in _NAMES.items()
        if key in told["before"]
    ]


def _counted(bins: Sequence[Mapping[str, Any]]) -> str:
    """How much stands behind a dot: "15 bins of about 26 images"."""
    about = round(sum(one["images"] for one in bins) / len(bins))
    images = wording.plural(about, "image")
    return f"{wording.plural(len(bins), 'bin')} of about {images}, by rising score."


def _digits(value: str | float | None) -> str:
    return wording.UNKNOWN if value is None else value if isinstance(value, str) else f"{value:.3f}"


def _temperature(at: float | None, of_folds: Sequence[float]) -> str:
    if of_folds:
        low, high = min(of_folds), max(of_folds)
        return (
            f"**Temperatures {low:.2f} to {high:.2f}**, each network's own, chosen on the "
            "validation part of its fold. The figure puts the scores of all folds together: it "
            "tells how far scores of such networks are off, not those of one."
        )
    if at is None:
        return (
            "No temperature can be told from validation: it lacks a class, or its scores make no "
            "mistake."
        )
    near = abs(at - 1) < _NEAR
    way = "fit as they are" if near else "were too sure" if at > 1 else "were too cautious"
    return (
        f"**Temperature {at:.2f}**, chosen on validation: the scores {way}. It changes no AUC of "
        "two classes and no decision, but for scores so near to 0 or 1 that a computer cannot tell "
        "them apart. It is put into the model only if you ask for that under Take "
        "home: until then a score stays a score."
    )


_RELIABILITY = (
    "Images with about the same score, and the share of them that was so. On the dotted line a "
    "score can be read as a chance; below it scores are too high. Arms are 95 % intervals. Bins "
    "hold equally many images; on few images there are fewer bins, so that each says something."
)
_OFF = (
    "Brier score: the mean squared distance between score and truth; 0 is perfect. ECE: how far "
    "score and share lie apart on average, over 15 bins of equally many images; on few images it "
    "is never 0. Log loss: as in training. Lower is better for all three."
)
