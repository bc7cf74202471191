"""How the network of a run learns: whole, behind its frozen beginning, or fitted at its end.

What it has come to is given back as a value; preparing and judging are left to ``job``.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from builder.endings import fitted_end
from runs.scripts.parts.precision import NARROW, WIDE, compute_in
from runs.training import inputs, network
from runs.training.computing import made_for_bfloat16
from runs.training.epochs import Hooks, Training
from runs.training.expected import seconds_here
from runs.training.features import Features
from runs.training.fitting import Fitting, features_for
from runs.training.heartbeat import Ended
from runs.training.learned import ONLY, PHASE, Learned, Place
from runs.training.phases import FEATURES
from runs.training.prefix import cut_at, split
from runs.training.probe import WORTH_S, fixed
from runs.training.recipe import Precision
from runs.training.watched import Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import keras

    from builder.spec import GraphSpec
    from layers_catalog import Layer
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.store.records import EpochRecord
    from runs.training.epochs import Feed
    from runs.training.feature_store import FeatureStore
    from runs.training.phases import Phases
    from runs.training.prefix import Split
    from runs.training.probe import Probed, Probes
    from runs.training.recipe import Recipe
    from runs.training.samples import Samples
    from runs.training.standing import Arrays, Saved
    from runs.training.telling import Telling

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Learning:
    """The learning of one run.

    Args:
        folder: of the run.
        spec: the design.
        facts: of it, with what was measured.
        calls: the network's steps.
        model: built from them, with its starting weights.
        samples: the photographs.
        store: where what is computed once is kept.
        probes: what was measured of this computer.
        recipe: how to train.
        phases: where times are kept.
        telling: whom to tell and ask.
        record: takes what an epoch measured.
        place: among several phases; by default there is one.
    """

    folder: Path
    spec: GraphSpec
    facts: Facts
    calls: tuple[Call, ...]
    model: keras.Model
    samples: Samples
    store: FeatureStore
    probes: Probes
    recipe: Recipe
    phases: Phases
    telling: Telling
    record: Callable[[EpochRecord], None]
    place: Place = ONLY

    def run(self) -> Learned:
        """Learn, or do what is left of it.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop before there was anything to keep.
            SystemExit: after SIGTERM without a wish to stop.
        """
        end = fitted_end(self.spec)
        return self._epochs() if end is None else self._fitted(*end)

    def _epochs(self) -> Learned:
        """Train what learns: the network, or its head on the features of the rest."""
        features = self._features()
        model = features.split.head if features else self.model
        feed = (features or self.samples).feed(self.recipe)
        found = self._precision(model, feed)
        with self.phases.phase(self.place.name) as phase:
            saved = self._trained(model, feed, found.policy)
            phase.images_per_second = _speed(saved)
        weights = features.split.stitched(saved.best) if features else saved.best
        learned = replace(self._learned(saved, weights, self.calls), chosen=found.told)
        if not features:
            return learned
        scores = features.scored(self.recipe)
        return replace(learned, split_scores=scores, parts=features.split)

    def _learned(self, saved: Saved, weights: Arrays, calls: tuple[Call, ...]) -> Learned:
        standing = saved.standing
        return Learned(
            finished=standing.finished(self.recipe),
            epochs=standing.epoch,
            best_epoch=standing.best_epoch,
            worth=standing.worth,
            seconds=standing.seconds,
            weights=weights,
            calls=calls,
            chosen={},
        )

    def _features(self) -> Features | None:
        """What the frozen beginning of the network makes of the photographs, where it has one."""
        parts = split(self.model, self.calls)
        views = self.recipe.views
        if parts is None or (parts.changes and not views):
            return None
        precise = self._precise(parts)
        found = Features(parts, self.samples, self.store, precise, max(1, views), self.recipe.seed)
        if not found.small_enough:
            _log.info("What the frozen part makes of the photographs would take too much room.")
            return None
        try:
            self._make(found)
        except OSError as refusal:
            _log.warning(
                "There is no room on the disk to keep what the frozen part makes of the photographs"
                " (%s): computing it in every epoch.",
                refusal.strerror,
            )
            return None
        if not found.agree():
            _log.warning("The two parts of the network differ from the whole: training the whole.")
            return None
        return found

    def _precise(self, parts: Split) -> bool:
        """Whether what is computed once is kept in 32 bits.

        Also where no fewer would be computed and it is small: then it is known to who judges.
        """
        if parts.exact or self.recipe.precision is Precision.FLOAT32:
            return True
        return parts.gives_rows and not made_for_bfloat16()

    def _make(self, features: Features) -> None:
        if features.known:
            _log.info("What the frozen part makes of the photographs is known from earlier runs.")
            return
        with self.phases.phase(FEATURES, self.place.name) as phase:
            made = features.make(self._seen)
            phase.saw(made.images)
        _log.info("%s", made.in_words)

    def _seen(self, done: int, total: int) -> None:
        self.telling.going("Looking at the photographs once", done, total)

    def _trained(self, model: keras.Model, feed: Feed, policy: str) -> Saved:
        self.telling.progress(self.place.text)
        compute_in(model, policy)
        network.prepare(model, self.recipe, steps=feed.steps)
        training = Training(
            model=model,
            feed=feed,
            recipe=self.recipe,
            phase=self.place.name,
            folder=self.folder / self.place.folder,
            hooks=Hooks(
                record=self.record,
                progress=lambda progress: self.telling.tell(self.place.told(progress)),
                ending=lambda: self.telling.asked_to_end,
                scored=lambda epoch, scores: self._watch.saw(self.place.before + epoch, scores),
            ),
        )
        saved = training.run()
        self.telling.heartbeat.leave_if_terminated()
        if not saved.standing.epoch:
            raise Ended
        if policy == NARROW:  # what is measured from here on is in 32 bits
            compute_in(model, WIDE)
            network.prepare(model, self.recipe, steps=feed.steps)
        return saved

    def _precision(self, model: keras.Model, feed: Feed) -> Probed:
        """In how many bits the network computes while it learns."""
        if self.recipe.precision is not Precision.AUTOMATIC:
            return fixed(NARROW if self.recipe.precision is Precision.BFLOAT16 else WIDE)
        expected = seconds_here(self.spec, self.samples.dataset)
        learning = self.recipe.epochs * expected.epoch if expected else 0.0
        if learning < WORTH_S or not made_for_bfloat16():
            return fixed(WIDE)
        self.telling.progress("Trying in how many bits it learns faster here")
        return self.probes.of(model, self.calls, feed, self.recipe, expected_s=learning)

    def _fitted(self, node: str, layer: Layer) -> Learned:
        """Fit a head at once to what all before it makes of the photographs."""
        parts = cut_at(self.model, self.calls, node)
        fitting = Fitting(
            spec=self.spec,
            facts=self.facts,
            node=node,
            layer=layer,
            features=features_for(layer, parts, self.samples, self.store),
            recipe=self.recipe,
            phase=PHASE,
            tell=self._goes,
        )
        fitting.check()
        self._make(fitting.features)
        self.telling.progress(f"Fitting the {type(layer).__name__}")
        with self.phases.phase(PHASE) as phase:
            found = fitting.run()
            phase.saw(len(self.samples.rows("train")))
        inputs.keep(self.folder, self.spec, found.facts, self.recipe)
        self.record(found.record)
        self._watch.saw(found.record.epoch, found.scores)
        learned = self._learned(found.saved, found.saved.best, found.calls)
        return replace(learned, chosen={"fitted": found.chosen})

    def _goes(self, progress: Mapping[str, Any]) -> None:
        """Tell how far fitting is, and end it when asked to."""
        self.telling.leave_if_asked()
        self.telling.tell({"phase": PHASE, **progress})

    @property
    def _watch(self) -> Watch:
        return Watch(self.folder, self.samples.dataset, self.recipe.seed)


def _speed(saved: Saved) -> float | None:
    """Training images a second over all epochs, without validation and saving."""
    rates = [record.images_per_second for record in saved.standing.history]
    known = [rate for rate in rates if rate]
    return len(known) / sum(1 / rate for rate in known) if known else None
