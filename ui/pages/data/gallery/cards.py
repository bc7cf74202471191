"""What the gallery shows of each photograph: its picture and its words, ready for the browser."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import TYPE_CHECKING, Final, TypedDict

import streamlit as st
from PIL import Image

from data.dataset import Dataset
from ui.frame import session
from ui.pages.data.gallery import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

_SIDE: Final = 220
_QUALITY: Final = 82


class Card(TypedDict):
    """A photograph in the grid."""

    id: str
    told: str
    more: str
    jpeg: str
    """As base64."""


def cards(dataset: Dataset, rows: Sequence[int], said: Mapping[int, str]) -> list[Card]:
    """The cards of some photographs.

    Args:
        dataset: that they are of.
        rows: of its manifest.
        said: by row, what stands there instead of class and part, such as a run's mistake.
    """
    entries = dataset.manifest.iloc[list(rows)].to_dict("records")
    return [
        Card(
            id=str(entry["image_id"]),
            told=said.get(row) or words.told(entry),
            more=words.more(entry),
            jpeg=jpeg,
        )
        for row, entry, jpeg in zip(rows, entries, _pictures(dataset, tuple(rows)), strict=True)
    ]


@st.cache_data(show_spinner=False, max_entries=8, hash_funcs={Dataset: session.version})
def _pictures(dataset: Dataset, rows: tuple[int, ...]) -> list[str]:
    """Their thumbnails; the latest are kept for whoever comes back to the gallery."""
    return [_jpeg(dataset.thumbnail(row, _SIDE)) for row in rows]


def _jpeg(pixels: NDArray[np.uint8]) -> str:
    written = io.BytesIO()
    Image.fromarray(pixels).save(written, "JPEG", quality=_QUALITY)
    return b64encode(written.getvalue()).decode()
