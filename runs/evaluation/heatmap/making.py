"""A heat map of one photograph: by Grad-CAM where it can be made, else by occlusion, which is said.

Heat is where the score reacts. It is no reason for the score, and no border of the lesion.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, Final

import keras
import numpy as np
import tensorflow as tf

from runs.evaluation.heatmap.ends import ends_of
from runs.evaluation.heatmap.gradcam import GradCam
from runs.evaluation.heatmap.graph import traced
from runs.evaluation.heatmap.occlusion import occluded
from runs.evaluation.heatmap.odds import Odds
from runs.evaluation.heatmap.views import COUNT, turned_back, views

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from runs.evaluation.heatmap.canvas import Booleans, Floats

_FLAT: Final = "The score does not move with the last maps of this network."


class Method(StrEnum):
    """How heat is made."""

    GRADCAM = "gradcam"
    OCCLUSION = "occlusion"


@dataclass(frozen=True, eq=False)
class Heat:
    """Where a score reacts.

    Args:
        values: not below 0, of shape (``SIDE``, ``SIDE``), over the network's picture; all 0 where
            nothing raises the score.
        seen: of the same shape: what of the picture the network looked at.
        method: by which it was made.
        why: it is not Grad-CAM though that was asked for, in a sentence; or ``None``.
    """

    values: Floats
    seen: Booleans
    method: Method
    why: str | None

    @property
    def nothing(self) -> bool:
        """Whether no place raises the score."""
        return not self.values.any()


class HeatMaps:
    """Heat maps of one network.

    Args:
        network: from photographs to scores, without what ``flips`` tells.
        flips: whether it is used on the four flips of a photograph, and their mean is its score.

    Attributes:
        flat: the same network in one graph.
        ends: where its maps end.
    """

    def __init__(self, network: keras.Model, *, flips: bool = False) -> None:
        self.flat, steps = traced(network)
        self.ends = ends_of(self.flat, steps)
        self._flips = flips
        self._odds = Odds(next(step for step in steps if step.made is self.flat.outputs[0]))
        self._gradcam = GradCam(self.flat, self.ends, self._odds)
        self._until_answer = keras.Model(self.flat.inputs[0], self._odds.source)

    def make(
        self,
        photograph: NDArray[np.float32],
        positive: Sequence[int],
        method: Method = Method.GRADCAM,
        told: Callable[[int, int], None] = lambda *_: None,
    ) -> Heat:
        """Where the score of some classes reacts.

        Args:
            photograph: of shape (height, width, 3), RGB, 0 to 255, of the network's size.
            positive: places of the classes: neither none nor all.
            method: Grad-CAM gives way to occlusion where it cannot be made.
            told: called with steps done and in all, where there are several.
        """
        why = None
        if method is Method.GRADCAM:
            made = self._by_gradcam(photograph, positive)
            if isinstance(made, Heat):
                return made
            why = made
        heat = np.maximum(occluded(partial(self._said, positive), photograph, told), 0)
        return Heat(heat, np.ones(heat.shape, bool), Method.OCCLUSION, why)

    @cached_property
    def _graph(self) -> Callable[[NDArray[np.float32]], Any]:
        """What comes before the answer, in use."""
        signature = [tf.TensorSpec((None, *self._until_answer.input_shape[1:]), tf.float32)]
        until = self._until_answer
        graph: Callable[[NDArray[np.float32]], Any] = tf.function(
            lambda given: until(given, training=False), input_signature=signature
        )
        return graph

    def _said(self, positive: Sequence[int], photographs: NDArray[np.float32]) -> Floats:
        """The log-odds of photographs, as the network is used."""
        looked = views(photographs) if self._flips else photographs
        count = COUNT if self._flips else 1
        said: Floats = self._odds.of(self._graph(looked), positive, views=count).numpy()
        return said

    def _by_gradcam(self, photograph: NDArray[np.float32], positive: Sequence[int]) -> Heat | str:
        """The heat, or why it cannot be made."""
        if self._gradcam.why_not:
            return self._gradcam.why_not
        looked = views(photograph[None]) if self._flips else photograph[None]
        signed, seen = self._gradcam.signed(looked, positive)
        if not np.isfinite(signed).all() or not signed.any():
            return _FLAT
        if self._flips:
            signed, seen = (turned_back(each) for each in (signed, seen))
        heat = np.maximum(signed.mean(axis=0), 0)
        return Heat(heat, seen.max(axis=0), Method.GRADCAM, None)
