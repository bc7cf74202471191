"""The work of a worker that holds a run: prepare, train, judge. Needs Keras.

What the run is lies in its folder; who holds it, and how it ends in the database, is left to
``worker``.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from builder.endings import fitted_end
from builder.lowering import lower
from data.library import Library
from runs.results import without_curves
from runs.store.states import RunState
from runs.training import judging, lesions, measuring, network
from runs.training.epochs import Hooks, Training
from runs.training.features import Features, discard
from runs.training.fitting import Fitting, features_for
from runs.training.heartbeat import Ended
from runs.training.inputs import frozen, pixels_of
from runs.training.prefix import cut_at, split
from runs.training.recipe import Recipe
from runs.training.samples import Samples, checked
from runs.training.seeds import derive
from runs.training.watched import Watch
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import keras

    from builder.spec import GraphSpec
    from layers_catalog import Layer
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.store.records import EpochRecord, RunRecord
    from runs.training.heartbeat import Heartbeat
    from runs.training.phases import Phases
    from runs.training.standing import Arrays, Saved

_log = logging.getLogger(__name__)
_TELL_S = 0.5
PHASE = "train"


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
    _told: float = field(default=0.0, init=False)
    _spec: GraphSpec = field(init=False)
    _facts: Facts = field(init=False)
    _samples: Samples = field(init=False)
    _calls: tuple[Call, ...] = field(init=False)
    _model: keras.Model = field(init=False)
    _chosen: dict[str, Any] = field(default_factory=dict, init=False)

    def prepare(self) -> None:
        """Check and gather what training needs.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop.
            SystemExit: after SIGTERM without a wish to stop.
        """
        self._progress("Reading the design and the dataset")
        self._spec, facts = frozen(self.folder, self.run)
        dataset = Library(self.workspace).load(self.run.dataset)
        targets = checked(dataset, facts.class_names, self.run.dataset_digest)
        pixels = pixels_of(self._spec, dataset, self._decoded)
        self._samples = Samples(dataset, pixels, targets, len(facts.class_names))
        self._progress("Building the network")
        self._calls = lower(self._spec, facts)
        self._model = network.started(self._calls, self.recipe.seed)
        known = (self._model, self._calls, self._samples, facts)
        self._facts = measuring.with_statistics(*known, self._measured)
        if self._facts != facts:
            measuring.keep(self.folder, self._spec, self._facts, self.recipe)

    def work(self) -> Outcome:
        """Train, or do what is left of it, and judge.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop before there was anything to keep.
            SystemExit: after SIGTERM without a wish to stop.
        """
        try:
            saved, weights = self._learned()
        finally:
            discard(self.folder)
        model = network.rebuilt(self._calls, weights)
        notes = self._searched(model)
        with self.phases.phase("evaluate") as phase:
            summary = {**self._judged(model, notes), "best_epoch": saved.standing.best_epoch}
            summary |= self._chosen
            phase.saw(sum(len(self._samples.rows(split)) for split in judging.SPLITS))
        whole = saved.standing.finished(self.recipe)
        return Outcome(RunState.SUCCEEDED if whole else RunState.STOPPED, summary)

    def _learned(self) -> tuple[Saved, Arrays]:
        """Where training stands, and the best weights of the whole network."""
        if (end := fitted_end(self._spec)) is not None:
            saved = self._fitted(*end)
            return saved, saved.best
        features = self._features()
        with self.phases.phase(PHASE) as phase:
            saved = self._trained(features)
            phase.images_per_second = _speed(saved)
        return saved, features.split.stitched(saved.best) if features else saved.best

    @property
    def folder(self) -> Path:
        """The folder of the run's files."""
        return run_folder(self.workspace, self.run.id)

    @property
    def recipe(self) -> Recipe:
        """How to train."""
        return Recipe.model_validate(self.run.recipe)

    def _decoded(self, done: int, total: int, _what: str) -> None:
        self._going(f"Preparing the photographs: {done:,} of {total:,}")

    def _going(self, text: str) -> None:
        """Tell how a long preparation goes, and end it when asked to."""
        self._leave_if_asked()
        if time.monotonic() - self._told >= _TELL_S:
            self._progress(text)

    def _features(self) -> Features | None:
        """What the frozen beginning of the network makes of the photographs, where it has one."""
        parts = split(self._model, self._calls)
        found = parts and Features.worth_it(parts, self._samples, self.folder)
        if not found:
            return None
        with self.phases.phase("features") as phase:
            phase.saw(found.make(self._seen))
        if not found.agree():
            _log.warning("The two parts of the network differ from the whole: training the whole.")
            return None
        return found

    def _seen(self, done: int, total: int) -> None:
        self._going(f"Looking at the photographs once: {done:,} of {total:,}")

    def _measured(self, done: int, total: int) -> None:
        self._going(f"Measuring the photographs: {done:,} of {total:,}")

    def _fitted(self, node: str, layer: Layer) -> Saved:
        """Fit a head at once to what all before it makes of the photographs."""
        parts = cut_at(self._model, self._calls, node)
        features = features_for(layer, parts, self._samples, self.folder)
        with self.phases.phase("features") as phase:
            phase.saw(features.make(self._seen))
        self._progress(f"Fitting the {type(layer).__name__}")
        with self.phases.phase(PHASE) as phase:
            work = (self._spec, self._facts, node, layer, features, self.recipe, PHASE)
            found = Fitting(*work, self._goes).run()
            phase.saw(len(self._samples.rows("train")))
        self._facts, self._calls = found.facts, found.calls
        measuring.keep(self.folder, self._spec, self._facts, self.recipe)
        self._chosen = {"fitted": found.chosen}
        self.record(found.record)
        watch = Watch(self.folder, self._samples.dataset, self.recipe.seed)
        watch.saw(found.record.epoch, found.scores)
        return found.saved

    def _goes(self, progress: Mapping[str, Any]) -> None:
        """Tell how far fitting is, and end it when asked to."""
        self._leave_if_asked()
        self.tell({"phase": PHASE, **progress})

    def _leave_if_asked(self) -> None:
        if self.heartbeat.ending:
            self.heartbeat.leave_if_terminated()
            raise Ended

    def _trained(self, features: Features | None) -> Saved:
        """Train what learns: the network, or its head on the features of the rest."""
        self._progress("Training")
        model = features.split.head if features else self._model
        feed = (features or self._samples).feed(self.recipe)
        network.prepare(model, self.recipe)
        watch = Watch(self.folder, self._samples.dataset, self.recipe.seed)
        hooks = Hooks(self.record, self.tell, lambda: self.heartbeat.ending, watch.saw)
        training = Training(model, feed, self.recipe, PHASE, self.folder / "checkpoints", hooks)
        saved = training.run()
        self.phases.carried = training.earlier_s
        self.heartbeat.leave_if_terminated()
        if not saved.standing.epoch:
            raise Ended
        return saved

    def _judged(self, model: keras.Model, notes: Sequence[str]) -> dict[str, Any]:
        """Predict, measure and save with the best epoch's weights, in float32."""
        self._progress("Judging what was learnt")
        samples = self._samples
        scores = {name: judging.predicted(model, samples, name) for name in judging.SPLITS}
        judging.write_predictions(self.folder, samples, scores)
        seed = derive(self.recipe.seed, "bootstrap")
        validation = judging.write_evaluations(self.folder, samples, scores, seed=seed, notes=notes)
        judging.save_model(self.folder, model)
        return without_curves(validation)

    def _searched(self, model: keras.Model) -> list[str]:
        """How often the layers that look for a lesion found none in training, in sentences."""
        found = lesions.finders(self._spec, self._calls, model)
        if not found:
            return []
        self._progress("Counting photographs without a lesion")
        with self.phases.phase("lesions") as phase:
            rows = self._samples.batches("train", judging.BATCH).map(lambda pixels, _: pixels)
            told = [lesions.told(one, one.unfound(rows), "training photographs") for one in found]
            phase.saw(len(found) * len(self._samples.rows("train")))
        for sentence in told:
            _log.info("%s", sentence)
        return told

    def _progress(self, text: str) -> None:
        self._told = time.monotonic()
        _log.info("%s", text)
        self.tell({"text": text, "phase": text})


def _speed(saved: Saved) -> float | None:
    """Training images a second over all epochs, without validation and saving."""
    rates = [record.images_per_second for record in saved.standing.history]
    known = [rate for rate in rates if rate]
    return len(known) / sum(1 / rate for rate in known) if known else None
