"""Where scores react, on whichever page shows it: asked once a photograph, with a bar that fills.

Heat maps come from ``runs.explaining``; which photographs are meant is for the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import streamlit as st

from layers_catalog.errors import UserError
from runs.explaining.sentences import CALLED, in_words, made_by
from ui.frame import errors, wording
from ui.frame.remembered import Keyed, asked_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from runs.explaining.asking import Explained, Progress

K = TypeVar("K", bound=Keyed)
WHAT: Final = (
    "Coloured is what raises the score. Heat beside the lesion may mean that the network looks at "
    "rulers, hair or the skin around it; heat on the lesion does not mean that it is right."
)
_DOING: Final = "Where the score reacts"


def asked(
    kind: str,
    run_id: int,
    photographs: Sequence[K],
    ask: Callable[[Sequence[K], Progress], Iterator[Explained]],
    *,
    on_page: Sequence[K],
    positive: tuple[str, ...],
) -> list[Explained]:
    """Heat maps in the order of the photographs; fewer where the network itself cannot be asked.

    Args:
        kind: tells the photographs of one list from those of others.
        run_id: of a run.
        photographs: that are asked about now.
        ask: makes the heat maps of those that are not known, and tells how far it is.
        on_page: heat maps of others are forgotten.
        positive: the classes whose score is meant.
    """

    def with_bar(unknown: list[K]) -> Iterator[Explained]:
        bar = st.progress(0.0, text=_DOING)

        def progress(done: float, total: int, left: float | None) -> None:
            ahead = wording.time_left(left)
            said = f"{_DOING}: {min(int(done) + 1, total)} of {total}"
            bar.progress(done / total, text=f"{said}; {ahead}" if ahead else said)

        yield from ask(unknown, progress)
        bar.empty()

    try:
        return asked_once(
            kind,
            run_id,
            photographs,
            with_bar,
            on_page=on_page,
            keep=lambda made: not made.problem,
            about=positive,
        )
    except UserError as error:
        errors.tell(error)
        return []


def told(heat: Explained) -> None:
    """What is told of a heat map below it, or why there is none."""
    if heat.problem:
        st.error(wording.plain(heat.problem), icon=":material/error:")
        return
    said = " ".join([f"{CALLED}.", *in_words(heat.told)])
    st.caption(wording.plain(said), help=made_by(heat.told))
