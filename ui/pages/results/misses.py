"""The worst misses: images whose wrong class had the highest scores, to be looked at one by one.

Only of the split that is being shown: the test set's stay closed until it is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from runs.results import PREDICTIONS, score_columns
from runs.workspace import run_folder
from ui.frame import session, wording
from ui.pages.data.gallery.closer import original
from ui.pages.data.gallery.words import more
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.dataset import Dataset
    from runs.store.records import RunRecord

_MOST = 10
_SIDE = 220


@dataclass(frozen=True)
class Miss:
    """An image that was named wrongly.

    Args:
        image_id: its name in the dataset.
        label: in the dataset.
        said: what the network named it.
        scores: of every class, 0 to 1.
    """

    image_id: str
    label: str
    said: str
    scores: dict[str, float]


def worst(
    predictions: pd.DataFrame, classes: Sequence[str], *, split: str, most: int = _MOST
) -> list[Miss]:
    """The misses with the highest wrong scores, the worst first.

    Args:
        predictions: a run's, as ``predictions.parquet`` holds them.
        classes: in the order of the network.
        split: "validation" or "test".
        most: how many at most.
    """
    columns = dict(zip(classes, score_columns(classes), strict=True))
    found = []
    for row in predictions[predictions["split"] == split].to_dict("records"):
        scores = {name: float(row[column]) for name, column in columns.items()}
        said = max(scores, key=scores.__getitem__)
        if said != row["label"]:
            found.append(Miss(str(row["image_id"]), str(row["label"]), said, scores))
    return sorted(found, key=lambda miss: -miss.scores[miss.said])[:most]


def show(run: RunRecord, split: str) -> None:
    """The worst misses as pictures; nothing where the run's images are no longer there."""
    path = run_folder(session.workspace(), run.id) / PREDICTIONS
    classes = trained.about(run.id).get("classes")
    if not path.exists() or not classes:
        return
    found = worst(pd.read_parquet(path), classes, split=split)
    st.markdown(f"**Worst misses**{_of(run, split)}", help=_HELP)
    if not found:
        st.caption("Not one of these images was named wrongly.")
        return
    _pictures(run, found)


def _of(run: RunRecord, split: str) -> str:
    if split == "validation":
        return ", on validation"
    return ", on what the fold held out" if run.series else ", on the test set"


def _pictures(run: RunRecord, found: list[Miss]) -> None:
    dataset = trained.dataset(run)
    if dataset is None:
        st.caption("The photographs are no longer there: the dataset was deleted or changed.")
        return
    places = {str(name): place for place, name in enumerate(dataset.manifest["image_id"])}
    with st.grid(5, min_column_width=170):
        for miss in found:
            with st.container(gap="xsmall"):
                _picture(dataset, places[miss.image_id], miss)


def _picture(dataset: Dataset, row: int, miss: Miss) -> None:
    st.image(
        dataset.thumbnail(row, _SIDE),
        width="stretch",
        output_format="JPEG",
        alt=f"{miss.image_id}: {miss.label}, named {miss.said}",
    )
    said, label = wording.plain(miss.said), wording.plain(miss.label)
    st.caption(f"{wording.LABEL}: **{label}**; named {said} ({miss.scores[miss.said]:.2f})")
    if st.button("Look closer", key=f"miss_{row}", type="tertiary", icon=":material/zoom_in:"):
        _closer(dataset, row, miss)


@st.dialog("One image", width="medium")
def _closer(dataset: Dataset, row: int, miss: Miss) -> None:
    """The photograph itself, what is known of it, and every score."""
    told = more(dataset.manifest.iloc[row].to_dict())
    st.markdown(
        f"**{wording.plain(miss.image_id)}**. {wording.LABEL}: {wording.plain(miss.label)}"
        + (f" ({wording.plain(told)})" if told else "")
    )
    st.image(original(dataset, row), width="stretch", alt=miss.image_id)
    for name, score in sorted(miss.scores.items(), key=lambda pair: -pair[1]):
        st.progress(score, text=f"{wording.plain(name)}: {score:.2f}")


_HELP = (
    "The images that were named wrongly with the highest scores. Look whether they are rare, badly "
    "lit, partly outside the picture, or labelled wrongly."
)
