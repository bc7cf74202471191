"""Photographs on which a drawing is shown: of the dataset in hand, else a drawn lesion."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import streamlit as st

from data.demo import Drawn
from data.opened import load_photograph
from layers_catalog.errors import UserError
from runs.picture import picture_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from data.dataset import Dataset
    from runs.picture import Picture

_LESIONS: Final = 30
"""That are drawn, in turn."""


def rows(dataset: Dataset, turn: int, count: int) -> list[int]:
    """Some training photographs from all over the dataset; others at each turn, round and round.

    Fewer where there are fewer, and none where there are none.
    """
    training = dataset.rows("train")
    if not len(training):
        return []
    step = max(len(training) // count, 1)
    places = [(turn + step * number) % len(training) for number in range(count)]
    return [int(training[place]) for place in dict.fromkeys(places)]


def photographs(part: GraphSpec, dataset: Dataset, chosen: list[int]) -> NDArray[np.uint8]:
    """The photographs as they come from the Input of that part of the drawing.

    Raises:
        UserError: a file was moved or damaged.
    """
    picture = picture_of(part)
    size = (picture.height, picture.width, picture.fit)
    try:
        return np.stack([load_photograph(dataset.file(row), *size) for row in chosen])
    except ValueError as error:
        raise UserError(
            f"A photograph of “{dataset.name}” cannot be shown: {error}",
            "Bring the files back to where they were when they were imported.",
        ) from error


def lesion(part: GraphSpec, turn: int) -> NDArray[np.uint8]:
    """A drawn lesion as it comes from the Input of that part of the drawing; others at each turn.

    Raises:
        NotSoundError: the part has no Input with right settings, or several.
    """
    picture = picture_of(part)
    return _lesion(turn % _LESIONS, picture)


@st.cache_data(max_entries=12, show_spinner=False)
def _lesion(number: int, picture: Picture) -> NDArray[np.uint8]:
    source = Drawn(0, _LESIONS)
    with source.open(source.files()[number].name) as file:
        return load_photograph(file.read(), picture.height, picture.width, picture.fit)
