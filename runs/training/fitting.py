"""The training of a network whose end is fitted at once: what leads to it, then scikit-learn.

How a head is fitted is told by ``heads``; what leads to it was made by ``features``.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from builder.compiler import build
from builder.lowering import lower
from builder.measured import fill
from layers_catalog.fitted import filled
from runs.store.records import EpochRecord
from runs.training.epochs import judge
from runs.training.failures import TrainingError
from runs.training.features import Features
from runs.training.fit_memory import check_memory
from runs.training.folds import folds_of
from runs.training.heads import Head, fit_head
from runs.training.network import copy_weights
from runs.training.prefix import head_of
from runs.training.seeds import derive
from runs.training.standing import Saved, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import keras
    import numpy as np
    from numpy.typing import NDArray

    from builder.spec import GraphSpec
    from layers_catalog import Layer
    from layers_catalog.call import Call
    from layers_catalog.facts import Facts
    from runs.training.feature_store import FeatureStore
    from runs.training.folds import Folds
    from runs.training.heads import FittedHead
    from runs.training.prefix import Split
    from runs.training.recipe import Recipe
    from runs.training.samples import Samples
    from runs.training.standing import Arrays

_log = logging.getLogger(__name__)
_MEASURES = {
    "LogisticRegression": "mean log-likelihood; more is better",
    "SVM": "mean AUC",
}
"""What a value of C is judged by, as ``FittedHead.tried`` holds it."""


@dataclass(frozen=True)
class Fitted:
    """What fitting has come to.

    Args:
        saved: the one epoch that it is, and the weights of the whole network.
        facts: with the size of the head, and the C that it was fitted with.
        calls: the network's steps, with a head of that size.
        scores: of the validation images, of shape (n, classes).
        chosen: C, and how many support vectors there are, for the run's summary.
    """

    saved: Saved
    facts: Facts
    calls: tuple[Call, ...]
    scores: NDArray[Any]
    chosen: dict[str, float]

    @property
    def record(self) -> EpochRecord:
        """What was measured, as after an epoch."""
        return self.saved.standing.history[-1]


def features_for(layer: Layer, parts: Split, samples: Samples, store: FeatureStore) -> Features:
    """The features that a head is fitted to, still to be made.

    Raises:
        TrainingError: they would take too much room.
    """
    found = Features(parts, samples, store, precise=True)
    if not found.small_enough:
        raise TrainingError(
            f"{type(layer).__name__} would receive {parts.bytes_per_image // 4:,} numbers for each"
            " photograph, too many to keep for all of them.",
            "Put GlobalAveragePooling2D before it, or make the Input smaller.",
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Fitting:
    """Fits the head of one run.

    Args:
        spec: the design, which ends in the head.
        facts: as far as they are known.
        node: the head's id.
        layer: the head as it was drawn.
        features: of what leads to it; still to be made when it is checked.
        recipe: whether to balance the classes, and the seed.
        phase: the name of the training.
        tell: takes the progress; raises to end the fitting.
    """

    spec: GraphSpec
    facts: Facts
    node: str
    layer: Layer
    features: Features
    recipe: Recipe
    phase: str
    tell: Callable[[Mapping[str, Any]], None]

    def check(self) -> None:
        """Refuse what cannot be fitted, before time is spent on the features.

        Raises:
            TrainingError: there are too few images, or too many for the memory.
        """
        check_memory(
            kind=type(self.layer).__name__,
            images=len(self._labels),
            features=self.features.split.bytes_per_image // 4,
        )
        self._folds()

    def run(self) -> Fitted:
        """Fit, fold into the network, and judge as after an epoch.

        Raises:
            TrainingError: there are too few images.
        """
        began = time.monotonic()
        found = self._fit()
        _log.info("%s", _in_words(found, _MEASURES[type(self.layer).__name__]))
        size = {"support_vectors": found.vectors} if found.vectors else {}
        known = {self.node: found.vectors} if found.vectors else {}
        told = {"support_vectors": known, "C": {self.node: found.C}}
        facts = self.facts.model_copy(update=told)
        calls = lower(self.spec, facts)
        head = head_of(self.features.split.prefix, calls, self.node)
        fill(head, filled(calls, self.node), found.weights)
        scores = {name: self._scores(head, name) for name in ("train", "validation")}
        record = self._record(scores, time.monotonic() - began)
        saved = Saved(Standing(phase=self.phase).after(record), self._stitched(calls, head))
        return Fitted(saved, facts, calls, scores["validation"], {"C": found.C, **size})

    def _stitched(self, calls: Sequence[Call], head: keras.Model) -> Arrays:
        """The weights of the whole network with the fitted head."""
        whole = build(calls)
        for part in (self.features.split.prefix, head):
            copy_weights(part, whole)
        weights: Arrays = whole.get_weights()
        return weights

    def _fit(self) -> FittedHead:
        head = head_settings(self.layer, self.recipe)
        told = _Told(self.tell, f"Fitting the {head.kind}")
        return fit_head(self.features.read("train")[:], self._labels, self._folds(), head, told)

    @property
    def _labels(self) -> NDArray[np.int64]:
        samples = self.features.samples
        return samples.targets[samples.rows("train")]

    def _folds(self) -> Folds:
        samples = self.features.samples
        groups = samples.dataset.manifest["group"].to_numpy()[samples.rows("train")]
        try:
            return folds_of(self._labels, groups, derive(self.recipe.seed, self.phase, "folds"))
        except ValueError as few:
            raise TrainingError(str(few), "Import more images, or use a Classifier.") from None

    def _scores(self, head: keras.Model, split: str) -> NDArray[Any]:
        scores: NDArray[Any] = head.predict(self.features.read(split)[:], verbose=0)
        return scores

    def _record(self, scores: Mapping[str, NDArray[Any]], seconds: float) -> EpochRecord:
        samples = self.features.samples
        labels = {name: samples.targets[samples.rows(name)] for name in scores}
        trained = judge(scores["train"], labels["train"])
        return EpochRecord(
            phase=self.phase,
            epoch=1,
            loss=trained["val_loss"],
            accuracy=trained["val_accuracy"],
            seconds=seconds,
            images_per_second=len(labels["train"]) / seconds,
            **judge(scores["validation"], labels["validation"]),
        )


class _Told:
    """Tells how far fitting is, and how long it will still take at this pace."""

    def __init__(self, tell: Callable[[Mapping[str, Any]], None], text: str) -> None:
        self._tell, self._text, self._began = tell, text, time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        each = (time.monotonic() - self._began) / done
        left = {"seconds_left": each * (total - done)}
        self._tell({"text": self._text, "step": done, "steps": total, **left})


def head_settings(layer: Layer, recipe: Recipe) -> Head:
    """What to fit, from what was drawn and how it is to be trained."""
    drawn = layer.model_dump(mode="json")
    return Head(type(layer).__name__, balanced=recipe.class_weights, **drawn)


def _in_words(found: FittedHead, measure: str) -> str:
    """C, and by which measure it was chosen of which."""
    sentences = [f"C = {found.C:g}."]
    if found.tried:
        gave = [f"C {strength:g} gave {_signed(good)}" for strength, good in found.tried.items()]
        sentences.append(f"Tried on training images held back: {', '.join(gave)} ({measure}).")
    sentences += [f"{found.vectors} support vectors."] * bool(found.vectors)
    return " ".join(sentences)


def _signed(number: float) -> str:
    return f"{number:.3f}".replace("-", "−")
