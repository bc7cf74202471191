"""What a trained network says of photographs, always in float32.

How a computer goes through a network is told by ``computing``; what is made of the scores is left
to ``judging`` and to the helper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.training.computing import OPENVINO, fastest, in_tensorflow
from runs.training.network import without_xla

if TYPE_CHECKING:
    from collections.abc import Callable

    import keras
    from numpy.typing import NDArray

    from runs.training.computing import Pass

ALIKE: Final = 4e-6
"""The largest difference between two scores of one photograph that counts as none. Less than half
of what exports are held to, since only some photographs are compared."""


def for_many(
    model: keras.Model, photographs: NDArray[np.float32], *, magnifies: bool = False
) -> Pass:
    """The fastest way through a network for hundreds of photographs and more.

    It is got ready in one to six seconds.

    Args:
        model: a whole network, in float32.
        photographs: a few real ones, of shape (n, height, width, 3), RGB, 0 to 255; where OpenVINO
            scores one of them otherwise than Keras does, the way is TensorFlow's.
        magnifies: the network's head magnifies the last digits of its features, as support vectors
            do: twenty times for one photograph and not at all for another, so that a few that are
            compared tell nothing of the rest. TensorFlow's way then.
    """
    if magnifies:
        return in_tensorflow(model, "A support vector machine magnifies OpenVINO's last digits.")
    way = fastest(model, precise=True)
    if way.by == OPENVINO:
        keras_own = in_tensorflow(model, "OpenVINO's scores differ from those of Keras.")
        return way if _alike(way, keras_own, photographs) else keras_own
    return way


def _alike(one: Pass, other: Pass, photographs: NDArray[np.float32]) -> bool:
    found, own = one.of(photographs), other.of(photographs)
    return bool(np.allclose(found, own, rtol=0, atol=ALIKE, equal_nan=True))


def for_few(model: keras.Model) -> Callable[[NDArray[np.float32]], NDArray[Any]]:
    """Keras's own way, which is an exported ``predict.py``'s too; ready at the first photograph.

    For photographs that come one by one it is as fast as OpenVINO, and ready in a third of the
    time. Never exchanged for ``for_many``, however many come: the last digits of a score would
    then depend on how many were asked about.

    Args:
        model: a whole network, in float32.

    Returns:
        scores of shape (n, classes) for float32 of shape (n, height, width, 3).
    """
    predict: Callable[[NDArray[np.float32]], NDArray[Any]] = without_xla(model).predict_on_batch
    return predict
