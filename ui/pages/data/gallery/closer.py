"""One photograph, large, with all that is known of it, and what can be decided about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from data.audit.measures import Measure
from data.opened import open_photograph
from ui.frame import wording
from ui.frame.errors import guarded
from ui.pages.data.check import deciding, findings
from ui.pages.data.gallery import views

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL.Image import Image

    from data.dataset import Dataset

_SMALL, _LARGE = 440, 1000
_RECORD: Final = {
    "diagnosis": "Diagnosis",
    "label": "Class",
    "split": "Part",
    "lesion_id": "Lesion",
    "patient_id": "Patient",
    "age": "Age",
    "sex": "Sex",
    "site": "Where on the body",
    "dx_type": "Confirmed by",
    "skin_type": "Skin type",
    "image_type": "Kind of image",
    "source": "Source",
    "licence": "Licence",
    "attribution": "To be named",
}


def original(dataset: Dataset, row: int) -> Image | NDArray[np.uint8]:
    """The photograph as it lies on the disk; where it was moved, its copy of 224 pixels."""
    try:
        image = open_photograph(dataset.file(row))
    except ValueError:
        return dataset.thumbnail(row, _SMALL)
    image.thumbnail((_LARGE, _LARGE))
    return image


def more(entry: pd.Series) -> str:
    """What the source tells of an image, as far as it does: "mel, 55, male, back, histo"."""
    age = entry["age"]
    told = [entry["diagnosis"] if entry["diagnosis"] != entry["label"] else None]
    told += [None if pd.isna(age) else f"{age:.0f} years"]
    told += [entry["sex"], entry["site"], entry["dx_type"]]
    return ", ".join(str(value).replace("_", "-") for value in told if not pd.isna(value))


@st.dialog("One photograph", width="large")
@guarded  # what is clicked in a dialog runs it alone, without the page around it
def show(dataset: Dataset, row: int) -> None:
    """The photograph and its record, beside the form to decide about it."""
    entry = dataset.manifest.iloc[row]
    picture, known = st.columns([3, 2], gap="medium")
    with picture:
        st.image(original(dataset, row), width="stretch", alt=str(entry["image_id"]))
        st.caption(wording.plain(_found(dataset, row)))
        views.show(dataset, row)
    with known:
        st.markdown(f"**{wording.plain(str(entry['image_id']))}**")
        st.dataframe(_record(entry), hide_index=True, height="content")
        image = str(entry["image_id"])
        deciding.form(dataset, deciding.options(dataset, [image]), key=f"closer_{row}")


def _record(entry: pd.Series) -> pd.DataFrame:
    told = {
        name: wording.part(str(entry[column])) if column == "split" else _value(entry[column])
        for column, name in _RECORD.items()
        if not pd.isna(entry[column])
    }
    told["Size"] = f"{entry['width']} × {entry['height']} pixels"
    return pd.DataFrame({"": list(told), "Known": list(told.values())})


def _value(value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else str(value)


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
