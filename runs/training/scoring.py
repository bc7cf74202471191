"""The scores of validation and test photographs, through a network's two parts or the whole.

What the frozen part makes of them is kept in float32, so that the next run behind the same part is
judged in seconds. Only where the two parts score as the whole does; else, and for all networks
without a frozen part, ``judging`` goes through the whole.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np

from layers_catalog.fitted import SVM
from runs.judged import SPLITS
from runs.scripts.parts.flips import FLIPS
from runs.training import judging
from runs.training.features import Features
from runs.training.judging import COMPARED
from runs.training.predicting import ALIKE, for_many
from runs.training.prefix import split
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import keras
    from numpy.typing import NDArray

    from runs.training.computing import Pass
    from runs.training.feature_store import FeatureStore
    from runs.training.features_made import Table
    from runs.training.learned import Learned
    from runs.training.learning import Learning
    from runs.training.prefix import Split
    from runs.training.samples import Samples

_log = logging.getLogger(__name__)


def scores(
    learning: Learning, learned: Learned, model: keras.Model, told: Callable[[int, int], None]
) -> dict[str, NDArray[np.float64]]:
    """Scores of each split's images, of shape (n, classes), in the order of the manifest.

    Args:
        learning: of the run.
        learned: what it has come to.
        model: the trained network as it is used, in float32.
        told: called with photographs done and in all, as they are done.

    Raises:
        TrainingError: a score is not a finite number.
    """
    flips = learning.recipe.flips_at_use
    magnifies = any(node.type == SVM.__name__ for node in learning.spec.nodes)
    samples = learning.samples
    if not (flips or magnifies) and (parts := learned.parts or split(model, learned.calls)):
        found = _through(parts, samples, learning.store, told)
        if found is not None:
            return judging.finite(found)
    batch = BATCH // FLIPS if flips else BATCH
    return judging.predicted(model, samples, batch=batch, magnifies=magnifies, told=told)


def _through(
    parts: Split,
    samples: Samples,
    store: FeatureStore,
    told: Callable[[int, int], None],
) -> dict[str, NDArray[np.float64]] | None:
    """The scores through two parts; ``None`` where the whole must be asked."""
    features = Features(parts, samples, store, precise=True, splits=SPLITS)
    if not features.small_enough:
        return None
    try:
        if features.known:
            _log.info("What the frozen part makes of them is known from earlier runs.")
        else:
            _log.info("%s", features.make(told).in_words)
    except OSError:  # no room; the whole is asked without keeping anything
        return None
    few = features.read("validation")[:COMPARED]
    way = parts.own_head if parts.gives_rows else for_many(parts.head, few)
    images, _ = next(iter(samples.batches("validation", COMPARED)))
    own = parts.own.of(images.numpy())
    if not np.allclose(own, _scored(way, few), rtol=0, atol=ALIKE, equal_nan=True):
        _log.info("The two parts of the network score otherwise than the whole.")
        return None
    return {name: _scored(way, features.read(name)).astype(np.float64) for name in SPLITS}


def _scored(way: Pass, features: Table | NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate(list(way.over(_batches(features))))


def _batches(features: Table | NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for start in range(0, len(features), BATCH):
        yield features[start : start + BATCH]
