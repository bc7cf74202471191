"""How long an epoch takes on this computer, for the pages: remembered, and in words.

How it is known is told by ``runs.training.forecast``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from runs.training import forecast, timed
from ui.frame import session, wording

if TYPE_CHECKING:
    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from runs.training.forecast import Pace
    from runs.training.timed import Timed

REMEMBER_S = 30


def in_words(pace: Pace) -> str:
    """The pace in words: "about 2 min an epoch"."""
    if pace.fitted:
        looking, fitting = wording.brief(pace.once), wording.brief(pace.epoch)
        return f"about {looking} to look at all photographs, then about {fitting} to fit"
    first = f"about {wording.brief(pace.once)} once, then " if pace.once >= 1 else ""
    return f"{first}about {wording.brief(pace.epoch)} an epoch"


def here(spec: GraphSpec, report: GraphReport, dataset: str | None) -> Pace | None:
    """What to expect of a drawing on this computer with that dataset."""
    return with_counts(spec, report, counts(dataset))


def counts(dataset: str | None) -> dict[str, int]:
    """Images of a dataset in "train", "validation" and "test"."""
    told = session.summary(dataset) if dataset else {}
    return {split: sum(by.values()) for split, by in told.get("splits", {}).items()}


def with_counts(spec: GraphSpec, report: GraphReport, images: dict[str, int]) -> Pace | None:
    """The same for so many images in each part."""
    folder = str(session.workspace())
    return forecast.pace(spec, report, images, _latest(folder), start=_start(folder))


@st.cache_data(ttl=REMEMBER_S, show_spinner=False)
def _latest(folder: str) -> list[Timed]:
    """Earlier trainings, timed."""
    store = session.store_of(folder)
    return [one for run in timed.ended(store) for one in _of(folder, run.id)]


@st.cache_data(max_entries=200, show_spinner=False)
def _of(folder: str, run_id: int) -> list[Timed]:
    """A run that has ended, timed."""
    store = session.store_of(folder)
    return timed.of_run(Path(folder), store.get(run_id), store.epochs(run_id))


@st.cache_data(ttl=REMEMBER_S, show_spinner=False)
def _start(folder: str) -> float | None:
    """Seconds to start, as the latest trainings took."""
    return forecast.starting(timed.ended(session.store_of(folder)))
