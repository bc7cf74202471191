"""Where the score reacts in the photographs of a list, several at once, when that is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from layers_catalog.errors import UserError
from runs.explaining.asking import of_rows, positive_of
from runs.explaining.sentences import CALLED, of_several
from runs.results import MODEL
from runs.workspace import run_folder
from ui.frame import errors, heat, session, wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.dataset import Dataset
    from runs.explaining.asking import Explained, Progress
    from runs.store.records import RunRecord


def _switch(run: RunRecord) -> str:
    """The key of the switch for a run's photographs."""
    return f"results_heat_{run.id}"


@dataclass(frozen=True)
class Shown:
    """A photograph that is on show.

    Args:
        key: its name in the dataset.
        row: of the manifest.
    """

    key: str
    row: int


def wanted(run: RunRecord) -> bool:
    """The switch for all photographs of the list; no switch where the run has no network."""
    if not _can(run):
        return False
    return st.toggle("Show where the score reacts", key=_switch(run), help=heat.WHAT)


def wanted_of_one(run: RunRecord, one: Shown) -> bool:
    """The switch for one photograph, at first as the list's."""
    if not _can(run):
        return False
    return st.toggle(
        "Where the score reacts",
        value=bool(st.session_state.get(_switch(run))),
        key=f"{_switch(run)}_{one.row}",
        help=heat.WHAT,
    )


def _can(run: RunRecord) -> bool:
    return (run_folder(session.workspace(), run.id) / MODEL).is_file()


def heats(
    run: RunRecord, dataset: Dataset, shown: Sequence[Shown], *, on_page: Sequence[Shown] = ()
) -> dict[int, Explained]:
    """Heat maps by the rows of their photographs; those that are not known are made now.

    Args:
        run: whose network is asked.
        dataset: its own.
        shown: the photographs.
        on_page: others whose heat maps are not to be forgotten.
    """

    def ask(unknown: Sequence[Shown], progress: Progress) -> Iterator[Explained]:
        rows = [one.row for one in unknown]
        return of_rows(
            session.helper(), run.id, dataset, rows, positive=positive, progress=progress
        )

    try:
        positive = positive_of(session.workspace(), run.id)
    except UserError as error:
        errors.tell(error)
        return {}
    made = heat.asked(
        "results_heats", run.id, shown, ask, on_page=[*shown, *on_page], positive=positive
    )
    return {one.row: of_it for one, of_it in zip(shown, made, strict=False)}


def told_of(made: Sequence[Explained]) -> None:
    """What holds for all of them."""
    each = [one.told for one in made if not one.problem]
    if each:
        said = " ".join([f"{CALLED}.", *of_several(each)])
        st.caption(wording.plain(said))
