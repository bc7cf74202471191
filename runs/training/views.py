"""The same photographs changed in several ways, for a frozen part that random changes stand before.

Instead of a new change in every epoch, each photograph is changed in a few ways once, and training
draws one of them each time. Which layers stand there is told by ``prefix``. Needs Keras.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from builder.compiler import build
from layers_catalog.call import Call, CallKind
from runs.training.network import copy_weights, set_chance
from runs.training.samples import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import keras
    from numpy.typing import NDArray

    from data.pixels import PixelStore
    from runs.training.standing import Arrays

    Change = Callable[[NDArray[np.float32], int], NDArray[np.float32]]

_FLIP: Final = "keras.layers.RandomFlip"
_AXES: Final = {"vertical": 1, "horizontal": 2}
_RANDOM: Final = "keras.layers.Random"
_PHASE: Final = "views"
"""In the seeds, in place of the name of a phase."""


def changes_pictures(call: Call) -> bool:
    """Whether a step changes pictures at random in training, and passes them unchanged in use."""
    return call.kind is CallKind.LAYER and call.path.startswith(_RANDOM)


@dataclass(frozen=True)
class Views:
    """The ways in which each photograph is looked at.

    The first is the photograph as in use. Mirroring is not drawn in the others but gone through,
    so that four of them are all there are, each exactly once.

    Args:
        whole: the network, which has the weights of the changing layers.
        calls: from the photograph to what the frozen part takes; none: there is one view.
        asked: how many views are wanted, at least 1.
        seed: the recipe's.
    """

    whole: keras.Model
    calls: tuple[Call, ...]
    asked: int
    seed: int

    @property
    def count(self) -> int:
        """How many there are: no more than differ."""
        return self.asked if self._drawn else min(self.asked, 1 << len(self._flips))

    def key(self, view: int) -> tuple[object, ...]:
        """All that a view depends on, but weights."""
        return (view, self.calls, self.seed if self._drawn and view else None)

    def weights(self) -> Arrays:
        """What the changing layers and those among them have measured or learned before."""
        named = [call.name for call in self.calls if call.kind in {CallKind.LAYER, CallKind.MODEL}]
        layers = [self.whole.get_layer(name) for name in named]
        return [weights for layer in layers for weights in layer.get_weights()]

    def seen(
        self, view: int, rows: NDArray[np.int64], store: PixelStore
    ) -> Iterator[NDArray[np.float32]]:
        """Photographs in one view, as batches of float32 of shape (n, height, width, channels).

        What is drawn for a photograph hangs on its place in the pixel store alone, not on which
        others are asked for: chance is drawn for whole blocks of neighbours.

        Args:
            view: from 0 to below ``count``.
            rows: of the pixel store, in rising order.
            store: with the pixels.
        """
        change = self.change(view)
        if not (self._drawn and view):
            for start in range(0, len(rows), BATCH):
                yield change(store.rows(rows[start : start + BATCH]).astype(np.float32), 0)
            return
        for block in np.unique(rows // BATCH).tolist():
            wanted = rows[rows // BATCH == block] - block * BATCH
            size = min(BATCH, store.count - block * BATCH)
            pixels = np.zeros((size, *store.size.shape), dtype=np.float32)
            pixels[wanted] = store.rows(wanted + block * BATCH)
            yield change(pixels, block)[wanted]

    def change(self, view: int) -> Change:
        """What makes a view of float32 photographs of shape (n, height, width, channels).

        It takes them with the number of their block, from which chance is drawn.

        Args:
            view: from 0 to below ``count``.
        """
        if not self.calls:
            return lambda photographs, _block: photographs
        model = build([self._seen(call, view) for call in self.calls])
        copy_weights(self.whole, model)
        import tensorflow as tf

        graph = tf.function(lambda given: model(given, training=view > 0), reduce_retracing=True)

        def changed(photographs: NDArray[np.float32], block: int) -> NDArray[np.float32]:
            set_chance(model, self.seed, f"{_PHASE} {view}", block)
            made: NDArray[np.float32] = graph(tf.convert_to_tensor(photographs)).numpy()
            return made

        return changed

    @property
    def _flips(self) -> list[str]:
        return [call.name for call in self.calls if call.path == _FLIP]

    @property
    def _drawn(self) -> bool:
        """Whether anything but mirroring is random."""
        return any(changes_pictures(call) and call.path != _FLIP for call in self.calls)

    def _seen(self, call: Call, view: int) -> Call:
        """A step as one view takes it: mirroring is done or not, by the digits of its number."""
        if call.path != _FLIP or view == 0:
            return call
        if view >> self._flips.index(call.name) & 1:
            axis = _AXES[call.kwargs["mode"]]
            return replace(
                call, kind=CallKind.OPERATION, path="keras.ops.flip", kwargs={"axis": axis}
            )
        return replace(call, path="keras.layers.Identity", kwargs={})
