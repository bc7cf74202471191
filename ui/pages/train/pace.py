"""How long an epoch takes on this computer: measured where it can be, else worked out.

The measure is an earlier training of the same drawing; else the speed of trainings whose work was
of the same kind; else what a computer of so many cores usually does.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from runs.training import expected
from ui.frame import session, wording
from ui.pages.train.timed import LATEST, REMEMBER_S, latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from ui.pages.train.timed import Timed

AROUND_S = 12.0
"""Seconds to start and to judge, before any training was timed: TensorFlow is loaded twice."""
_AROUND = ("prepare", "evaluate")


@dataclass(frozen=True)
class Pace:
    """What to expect.

    Args:
        epoch: seconds for an epoch.
        once: seconds before the first epoch, for what is computed a single time.
        around: seconds to start the training and to judge it at its end.
        measured: this very drawing was timed here.
        fitted: the head is fitted at once, which is the one epoch.
    """

    epoch: float
    once: float = 0.0
    around: float = 0.0
    measured: bool = False
    fitted: bool = False

    def __str__(self) -> str:
        """The pace in words: "about 2 min an epoch"."""
        if self.fitted:
            looking, fitting = wording.brief(self.once), wording.brief(self.epoch)
            return f"about {looking} to look at all photographs, then about {fitting} to fit"
        first = f"about {wording.brief(self.once)} once, then " if self.once >= 1 else ""
        return f"{first}about {wording.brief(self.epoch)} an epoch"


def pace(
    spec: GraphSpec,
    report: GraphReport,
    counts: Mapping[str, int],
    timed: Iterable[Timed],
    *,
    around: float = AROUND_S,
) -> Pace | None:
    """What to expect of a drawing; None where nothing can be told, as without photographs.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        counts: images in "train" and "validation".
        timed: earlier trainings, the latest first.
        around: seconds to start and to judge.
    """
    timed, digest, kind = tuple(timed), spec.digest(), expected.heaviest(report)
    alike, usual = [run for run in timed if run.kind == kind], expected.rates_here()
    rates = expected.Rates(
        looking=_median((run.looking for run in alike), usual.looking),
        learning=_median((run.learning for run in alike), usual.learning),
    )
    told = expected.seconds(spec, report, counts, rates=rates)
    if told is None:
        return None
    images = counts.get("train", 0) + counts.get("validation", 0)
    for run in timed:
        if run.digest == digest and not told.fitted:
            once = 0.0 if run.images == images else told.once  # kept from then: the same images
            epoch = run.seconds * images / run.images
            return Pace(epoch, once=once, around=around, measured=True)
    return Pace(told.epoch, once=told.once, around=around, fitted=told.fitted)


def _median(rates: Iterable[float | None], usual: float) -> float:
    known = [rate for rate in rates if rate]
    return statistics.median(known) if known else usual


def here(spec: GraphSpec, report: GraphReport, dataset: str | None) -> Pace | None:
    """What to expect of a drawing on this computer with that dataset."""
    told = session.summary(dataset) if dataset else {}
    counts = {split: sum(by.values()) for split, by in told.get("splits", {}).items()}
    folder = str(session.workspace())
    return pace(spec, report, counts, latest(folder), around=_around(folder))


@st.cache_data(ttl=REMEMBER_S, show_spinner=False)
def _around(_folder: str) -> float:
    """Seconds to start and to judge, as the latest trainings took."""
    runs = [run for run in session.store().list() if run.summary][:LATEST]
    return around([run.phases for run in runs])


def around(phases: Iterable[Sequence[Mapping[str, Any]]]) -> float:
    """The median seconds of earlier trainings outside what their drawing and dataset ask for.

    Args:
        phases: of each training, as the store keeps them.
    """
    took = [sum(one["seconds"] for one in of if one["name"] in _AROUND) for of in phases if of]
    return statistics.median(took) if took else AROUND_S
