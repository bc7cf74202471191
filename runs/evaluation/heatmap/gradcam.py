"""Grad-CAM: each place of a network's last maps, weighed by how far it moves the score.

The weights are taken place by place (HiResCAM; Draelos and Carin, arXiv 2011.08891). Where the maps
are averaged next, as by GlobalAveragePooling2D, that is Grad-CAM (Selvaraju and others, ICCV 2017);
behind Flatten, Grad-CAM would also light places that cannot move the score. Where a network has
several last maps, what each adds to the score is added up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import keras
import numpy as np
import tensorflow as tf

from runs.evaluation.heatmap.canvas import SIDE, WHOLE, Box, covered, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from runs.evaluation.heatmap.canvas import Booleans, Floats
    from runs.evaluation.heatmap.ends import Ends, Frame
    from runs.evaluation.heatmap.odds import Odds

_NO_MAPS: Final = "This network keeps no maps of the photograph to the end."
_COLOURS: Final = "A part of this network measures the photograph itself and has no maps."
_MIXED: Final = "This network puts the cut lesion and the whole photograph together into one map."


@dataclass(frozen=True, eq=False)
class GradCam:
    """Heat maps of one network by Grad-CAM.

    Args:
        network: from photographs of shape (n, height, width, 3) to scores of shape (n, classes).
        ends: where its maps end.
        odds: of its scores.
    """

    network: keras.Model
    ends: Ends
    odds: Odds
    _graphs: dict[tuple[int, ...], Callable[[NDArray[np.float32]], Any]] = field(
        default_factory=dict, init=False
    )

    @property
    def why_not(self) -> str | None:
        """Why it cannot be made of this network, in a sentence; ``None`` where it can."""
        if not self.ends.found:
            return _NO_MAPS
        if not all(end.learned for end in self.ends.found):
            return _COLOURS
        return _MIXED if any(end.frame is None for end in self.ends.found) else None

    def signed(
        self, photographs: NDArray[np.float32], positive: Sequence[int]
    ) -> tuple[Floats, Booleans]:
        """What each place adds to the log-odds of some classes; below 0 where it speaks against.

        Args:
            photographs: of shape (n, height, width, 3), RGB, 0 to 255.
            positive: places of the classes.

        Returns:
            of shape (n, ``SIDE``, ``SIDE``), and of the same shape what the network saw at all.
        """
        maps, slopes, boxes = self._moved(photographs, positive)
        heat = np.zeros((len(photographs), SIDE, SIDE), np.float32)
        seen = np.zeros(heat.shape, bool)
        for end, values, slope in zip(self.ends.found, maps, slopes, strict=True):
            added = (values * slope).sum(axis=-1).reshape(-1, *end.grid)
            for place, one in enumerate(added):
                box = _placed(end.frame or (), [told[place] for told in boxes])
                area = (box.bottom - box.top) * (box.right - box.left)
                heat[place] += spread(one * one.size / max(area, 1e-6), box, SIDE, SIDE)
                seen[place] |= covered(box, SIDE, SIDE)
        return heat, seen

    @cached_property
    def _parts(self) -> keras.Model:
        """From photographs to the last maps, the boxes, and what the answer is made of."""
        maps = [end.maps for end in self.ends.found]
        return keras.Model(self.network.inputs[0], [*maps, *self.ends.boxes, self.odds.source])

    def _moved(
        self, photographs: NDArray[np.float32], positive: Sequence[int]
    ) -> tuple[list[Floats], list[Floats], list[Floats]]:
        """The last maps, how the log-odds move with them, and the boxes."""
        chosen = tuple(positive)
        if chosen not in self._graphs:
            self._graphs[chosen] = self._graph(chosen)
        maps, slopes, boxes = self._graphs[chosen](photographs)
        return _arrays(maps), _arrays(slopes), _arrays(boxes)

    def _graph(self, positive: tuple[int, ...]) -> Callable[[NDArray[np.float32]], Any]:
        """``_moved`` as a graph: made in seconds, then ten times as fast as step by step."""
        count = len(self.ends.found)
        shape = (None, *self.network.input_shape[1:])

        def moved(photographs: tf.Tensor) -> Any:  # noqa: ANN401  lists of tensors
            with tf.GradientTape() as tape:
                tape.watch(photographs)
                *parts, before = self._parts(photographs, training=False)
                odds = tf.reduce_sum(self.odds.of(before, positive))
            slopes = tape.gradient(odds, parts[:count], unconnected_gradients="zero")
            return parts[:count], slopes, parts[count:]

        graph: Callable[[NDArray[np.float32]], Any] = tf.function(
            moved, input_signature=[tf.TensorSpec(shape, tf.float32)]
        )
        return graph


def _arrays(tensors: Sequence[tf.Tensor]) -> list[Floats]:
    return [one.numpy() for one in tensors]


def _placed(frame: Frame, boxes: Sequence[NDArray[np.float32]]) -> Box:
    """A frame as one box of the network's picture."""
    found = WHOLE
    for one in reversed(frame):
        outer = one if isinstance(one, Box) else Box(*(float(edge) for edge in boxes[one]))
        found = found.within(outer)
    return found
