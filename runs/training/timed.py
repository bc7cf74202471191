"""Earlier trainings on this computer, timed: how fast it learns, and looks at photographs once.

What follows for a drawing is left to ``forecast``. Needs no Keras.
"""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.inference import infer
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from layers_catalog.facts import Facts
from runs.files import DESIGN, FACTS
from runs.results import dataset_of
from runs.training import expected
from runs.training.learned import PHASE
from runs.training.phases import FEATURES
from runs.training.recipe import Recipe
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.store.records import EpochRecord, RunRecord
    from runs.store.store import RunStore

LATEST = 12
"""How many trainings are looked at, the latest ones."""
_ENOUGH = 0.1
"""The share of a network that must be computed in each epoch for its seconds to tell a speed: of a
small head behind what is computed once, most of the time goes into all the rest."""
_LONG_S = 120.0
"""A first epoch also builds the network: alone, it tells a speed only where it took this long."""
_MANY = 500
"""Photographs, each view counted, that must have been looked at for that to tell a speed: of few,
most of the time goes into the start of what computes them."""
_LEARNED = re.compile(rf"{PHASE}|(\d+): .+")
"""What the learning of a run, or a phase of it, is called in the store."""


@dataclass(frozen=True)
class Timed:
    """A training that was timed.

    Args:
        digest: of its drawing.
        kind: what most of its work was spent in.
        images: that an epoch went through.
        seconds: of its median epoch; None where a single short one tells none, as of a head that
            is fitted at once.
        learning: multiply-adds a second in an epoch; None where too few were left to tell.
        looking: multiply-adds a second in what was computed once; None where too little was.
        beside: seconds that the run took outside its epochs and what was computed once: to start,
            to get ready, and to judge; None where it was interrupted.
        judge: multiply-adds of its judgement.
    """

    digest: str
    kind: str
    images: int
    seconds: float | None
    learning: float | None = None
    looking: float | None = None
    beside: float | None = None
    judge: float = 0.0


def ended(store: RunStore) -> list[RunRecord]:
    """The latest trainings that have ended, the latest first."""
    return [run for run in store.list() if run.summary][:LATEST]


def latest(workspace: Path, store: RunStore) -> list[Timed]:
    """The latest trainings that have ended, phase by phase, the latest run first."""
    return [one for run in ended(store) for one in of_run(workspace, run, store.epochs(run.id))]


def of_run(workspace: Path, run: RunRecord, epochs: Sequence[EpochRecord]) -> list[Timed]:
    """A run that has ended, timed; nothing where its files do not tell.

    Args:
        workspace: the folder with the runs.
        run: as the store has it.
        epochs: of it.
    """
    folder = run_folder(workspace, run.id)
    told = dataset_of(workspace, run.id).get("counts", {})
    counts = {split: sum(by.values()) for split, by in told.items()}
    try:
        spec = read_design((folder / DESIGN).read_bytes())
        facts = Facts.model_validate_json((folder / FACTS).read_bytes())
        recipe = Recipe.model_validate(run.recipe)
    except (OSError, ValueError, UserError):
        return []
    return list(_timed(run, epochs, _Asked(recipe, spec, facts), counts))


@dataclass(frozen=True)
class _Asked:
    recipe: Recipe
    spec: GraphSpec
    facts: Facts


def _timed(
    run: RunRecord, epochs: Sequence[EpochRecord], asked: _Asked, counts: Mapping[str, int]
) -> Iterator[Timed]:
    """The learning of a run, or each phase of it: what it learned, and how long an epoch took."""
    images, looked = counts.get("train", 0) + counts.get("validation", 0), _looked(run)
    recipe = asked.recipe
    took: dict[str, list[float]] = {}
    for epoch in epochs:
        took.setdefault(epoch.phase, []).extend([epoch.seconds] if epoch.seconds else [])
    beside = _beside(run, took.values())
    for name, seconds in took.items():
        phase = _LEARNED.fullmatch(name)
        telling = seconds[1:] or [one for one in seconds if one >= _LONG_S]
        rate = looked.get(name)
        if phase is None or not images or not (telling or rate):
            continue
        whole = expected.as_asked(asked.spec, recipe)
        drawn = recipe.phases[int(phase[1]) - 1].drawn(whole) if phase[1] else whole
        report = infer(drawn, asked.facts)
        epoch_s = statistics.median(telling) if telling else None
        work = expected.work(drawn, report, counts)
        tells = work.epoch >= _ENOUGH * report.totals.macs * images
        yield Timed(
            drawn.digest(),
            expected.heaviest(report),
            images,
            epoch_s,
            learning=work.epoch / epoch_s if tells and epoch_s else None,
            looking=rate * work.look if rate else None,
            beside=beside,
            judge=work.judge,
        )


def _beside(run: RunRecord, took: Iterable[Sequence[float]]) -> float | None:
    """What is left of a run's seconds without its epochs, each counted as the median one.

    So the first epoch's way of getting ready is among what is left.
    """
    if run.attempt != 1:
        return None
    spent = sum(one["seconds"] for one in run.phases if one["name"] != FEATURES)
    epochs = sum(len(each) * statistics.median(each[1:] or each) for each in took if each)
    return max(0.0, float(spent) - epochs)


def _looked(run: RunRecord) -> dict[str, float]:
    """Photographs a second that each learning was looked at with.

    None where they were known, all or nearly so, or where looking was interrupted: the time is of
    all attempts then, and the speed of the last.
    """
    found: dict[str, float] = {}
    waiting = None
    for one in run.phases if run.attempt == 1 else ():
        if one["name"] == FEATURES:
            rate = one.get("images_per_second") or 0.0
            waiting = rate if rate * one["seconds"] >= _MANY else None
        elif _LEARNED.fullmatch(one["name"]):
            if waiting:
                found[one["name"]] = float(waiting)
            waiting = None
    return found
