"""Four validation lesions, and how their scores change while the network learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from runs.training import watched
from runs.workspace import run_folder
from ui.frame import session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from data.dataset import Dataset
    from runs.store.records import RunRecord
    from runs.training.watched import Image, Watched

_SIDE = 180
_HELP = (
    "Chosen by chance before training, from the validation images. The network does not learn "
    "from them. A score sorts lesions; it is not the probability of a disease."
)


def show(run: RunRecord) -> None:
    """The watched lesions of a run; nothing before its first epoch, or once its dataset is gone."""
    seen = watched.read(run_folder(session.workspace(), run.id))
    if seen is None or not seen.scores:
        return
    dataset = trained.dataset(run)
    st.markdown("**Lesions to watch**", help=_HELP)
    with st.grid(4, min_column_width=140):
        for place, image in enumerate(seen.images):
            with st.container(gap="xsmall"):
                if dataset is not None:
                    _picture(dataset, image)
                _score(seen, place)


def _picture(dataset: Dataset, image: Image) -> None:
    st.image(
        dataset.thumbnail(image.row, _SIDE),
        width="stretch",
        output_format="JPEG",
        alt=f"{image.image_id}, {image.label}",
    )


def _score(seen: Watched, place: int) -> None:
    image = seen.images[place]
    scores = course(seen, place)
    name = scored(seen, image)
    st.progress(scores[-1], text=f"{wording.plain(name)}: {told(scores)}")
    st.caption(f"{wording.LABEL}: {wording.plain(image.label)}")


def scored(seen: Watched, image: Image) -> str:
    """The class whose score is shown: of two the positive one, else what the image is."""
    return seen.classes[1] if len(seen.classes) == 2 else image.label  # noqa: PLR2004  yes or no


def course(seen: Watched, place: int) -> list[float]:
    """An image's shown score, epoch by epoch."""
    shown = seen.classes.index(scored(seen, seen.images[place]))
    return [scores[place][shown] for _, scores in sorted(seen.scores.items())]


def told(scores: list[float]) -> str:
    """``[0.42, 0.6, 0.81]`` as "0.42 → 0.81": from the first epoch to the latest."""
    last = f"{scores[-1]:.2f}"
    return f"{scores[0]:.2f} → {last}" if len(scores) > 1 else last
