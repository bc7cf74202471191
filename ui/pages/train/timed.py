"""Earlier trainings on this computer, timed: how fast it learns, and looks at photographs once.

What follows for a drawing is left to ``pace``.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.files import DESIGN, FACTS
from runs.training import expected
from runs.training.learned import PHASE
from runs.training.phases import FEATURES
from runs.training.recipe import Recipe
from runs.workspace import run_folder
from ui.frame import session
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.spec import GraphSpec
    from runs.store.records import RunRecord

LATEST = 12
"""How many trainings are looked at, the latest ones."""
REMEMBER_S = 30
_ENOUGH = 0.1
"""The share of a network that must be computed in each epoch for its seconds to tell a speed: of a
small head behind what is computed once, most of the time goes into all the rest."""
_LONG_S = 120.0
"""A first epoch also builds the network: alone, it tells a speed only where it took this long."""
_LEARNED = re.compile(rf"{PHASE}|(\d+): .+")
"""What the learning of a run, or a phase of it, is called in the store."""


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


@st.cache_data(ttl=REMEMBER_S, show_spinner=False)
def latest(_folder: str) -> list[Timed]:
    """The latest trainings that have ended, phase by phase, the latest run first."""
    runs = [run for run in session.store().list() if run.summary][:LATEST]
    return [one for run in runs for one in _of(str(session.workspace()), run.id)]


@st.cache_data(max_entries=200, show_spinner=False)
def _of(_folder: str, run_id: int) -> list[Timed]:
    """A run that has ended, timed; nothing where its files do not tell."""
    folder, run = run_folder(session.workspace(), run_id), session.store().get(run_id)
    counts = {
        split: sum(by.values()) for split, by in trained.about(run_id).get("counts", {}).items()
    }
    try:
        spec = read_design((folder / DESIGN).read_bytes())
        facts = Facts.model_validate_json((folder / FACTS).read_bytes())
        recipe = Recipe.model_validate(run.recipe)
    except (OSError, ValueError, UserError):
        return []
    return list(_timed(run, recipe, spec, facts, counts))


def _timed(
    run: RunRecord, recipe: Recipe, spec: GraphSpec, facts: Facts, counts: Mapping[str, int]
) -> Iterator[Timed]:
    """The learning of a run, or each phase of it: what it learned, and how long an epoch took."""
    images, looked = counts.get("train", 0) + counts.get("validation", 0), _looked(run)
    took: dict[str, list[float]] = {}
    for epoch in session.store().epochs(run.id):
        took.setdefault(epoch.phase, []).extend([epoch.seconds] if epoch.seconds else [])
    for name, seconds in took.items():
        phase = _LEARNED.fullmatch(name)
        telling = seconds[1:] or [one for one in seconds if one >= _LONG_S]
        if phase is None or not (telling and images):
            continue
        drawn = recipe.phases[int(phase[1]) - 1].drawn(spec) if phase[1] else spec
        report, epoch_s = infer(drawn, facts), statistics.median(telling)
        work = expected.work(drawn, report, counts, views=recipe.views)
        tells = work.epoch >= _ENOUGH * report.totals.macs * images
        looked_s = looked.get(name)
        yield Timed(
            drawn.digest(),
            expected.heaviest(report),
            images,
            epoch_s,
            learning=work.epoch / epoch_s if tells else None,
            looking=work.once / looked_s if looked_s else None,
        )


def _looked(run: RunRecord) -> dict[str, float]:
    """Seconds that each learning took for what is computed once; none where it was known."""
    found: dict[str, float] = {}
    waiting = None
    for one in run.phases:
        if one["name"] == FEATURES:
            waiting = float(one["seconds"])
        elif _LEARNED.fullmatch(one["name"]):
            if waiting is not None:
                found[one["name"]] = waiting
            waiting = None
    return found
