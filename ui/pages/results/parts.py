"""The parts of a run's results, one at a time; which one is shown stands in the address."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import streamlit as st

from ui.frame import addressed

_KEY: Final = "results_part"
_NAME: Final = "part"


class Part(StrEnum):
    """What the page shows."""

    GOOD = "How good"
    LINE = "Where to draw the line"
    WHOM = "For whom"
    MISTAKES = "Mistakes"
    ELSEWHERE = "Elsewhere"
    LEARNT = "How it learnt"
    HOME = "Take home"
    REPORT = "Report"

    @property
    def of_images(self) -> bool:
        """Whether it is about the images of one split."""
        return self in {Part.GOOD, Part.LINE, Part.WHOM, Part.MISTAKES}

    @property
    def address(self) -> str:
        """Its name in the address; the first part needs none."""
        return "" if self is Part.GOOD else self.name.lower()


def chosen() -> Part:
    """The part that the address or a click asks for; afterwards the address tells it."""
    addressed.begin(_NAME, _KEY, {one.address: one for one in Part})
    part = Part(
        st.segmented_control(
            "Part", list(Part), required=True, key=_KEY, label_visibility="collapsed"
        )
        or Part.GOOD
    )
    addressed.end(_NAME, part.address)
    return part


def turn_to(part: Part) -> None:
    """Show another part from the next rerun on; for buttons."""
    st.session_state[_KEY] = part
