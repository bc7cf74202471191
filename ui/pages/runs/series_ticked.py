"""Which cross-validations are ticked, to be compared: kept while other pages are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import streamlit as st

from runs.series.repeats import place_of, shared_name
from ui.frame import session, wording

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_TICKED: Final = "series_ticked"


def ticked() -> list[str]:
    """The names of those that are to be compared; one that is gone, or binned, is forgotten."""
    st.session_state[_TICKED] = list(_there(st.session_state.get(_TICKED, ())))
    return list(st.session_state[_TICKED])


def tick(names: Sequence[str]) -> None:
    """Tick those that an address asks for, as far as they are there, and no others."""
    st.session_state[_TICKED] = list(_there(names))


def box(whole: str) -> None:
    """The box that ticks one."""
    key = f"series_tick_{whole}"
    st.session_state[key] = whole in st.session_state.get(_TICKED, ())
    st.checkbox(
        "Compare",
        key=key,
        on_change=_turned,
        args=(whole,),
        help="With other cross-validations or runs that are ticked.",
    )


def hidden(shown: Collection[str]) -> None:
    """Names those that are ticked though the list does not show them, and how to untick them.

    Args:
        shown: those that have a box on the page.
    """
    names = {whole: name for whole, name in _there(ticked()).items() if whole not in shown}
    if not names:
        return
    told = ", ".join(f"“{wording.plain(name)}”" for name in names.values())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(
            f"Ticked, but not in this list: {wording.plural(len(names), 'cross-validation')}, "
            f"{told}.",
            width="content",
        )
        st.button(
            "Untick", type="tertiary", key="series_untick", on_click=_untick, args=(list(names),)
        )


def _there(names: Collection[str]) -> dict[str, str]:
    """Those that are there, with what they are called, in the order of their names."""
    runs = session.store().list(series=list(names)) if names else []
    called = {place_of(str(run.series)).whole: shared_name(run.name) for run in runs}
    return {name: called[name] for name in _whole(names) if name in called}


def _whole(names: Collection[str]) -> list[str]:
    return list(dict.fromkeys(place_of(name).whole for name in names))


def _turned(whole: str) -> None:
    names = ticked()
    st.session_state[_TICKED] = (
        [name for name in names if name != whole] if whole in names else [*names, whole]
    )


def _untick(names: Collection[str]) -> None:
    st.session_state[_TICKED] = [name for name in ticked() if name not in names]
