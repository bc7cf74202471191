"""How a network learns faster here, in 32 bits or in 16: measured on the network itself, once.

No rule foretells it: 16 bits nearly halve the time of plain convolutions and triple that of
depthwise ones, on the same processor. What was measured is kept by network and computer, so that a
run that is repeated, or goes on, computes as before and comes to the same weights.
"""

from __future__ import annotations

import hashlib
import json
import logging
import math
import os
import platform
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from layers_catalog.errors import first_line
from runs.scripts.parts.precision import NARROW, WIDE, compute_in
from runs.training import network, process

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import keras
    import tensorflow as tf

    from layers_catalog.call import Call
    from runs.training.epochs import Feed
    from runs.training.recipe import Recipe

_log = logging.getLogger(__name__)
WORTH_S: Final = 60.0
"""Seconds that learning must be expected to take: for less, measuring does not pay."""
_STEPS: Final = 3
_SHARE: Final = 0.02
"""Of the expected time, for both precisions together; a step of each is measured in any case."""
_MOST_S: Final = 20.0
_MUST_GAIN: Final = 0.95
_NAMES: Final = {NARROW: "bfloat16", WIDE: "float32"}


@dataclass(frozen=True)
class Probed:
    """In how many bits a network learns, and why.

    Args:
        policy: as Keras calls it, ``NARROW`` or ``WIDE``.
        seconds: of the fastest step in each, infinite where a layer cannot compute in it; empty
            where it was not measured.
    """

    policy: str
    seconds: Mapping[str, float]

    @property
    def told(self) -> dict[str, Any]:
        """For the run's summary; empty where nothing was to choose."""
        if self.policy == WIDE and not self.seconds:
            return {}
        return {"learned_in": _NAMES[self.policy], "seconds_a_step": dict(self.seconds)}


def fixed(policy: str) -> Probed:
    """What was set, or follows without measuring."""
    return Probed(policy, {})


def faster(seconds: Mapping[str, float]) -> Probed:
    """What follows from the seconds of a step in each: of two that are alike, 32 bits."""
    narrow = seconds[NARROW] < _MUST_GAIN * seconds[WIDE]
    return Probed(NARROW if narrow else WIDE, seconds)


def measured(model: keras.Model, feed: Feed, recipe: Recipe, *, expected_s: float) -> Probed:
    """Time a few steps in each precision; the model's weights are as before afterwards.

    Args:
        model: that is to learn.
        feed: its batches.
        recipe: how.
        expected_s: seconds that the learning should take.
    """
    import tensorflow as tf

    before = model.get_weights()
    batch = next(iter(feed.training(0)))
    most = min(_MOST_S, _SHARE * expected_s) / 2

    def step_in(policy: str) -> float:
        compute_in(model, policy)
        network.prepare(model, recipe, steps=feed.steps)
        return _step_s(model, batch, most)

    seconds = {WIDE: step_in(WIDE)}
    try:
        seconds[NARROW] = step_in(NARROW)
    except (tf.errors.OpError, TypeError, ValueError) as refusal:  # a layer without such numbers
        _log.info("In 16 bits it cannot learn: %s", first_line(refusal))
        seconds[NARROW] = math.inf
    compute_in(model, WIDE)
    model.set_weights(before)
    return faster(seconds)


def _step_s(model: keras.Model, batch: tuple[tf.Tensor, tf.Tensor], most: float) -> float:
    """Seconds of the fastest of a few steps on a batch, which take ``most`` seconds or little more.

    The first, which builds the graph, does not count; one is measured in any case.
    """
    began = time.monotonic()
    model.train_on_batch(*batch)
    took: list[float] = []
    while not took or (len(took) < _STEPS and time.monotonic() - began < most):
        step = time.monotonic()
        model.train_on_batch(*batch)
        took.append(time.monotonic() - step)
    return min(took)


@dataclass(frozen=True)
class Probes:
    """What was measured on this computer, one small file a network.

    Args:
        folder: where they are kept; made when the first is written.
    """

    folder: Path

    def of(
        self,
        model: keras.Model,
        calls: Sequence[Call],
        feed: Feed,
        recipe: Recipe,
        *,
        expected_s: float,
    ) -> Probed:
        """What is known of a network, or is measured now.

        Args:
            model: that is to learn: the network, or the part of it that does.
            calls: of the whole network.
            feed: as ``measured`` takes it, and all else.
            recipe: how it is to learn.
            expected_s: seconds that the learning should take.
        """
        file = self.folder / f"{_key(model, calls, recipe)}.json"
        known = _read(file)
        if known is not None:
            return known
        found = measured(model, feed, recipe, expected_s=expected_s)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            process.write_atomically(file, json.dumps(found.seconds).encode())
        except OSError as refusal:
            _log.warning("This could not be kept (%s): a resumed run tries anew.", refusal.strerror)
        if math.isfinite(found.seconds[NARROW]):
            _log.info(
                "A step takes %.3f s in 32 bits and %.3f s in 16: learning in %s.",
                found.seconds[WIDE],
                found.seconds[NARROW],
                "16" if found.policy == NARROW else "32",
            )
        return found


def _read(file: Path) -> Probed | None:
    """What a file tells; ``None`` where there is none, or it is torn."""
    try:
        seconds = json.loads(file.read_bytes())
        return faster({policy: float(seconds[policy]) for policy in (WIDE, NARROW)})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key(model: keras.Model, calls: Sequence[Call], recipe: Recipe) -> str:
    """Of the part that learns, the size of its batches, and this computer."""
    import keras
    import tensorflow as tf

    told = [
        [str(call) for call in calls],
        [weight.path for weight in model.trainable_weights],
        [str(model.input_shape), recipe.batch_size, str(recipe.optimiser)],
        [platform.node(), platform.processor(), platform.machine(), os.cpu_count()],
        [keras.__version__, tf.__version__],
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]
