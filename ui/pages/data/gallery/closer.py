"""One photograph, large, with all that is known of it, and what can be decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.audit.measures import Measure
from data.opened import open_photograph
from ui.frame import wording
from ui.frame.errors import guarded
from ui.pages.data.check import deciding, findings
from ui.pages.data.gallery import views, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from data.dataset import Dataset

_SMALL, _LARGE = 440, 1000


def original(dataset: Dataset, row: int) -> Image | NDArray[np.uint8]:
    """The photograph as it lies on the disk; where it was moved, its copy of 224 pixels."""
    try:
        image = open_photograph(dataset.file(row))
    except ValueError:
        return dataset.thumbnail(row, _SMALL)
    image.thumbnail((_LARGE, _LARGE))
    return image


@st.dialog("One photograph", width="large")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def show(dataset: Dataset, row: int, said: str = "") -> None:
    """The photograph and its record, beside the form to decide about it.

    Args:
        dataset: that it is of.
        row: of the manifest.
        said: how a run named it, where that is looked at.
    """
    entry = dataset.manifest.iloc[row].to_dict()
    picture, known = st.columns([3, 2], gap="medium")
    with picture:
        st.image(original(dataset, row), width="stretch", alt=str(entry["image_id"]))
        st.caption(wording.plain(_found(dataset, row)))
        views.show(dataset, row)
    with known:
        st.markdown(f"**{wording.plain(str(entry['image_id']))}**")
        if said:
            st.markdown(wording.plain(f"{said[:1].upper()}{said[1:]}."))
        known_of = words.record(entry)
        table = pd.DataFrame({"": list(known_of), "Known": list(known_of.values())})
        st.dataframe(table, hide_index=True, height="content")
        if not pd.isna(entry["attribution"]):
            st.caption(wording.plain(words.credit((str(entry["attribution"]),))))
        image = str(entry["image_id"])
        deciding.form(dataset, deciding.options(dataset, [image]), key=f"closer_{row}")


def _found(dataset: Dataset, row: int) -> str:
    """By what it stands out, and what was measured."""
    told = [findings.sentence(one) for one in findings.of(dataset) if row in one.rows]
    if dataset.measures is None:
        return "; ".join(f"among {one}" for one in told)
    values = dataset.measures.iloc[row]
    measured = (
        f"brightness {values[Measure.BRIGHTNESS]:.0f} of 255, sharpness "
        f"{values[Measure.SHARPNESS]:.1f}, hair on {100 * values[Measure.HAIR]:.1f} % of the pixels"
    )
    return "; ".join([*(f"among {one}" for one in told), measured]) + "."
