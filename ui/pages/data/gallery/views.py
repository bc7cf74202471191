"""One photograph as the drawing in hand shows it to the network while it learns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from builder.inference import infer
from builder.preparation import change_ends
from builder.topology import until
from data.opened import load_photograph
from layers_catalog.errors import UserError
from runs.picture import picture_of
from ui.frame import session, wording
from ui.frame.session import Hand

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from data.dataset import Dataset

_SHOWN = 6


def show(dataset: Dataset, row: int) -> None:
    """A switch, and six draws of the random changes; nothing where the drawing has none."""
    name = session.held(Hand.DESIGN)
    if name is None:
        return
    spec = session.shelf().load(name)
    ends = change_ends(spec, infer(spec, session.facts()))
    asked = f"As “{wording.plain(name)}” shows it to the network while it learns"
    if not ends or not st.toggle(asked, key=f"views_{row}"):
        return
    with st.spinner("Drawing random changes. The first time takes some seconds."):
        drawn = _drawn(spec, ends[0], dataset, row)
    with st.grid(3, min_column_width=120):
        for number, picture in enumerate(drawn, start=1):
            st.image(picture, width="stretch", alt=f"random change {number}")


def _drawn(spec: GraphSpec, end: str, dataset: Dataset, row: int) -> NDArray[np.uint8]:
    """What becomes of the photograph at a layer of the drawing, six times."""
    part = until(spec, end)
    picture = picture_of(part)
    try:
        one = load_photograph(dataset.file(row), picture.height, picture.width, picture.fit)
    except ValueError as error:
        raise UserError(
            f"The photograph cannot be shown: {error}",
            "Bring the files back to where they were when they were imported.",
        ) from error
    given = np.repeat(one[None], _SHOWN, axis=0)
    return session.helper().prepare(part, session.facts(), end, given, learning=True).photographs
