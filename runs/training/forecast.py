"""How long a training should take on this computer: measured where it can be, else worked out.

The measure is an earlier training of the same drawing; else the speed of trainings whose work was
of the same kind; else what a computer of so many cores usually does. Needs no Keras.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from builder.inference import infer
from builder.spec import GraphSpec
from data.versions.folds import CHOOSING
from layers_catalog.facts import Facts
from runs.training import expected
from runs.training.expected import as_asked
from runs.training.timed import ended, latest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from builder.inference import GraphReport
    from data.dataset import Dataset
    from runs.store.records import RunRecord
    from runs.store.store import RunStore
    from runs.training.recipe import Recipe
    from runs.training.timed import Timed

START_S: Final = 8.0
"""Seconds to start, before any training was timed: to load TensorFlow and to build the network."""
ENDING_S: Final = 6.0
"""Seconds to get the judgement ready, to measure and to save. The scores come on top."""
_START: Final = ("prepare", "lesions")


@dataclass(frozen=True)
class Pace:
    """What to expect.

    Args:
        epoch: seconds for an epoch.
        once: seconds before the first epoch, for what is computed a single time.
        around: seconds to start the training and to judge it at its end.
        measured: this very drawing was timed here.
        fitted: the head is fitted at once, which is the one epoch.
        anew: seconds that looking takes again under another seed, though all else is known.
    """

    epoch: float
    once: float = 0.0
    around: float = 0.0
    measured: bool = False
    fitted: bool = False
    anew: float = 0.0


PaceOf = Callable[[GraphSpec], Pace | None]
"""How long an epoch of a drawing should take, where that can be told."""


def pace(
    spec: GraphSpec,
    report: GraphReport,
    counts: Mapping[str, int],
    timed: Iterable[Timed],
    *,
    start: float | None = None,
) -> Pace | None:
    """What to expect of a drawing; None where nothing can be told, as without photographs.

    Args:
        spec: the drawing.
        report: what was inferred of it.
        counts: images in "train", "validation" and "test".
        timed: earlier trainings, the latest first.
        start: seconds that earlier trainings took to start; None: none was timed.
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
    beside = (START_S if start is None else start) + ENDING_S + told.judge
    images = counts.get("train", 0) + counts.get("validation", 0)
    for run in timed:
        if run.digest == digest and run.seconds and not told.fitted:
            once = 0.0 if run.images == images else told.once  # kept from then: the same images
            epoch = run.seconds * images / run.images
            if run.beside is not None:
                beside = max(0.0, run.beside + told.judge - run.judge / rates.looking)
            return Pace(epoch, once=once, around=beside, measured=True, anew=told.anew)
    return Pace(told.epoch, once=told.once, around=beside, fitted=told.fitted, anew=told.anew)


def _median(rates: Iterable[float | None], usual: float) -> float:
    known = [rate for rate in rates if rate]
    return statistics.median(known) if known else usual


def starting(runs: Iterable[RunRecord]) -> float | None:
    """The median seconds that earlier trainings took to start; None without any.

    Not of those that were interrupted: they have started more than once.
    """
    return before_learning(run.phases for run in runs if run.attempt == 1)


def before_learning(phases: Iterable[Sequence[Mapping[str, Any]]]) -> float | None:
    """The same from the phases of each training, as the store keeps them."""
    took = [sum(one["seconds"] for one in of if one["name"] in _START) for of in phases if of]
    return statistics.median(took) if took else None


def whole(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> float | None:
    """Seconds from the start to the judgement, over all phases; ``None`` where nothing is known.

    Args:
        spec: the drawing.
        recipe: how it is to learn.
        pace_of: how long an epoch of a drawing should take.
    """
    known = _parts(spec, recipe, pace_of)
    if known is None:
        return None
    learning = sum(pace.once + epochs * pace.epoch for pace, epochs in known)
    return learning + max(pace.around for pace, _ in known)


def of_folds(
    spec: GraphSpec,
    recipe: Recipe,
    folds: int,
    *,
    all_of: PaceOf,
    one_of: PaceOf,
    repeats: int = 1,
) -> float | None:
    """The same of a cross-validation: each photograph is looked at once for all its folds.

    Views that chance makes are looked at anew in each repeat, which has a seed of its own.

    Args:
        spec: the drawing.
        recipe: how it is to learn.
        folds: how many.
        all_of: the pace on all photographs of the folds, as ``for_looking`` counts them.
        one_of: the pace on the photographs of one, as ``in_a_fold`` counts them.
        repeats: how often they are divided into folds.
    """
    looked, learned = _parts(spec, recipe, all_of), _parts(spec, recipe, one_of)
    if looked is None or learned is None:
        return None
    each = sum(epochs * pace.epoch for pace, epochs in learned)
    beside = max(pace.around for pace, _ in learned)
    looking = sum(pace.once + (repeats - 1) * pace.anew for pace, _ in looked)
    return looking + folds * repeats * (each + beside)


def for_looking(counts: Mapping[str, int]) -> dict[str, int]:
    """The photographs of all folds together: each is trained on in some fold."""
    return {"train": counts.get("train", 0) + counts.get("validation", 0)}


def in_a_fold(counts: Mapping[str, int], folds: int) -> dict[str, int]:
    """The photographs of one fold, by their parts."""
    open_ones = counts.get("train", 0) + counts.get("validation", 0)
    held = round(open_ones / folds)
    choosing = round((open_ones - held) * CHOOSING)
    return {"train": open_ones - held - choosing, "validation": choosing, "test": held}


def _parts(spec: GraphSpec, recipe: Recipe, pace_of: PaceOf) -> list[tuple[Pace, int]] | None:
    """The pace and the epochs of each phase; None where one cannot be told."""
    looked_at = as_asked(spec, recipe)
    parts = [(phase.drawn(looked_at), phase.epochs) for phase in recipe.phases]
    paces = [(pace_of(drawn), epochs) for drawn, epochs in parts or [(looked_at, recipe.epochs)]]
    known = [(pace, 1 if pace.fitted else epochs) for pace, epochs in paces if pace]
    return known if len(known) == len(paces) else None


def here(
    workspace: Path,
    store: RunStore,
    spec: GraphSpec,
    dataset: Dataset,
    recipe: Recipe,
    *,
    folds: int | None = None,
    repeats: int = 1,
) -> float | None:
    """Seconds that a training, or a cross-validation, should take on this computer.

    Args:
        workspace: the folder with the runs.
        store: of it, with what was timed before.
        spec: the drawing.
        dataset: to learn from.
        recipe: how.
        folds: of a cross-validation.
        repeats: of it.
    """
    timed, start = latest(workspace, store), starting(ended(store))
    facts = Facts(class_names=dataset.classes, from_dataset=True)
    counts = {split: sum(by.values()) for split, by in dataset.counts().items()}

    def with_counts(of: Mapping[str, int]) -> PaceOf:
        return lambda drawn: pace(drawn, infer(drawn, facts), of, timed, start=start)

    if not folds:
        return whole(spec, recipe, with_counts(counts))
    all_of, one_of = for_looking(counts), in_a_fold(counts, folds)
    return of_folds(
        spec,
        recipe,
        folds,
        all_of=with_counts(all_of),
        one_of=with_counts(one_of),
        repeats=repeats,
    )
