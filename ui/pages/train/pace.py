"""How long an epoch takes on this computer: measured where it can be, else worked out.

The measure is an earlier training of the same drawing; else the speed of trainings whose work was
of the same kind; else what a computer of so many cores usually does.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.files import DESIGN, FACTS
from runs.training import expected
from runs.training.phases import FEATURES
from runs.workspace import run_folder
from ui.frame import session, wording
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from runs.store.records import RunRecord

_LATEST = 12
_ENOUGH = 0.1
"""The share of a network that must be computed in each epoch for its seconds to tell a speed: of a
small head behind what is computed once, most of the time goes into all the rest."""
AROUND_S = 12.0
"""Seconds to start and to judge, before any training was timed: TensorFlow is loaded twice."""
_AROUND = ("prepare", "evaluate")
_REMEMBER_S = 30


@dataclass(frozen=True)
class Timed:
    """A training that was timed.

    Args:
        digest: of its drawing.
        kind: what most of its work was spent in.
        images: that an epoch went through.
        seconds: of its median epoch.
        learning: multiply-adds a second in an epoch; None where too few were left to tell.
        looking: multiply-adds a second in what was computed once; None where nothing was.
    """

    digest: str
    kind: str
    images: int
    seconds: float
    learning: float | None = None
    looking: float | None = None


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
    return pace(spec, report, counts, _timed(folder), around=_around(folder))


@st.cache_data(ttl=_REMEMBER_S, show_spinner=False)
def _around(_folder: str) -> float:
    """Seconds to start and to judge, as the latest trainings took."""
    runs = [run for run in session.store().list() if run.summary][:_LATEST]
    return around([run.phases for run in runs])


def around(phases: Iterable[Sequence[Mapping[str, Any]]]) -> float:
    """The median seconds of earlier trainings outside what their drawing and dataset ask for.

    Args:
        phases: of each training, as the store keeps them.
    """
    took = [sum(one["seconds"] for one in of if one["name"] in _AROUND) for of in phases if of]
    return statistics.median(took) if took else AROUND_S


@st.cache_data(ttl=_REMEMBER_S, show_spinner=False)
def _timed(_folder: str) -> list[Timed]:
    whole = (run for run in session.store().list() if run.summary and not run.recipe.get("phases"))
    runs, folder = list(whole)[:_LATEST], str(session.workspace())
    found = (
        _of(folder, run.id, run.design_digest, _looked(run), run.recipe.get("views"))
        for run in runs
    )
    return [one for one in found if one is not None]


def _looked(run: RunRecord) -> float | None:
    """Seconds that a run took for what is computed once; None where it was known already."""
    took = [one["seconds"] for one in run.phases if one["name"] == FEATURES]
    return took[-1] if took else None


@st.cache_data(max_entries=200, show_spinner=False)
def _of(
    _folder: str, run_id: int, digest: str, looked: float | None, views: int | None
) -> Timed | None:
    """A run that has ended, timed; None where its files do not tell."""
    folder = run_folder(session.workspace(), run_id)
    seconds = [epoch.seconds for epoch in session.store().epochs(run_id) if epoch.seconds]
    try:
        spec = read_design((folder / DESIGN).read_bytes())
        facts = Facts.model_validate_json((folder / FACTS).read_bytes())
    except (OSError, ValueError, UserError):
        return None
    counts = _counts(run_id)
    report = infer(spec, facts)
    images = counts.get("train", 0) + counts.get("validation", 0)
    if not (seconds and images):
        return None
    work, took = expected.work(spec, report, counts, views=views), statistics.median(seconds)
    tells = work.epoch >= _ENOUGH * report.totals.macs * images
    return Timed(
        digest,
        expected.heaviest(report),
        images,
        took,
        learning=work.epoch / took if tells else None,
        looking=work.once / looked if looked else None,
    )


def _counts(run_id: int) -> dict[str, int]:
    told = trained.about(run_id).get("counts", {})
    return {split: sum(by.values()) for split, by in told.items()}
