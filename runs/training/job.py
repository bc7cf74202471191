"""The work of a worker that holds a run: prepare, train, judge. Needs Keras.

What the run is lies in its folder; who holds it, and how it ends in the database, is left to
``worker``; how the network learns to ``learning``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.lowering import lower
from data.library import Library
from runs.described import without_curves
from runs.judged import SPLITS, write_evaluations
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import inputs, judging, lesions, measuring, network, scoring
from runs.training.earlier import check_origins, start_file
from runs.training.feature_store import FeatureStore
from runs.training.learning import Learning
from runs.training.origins import with_files, with_start_file
from runs.training.phased import Phased
from runs.training.phases import spent
from runs.training.probe import Probes
from runs.training.recipe import Precision, Recipe
from runs.training.samples import Samples, checked
from runs.training.telling import Telling
from runs.workspace import features_folder, probes_folder, run_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import keras
    import numpy as np
    from numpy.typing import NDArray

    from runs.store.records import EpochRecord, RunRecord
    from runs.training.heartbeat import Heartbeat
    from runs.training.learned import Learned
    from runs.training.phases import Phases

_log = logging.getLogger(__name__)
_JUDGING = "Judging what was learnt"


@dataclass(frozen=True)
class Outcome:
    """How a run that did not fail has ended."""

    state: RunState
    summary: dict[str, Any] | None


@dataclass
class Job:
    """One run's work.

    Args:
        workspace: the folder with datasets and runs.
        run: as it was claimed.
        heartbeat: that holds it.
        phases: where times are kept.
        tell: takes the progress.
        record: takes what an epoch measured.
    """

    workspace: Path
    run: RunRecord
    heartbeat: Heartbeat
    phases: Phases
    tell: Callable[[Mapping[str, Any]], None]
    record: Callable[[EpochRecord], None]
    _telling: Telling = field(init=False)
    _learning: Learning = field(init=False)

    def __post_init__(self) -> None:
        self._telling = Telling(self.heartbeat, self.tell)

    def prepare(self) -> None:
        """Check and gather what training needs.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        self._telling.progress("Reading the design and the dataset")
        frozen, facts = inputs.frozen(self.folder, self.run)
        start_file(self.recipe.start, frozen, self.workspace)
        check_origins(frozen, self.workspace)
        spec = with_files(frozen, self.workspace)
        dataset = Library(self.workspace).load(self.run.dataset, self.run.dataset_digest)
        targets = checked(dataset, facts.class_names, self.run.dataset_digest)
        pixels = inputs.pixels_of(spec, dataset, self._decoded)
        samples = Samples(dataset, pixels, targets, len(facts.class_names))
        self._telling.progress("Building the network")
        calls = lower(spec, facts)
        model = network.started(calls, self.recipe.seed, self.recipe.start)
        known = measuring.with_statistics(
            model, calls=calls, samples=samples, facts=facts, told=self._measured
        )
        if known != facts:
            inputs.keep(self.folder, spec, known, self.recipe)
        self._learning = Learning(
            folder=self.folder,
            spec=spec,
            facts=known,
            calls=calls,
            model=model,
            samples=samples,
            store=FeatureStore(features_folder(self.workspace)),
            probes=Probes(probes_folder(self.workspace)),
            recipe=self.recipe,
            phases=self.phases,
            telling=self._telling,
            record=self.record,
        )

    def work(self) -> Outcome:
        """Train, or do what is left of it, and judge.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop before there was anything to keep.
            SystemExit: after SIGTERM without a wish to stop.
        """
        phased = Phased(self._learning) if self.recipe.phases else self._learning
        learned = phased.run()
        flips = self.recipe.flips_at_use
        model = (
            network.for_use(learned.parts.whole, flips=flips)
            if learned.parts
            else network.rebuilt(learned.calls, learned.weights, flips=flips)
        )
        self._tell_precision(learned)
        notes = self._searched(model, learned)
        with self.phases.phase("evaluate") as phase:
            judged = self._judged(model, learned, notes)
            summary = {**judged, "best_epoch": learned.best_epoch}
            summary |= learned.chosen
            samples = self._learning.samples
            phase.saw(sum(len(samples.rows(split)) for split in SPLITS))
        return Outcome(RunState.SUCCEEDED if learned.finished else RunState.STOPPED, summary)

    def _tell_precision(self, learned: Learned) -> None:
        """Let ``train.py`` learn in 16 bits, too, where that was found to be faster."""
        if learned.chosen.get("learned_in") == Precision.BFLOAT16:
            recipe = self.recipe.model_copy(update={"precision": Precision.BFLOAT16})
            inputs.keep(self.folder, self._learning.spec, self._learning.facts, recipe)

    @property
    def folder(self) -> Path:
        """The folder of the run's files."""
        return run_folder(self.workspace, self.run.id)

    @property
    def recipe(self) -> Recipe:
        """How to train, with the file in place of the name of the network that it starts from."""
        return with_start_file(Recipe.model_validate(self.run.recipe), self.workspace)

    def _decoded(self, done: int, total: int, _what: str) -> None:
        self._telling.going("Preparing the photographs", done, total)

    def _measured(self, done: int, total: int) -> None:
        self._telling.going("Measuring the photographs", done, total)

    def _searched(self, model: keras.Model, learned: Learned) -> list[str]:
        """How often the layers that look for a lesion found none in training, in sentences."""
        found = lesions.finders(self._learning.spec, learned.calls, model)
        if not found:
            return []
        with self.phases.phase("lesions") as phase:
            told = lesions.counted(found, self._learning.samples, self._telling)
            phase.saw(len(self._learning.samples.rows("train")) if told else 0)
        self.heartbeat.leave_if_terminated()
        return told

    def _judged(
        self,
        model: keras.Model,
        learned: Learned,
        notes: Sequence[str],
    ) -> dict[str, Any]:
        """Predict, measure and save with the best epoch's weights, in float32."""
        self._telling.progress(_JUDGING)
        samples = self._learning.samples
        with spent("Predicting"):
            scores = scoring.scores(self._learning, learned, model, self._predicted)
        with spent("Measuring"):
            judging.write_predictions(self.folder, samples, scores)
            with RunStore(self.workspace) as store:
                epochs = store.epochs(self.run.id)
            validation = write_evaluations(
                self.folder,
                samples.dataset,
                scores,
                seed=self.recipe.seed,
                epochs=epochs,
                notes=dict.fromkeys(SPLITS, notes),
            )
        with spent("Saving the model"):
            judging.save_model(self.folder, model)
        return {
            **without_curves(validation),
            **self._agreement(scores["validation"], learned.split_scores),
        }

    def _agreement(
        self, whole: NDArray[np.float64], parts: NDArray[np.float32] | None
    ) -> dict[str, Any]:
        """For the summary: how far the parts were from the whole that is judged.

        Nothing where it was trained whole, or looks four times only when it is used.
        """
        if parts is None or self.recipe.flips_at_use:
            return {}
        found = judging.agreement(whole, parts)
        _log.info(
            "The network's two parts, trained apart, and the whole differ by %.4f at most and put"
            " %.1f %% of the validation photographs into the same class.",
            found["largest_difference"],
            100 * found["same_class"],
        )
        return {"agreement": found}

    def _predicted(self, done: int, total: int) -> None:
        self._telling.at_times(_JUDGING, done, total)
