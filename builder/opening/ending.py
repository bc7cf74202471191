"""The end of a network as the Classifier, and what its scores would then be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from builder.opening.differences import Difference
from builder.opening.errors import OpeningError
from builder.wording import shown
from layers_catalog.from_keras import UnsayableError, activation

if TYPE_CHECKING:
    from builder.opening.network import Network, Step

_DENSE: Final = "Dense"
_SHARES: Final = "softmax"
_ONE_SCORE: Final = "sigmoid"
_SUM: Final = "softmax, so that the scores of all classes add up to 1"
MOST_CLASSES: Final = 1_024
"""ImageNet has a thousand; each gets a name, so that a small file must not ask for millions."""


@dataclass(frozen=True)
class Ending:
    """The Dense layer that a network ends with.

    Args:
        dense: the step, with the activation that comes after it, if there is one, as its own.
        folded: the step of that activation.
        classes: how many the answer tells apart.
        one_score: whether it gives one score, of which the other class has the rest.
        differences: what changes.
    """

    dense: Step
    folded: str | None
    classes: int
    one_score: bool
    differences: tuple[Difference, ...]


def ending(network: Network) -> Ending | None:
    """What the network ends with; ``None`` where it is no Dense layer.

    Raises:
        OpeningError: it tells more classes apart than any drawing.
    """
    last = network.steps[network.result]
    before = network.steps[last.inputs[0]] if len(last.inputs) == 1 else None
    rule, dense, folded = _rule(last), last, None
    after = last.kind in {"Activation", "Softmax"}
    if after and before and before.kind == _DENSE and _rule(before) == "linear":
        dense, folded = before, last.name
    units = dense.config.get("units")
    if dense.kind != _DENSE or not isinstance(units, int) or dense.shared:
        return None
    refuse_many(units, dense.original)
    told = {"units", "activation"}
    config = {name: value for name, value in dense.config.items() if name not in told}
    dense = replace(dense, config=config)
    one_score = units == 1
    if rule == (_ONE_SCORE if one_score else _SHARES):
        return Ending(dense, folded, max(units, 2), one_score, ())
    becomes = "sigmoid, as two classes" if one_score else _SUM
    changed = Difference(last.original, last.kind, "activation", rule, becomes)
    return Ending(dense, folded, max(units, 2), one_score, (changed,))


def refuse_many(classes: int, layer: str) -> None:
    """Say of a layer that no drawing tells so many classes apart.

    Raises:
        OpeningError: there are more than ``MOST_CLASSES``.
    """
    if classes > MOST_CLASSES:
        raise OpeningError(
            f"The network tells {shown(classes)} classes apart, by the units of {shown(layer)}; "
            f"a drawing here tells at most {MOST_CLASSES:,}.",
            "Save the network without its last layer, and let the Classifier take its place.",
        )


def _rule(step: Step) -> str:
    if step.kind == "Softmax":
        return _SHARES
    try:
        return activation(step.config.get("activation"))
    except UnsayableError:
        return "a function of its own"
