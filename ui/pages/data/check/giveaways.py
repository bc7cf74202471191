"""What gives the answer away without the lesion, and how well: one bar each."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from data.audit.measures import Measure
from data.audit.shortcuts import Alone, Of, alone
from data.dataset import Dataset
from ui.frame import session, wording

_HELP: Final = (
    "Each thing alone is used to tell the classes apart: learned on train, judged on validation "
    "and test. 0.5 is guessing, 1 is always right. Above 0.70 a network may learn the thing in "
    "place of the lesion."
)
_NAMES: Final = {
    "size and source": "Size, source and kind of the photograph",
    Measure.BRIGHTNESS: "Very dark or very bright",
    Measure.CONTRAST: "Nothing to see",
    Measure.BURNT: "Burnt out to white",
    Measure.SHARPNESS: "Blurred",
    Measure.CORNERS: "Dark corners",
    Measure.HAIR: "Much hair",
    Measure.RULER: "A ruler",
    Measure.INK: "A marker's ink",
    "site": "Where on the body",
    "age": "Age",
    "sex": "Sex",
    "skin_type": "Skin type",
    "dx_type": "How the diagnosis was confirmed",
}


def show(dataset: Dataset) -> None:
    """A warning for each giveaway, and all of them in a table."""
    found = _of(dataset)
    for one in found:
        if one.gives_away:
            st.warning(
                f"{_NAMES[one.name]}: this alone tells {_apart(one, dataset)} with an AUC of "
                f"{one.auc:.2f}, without any lesion. A network may learn it in place of the "
                "lesion: take photographs of all classes that are alike in it, or leave those that "
                "have it out.",
                icon=":material/warning:",
            )
    if found:
        with st.expander("What tells the classes apart without looking at the lesion"):
            _table(found, several=len(dataset.classes) > 2)  # noqa: PLR2004  two need no name


@st.cache_data(show_spinner=False, max_entries=4, hash_funcs={Dataset: session.version})
def _of(dataset: Dataset) -> list[Alone]:
    measures, used = dataset.measures, dataset.used
    return alone(used, None if measures is None else measures.loc[used.index], dataset.classes)


def _table(found: list[Alone], *, several: bool) -> None:
    frame = pd.DataFrame(
        {
            "What": [_NAMES[one.name] for one in found],
            "Of": [_of_what(one) for one in found],
            "AUC alone": [one.auc for one in found],
        }
    )
    if several:
        frame.insert(2, "Tells apart", [f"{one.label} and the rest" for one in found])
    st.dataframe(
        frame,
        hide_index=True,
        height="content",
        column_config={
            "AUC alone": st.column_config.ProgressColumn(
                min_value=0.5, max_value=1.0, format="%.2f", help=_HELP
            )
        },
    )
    st.caption(
        "What is known of the patient may rightly go with the diagnosis; how a photograph was "
        "taken should not. No network here is given either: they see the pixels only."
    )


def _apart(one: Alone, dataset: Dataset) -> str:
    two = len(dataset.classes) == 2  # noqa: PLR2004  then both are meant
    return "the classes apart" if two else f"{wording.plain(one.label)} from all others"


def _of_what(one: Alone) -> str:
    return "the photograph" if one.of is Of.PICTURE else "the patient or lesion"
