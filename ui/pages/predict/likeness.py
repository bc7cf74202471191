"""On a card: that a photograph is unlike all training images, the nearest ones, and the spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.likeness import sentences
from runs.likeness.asking import nearest
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.dataset import Dataset

_SHOWN = 3
_SIDE = 120


def warn(told: Mapping[str, Any]) -> None:
    """First on the card: unlike all it learnt from; or one of them."""
    likeness = told.get("likeness")
    unlike, same = sentences.unlike(likeness), sentences.seen_before(likeness)
    if unlike:
        first, _, rest = unlike.partition(": ")
        st.warning(f"**{first}**: {wording.plain(rest)}", icon=":material/warning:")
    if same:
        st.info(wording.plain(same), icon=":material/content_copy:")


def spread(
    told: Mapping[str, Any],
    positive: Sequence[str],
    folds: Sequence[Mapping[str, float]],
) -> None:
    """How far the score goes over mirrored views, and over the folds where they were asked.

    Args:
        told: of the photograph, as ``Helper.liken`` tells it.
        positive: the classes whose score is meant.
        folds: the scores of each fold; none where they were not asked.
    """
    name = wording.plain(" or ".join(positive))
    if told.get("views"):
        views = sentences.scores_of(told["views"], positive)
        st.caption(
            wording.plain(sentences.spread(views, "mirrored views")), help=_spread_help(name)
        )
    if len(folds) > 1:
        scores = [min(1.0, sum(one[each] for each in positive)) for one in folds]
        st.caption(wording.plain(sentences.spread(scores, "folds")), help=_FOLDS)


def nearest_images(told: Mapping[str, Any], dataset: Dataset | None) -> None:
    """The nearest training images with their labels; nothing where the dataset is gone."""
    likeness = told.get("likeness")
    found = nearest(dataset, likeness)[:_SHOWN]
    if not found or dataset is None or likeness is None:
        return
    st.caption(f"Nearest of {sentences.compared(likeness)}:", help=_NEAREST)
    for column, one in zip(st.columns(_SHOWN, gap="xsmall"), found, strict=False):
        label = wording.plain(one["label"])
        pixels = dataset.thumbnail(one["row"], _SIDE)
        alt = f"{one['image_id']}: {one['label']}"
        column.image(pixels, caption=label, width="stretch", output_format="JPEG", alt=alt)


def _spread_help(name: str) -> str:
    return (
        f"The score of {name} when the photograph is mirrored sideways, upside down, and both. "
        "What a lesion is does not hang on how the photograph is held; a wide spread says that the "
        "score does. It tells nothing of how often the network is right."
    )


_FOLDS = (
    "The scores of the networks of all folds: of one design, each trained on other photographs of "
    "the same collection. One of them may have learnt from this photograph."
)
_NEAREST = (
    "Photographs in which the network finds the most similar things, with their labels in your "
    "data. They show what it compares with; they are no diagnosis."
)
