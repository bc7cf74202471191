"""The score of some classes as log-odds: they still move where a score of 0.9999 hardly can.

They are taken before the softmax where a network ends in one, so that they are exact also where a
score has become 0 or 1 in 32 bits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import keras
from keras import ops

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.evaluation.heatmap.graph import Step


@dataclass(frozen=True, eq=False)
class Odds:
    """What a network says, read before its last step.

    Args:
        answer: the last step, whose scores add up to 1.
    """

    answer: Step

    @property
    def source(self) -> keras.KerasTensor:
        """What the last step takes."""
        return self.answer.given[0]

    def of(self, taken: Any, positive: Sequence[int], *, views: int = 1) -> Any:  # noqa: ANN401  Keras's tensors
        """The natural logarithm of the positive classes' score over that of the rest.

        Args:
            taken: what the last step takes, of shape (views × n, …).
            positive: places of the classes: neither none nor all.
            views: of each photograph, one after the other, whose mean score counts.

        Returns:
            of shape (n,).
        """
        values = self._logarithms(taken)
        rest = [place for place in range(values.shape[-1]) if place not in positive]
        apart = [
            ops.reshape(ops.logsumexp(ops.take(values, list(side), axis=-1), axis=-1), (views, -1))
            for side in (positive, rest)
        ]
        return ops.logsumexp(apart[0], axis=0) - ops.logsumexp(apart[1], axis=0)

    def _logarithms(self, taken: Any) -> Any:  # noqa: ANN401  Keras's tensors
        """Of the scores, of shape (n, classes)."""
        last = self.answer.operation
        if isinstance(last, keras.layers.Dense) and last.activation is keras.activations.softmax:
            made = ops.matmul(taken, last.kernel)
            return ops.log_softmax(made + last.bias if last.use_bias else made)
        if isinstance(last, keras.layers.Softmax):
            return ops.log_softmax(taken)
        return ops.log(ops.maximum(last(taken), keras.config.epsilon()))
