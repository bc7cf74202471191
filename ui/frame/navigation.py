"""Which pages there are, what they are called, and how one leads to another.

A page's module is imported when the page is first opened, so the server is up at once.
"""

from __future__ import annotations

import importlib
from enum import StrEnum
from typing import TYPE_CHECKING

import streamlit as st

from ui.frame.errors import guarded

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.navigation.page import Page


class Place(StrEnum):
    """The pages, in the order of the left navigation; the value is the address."""

    START = "start"
    DATA = "data"
    DESIGN = "design"
    TRAIN = "train"
    RUNS = "runs"
    RESULTS = "results"
    PREDICT = "predict"
    SETTINGS = "settings"


_SHOWN = {
    Place.START: ("Start", "home"),
    Place.DATA: ("Data", "photo_library"),
    Place.DESIGN: ("Design", "account_tree"),
    Place.TRAIN: ("Train", "model_training"),
    Place.RUNS: ("Runs", "table_rows"),
    Place.RESULTS: ("Results", "query_stats"),
    Place.PREDICT: ("Predict", "center_focus_strong"),
    Place.SETTINGS: ("Settings", "settings"),
}


def pages(running: int) -> list[Page]:
    """All pages for ``st.navigation``; Train says how many trainings are running."""
    return [_page(place, running if place is Place.TRAIN else 0) for place in Place]


def _page(place: Place, running: int = 0) -> Page:
    title, icon = _SHOWN[place]
    return st.Page(
        _opener(place),
        title=f"{title} ({running})" if running else title,
        icon=f":material/{icon}:",
        url_path=place.value,
        default=place is Place.START,
    )


def _opener(place: Place) -> Callable[[], None]:
    """A function that imports the page's module and shows it, its failures in words."""

    @guarded
    def open_page() -> None:
        importlib.import_module(f"ui.pages.{place.value}.page").page()

    open_page.__name__ = place.value
    return open_page


def title(place: Place) -> str:
    """What the page is called in the navigation."""
    return _SHOWN[place][0]


def link(place: Place, label: str, *, icon: str | None = None, **query: str) -> None:
    """A link to a page, with what it should show in its address."""
    shown = f":material/{icon or _SHOWN[place][1]}:"
    st.page_link(_page(place), label=label, icon=shown, query_params=query or None)


def go(place: Place, **query: str) -> None:
    """Open another page now."""
    st.switch_page(_page(place), query_params=query or None)
