"""A Call: one step of a network, to be built by the compiler or printed as Python.

The same Calls serve both, so the model that is trained and the code that is taken home cannot
differ. Nothing here imports Keras: a path is a string until the compiler resolves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_catalog.shapes import Shape


class CallKind(StrEnum):
    """What a path names, and so how it is applied."""

    INPUT = "input"
    """``keras.Input(**kwargs, name=name)``."""
    LAYER = "layer"
    """``path(**kwargs, name=name)(*inputs)``; several inputs are given as one list."""
    OPERATION = "operation"
    """``path(*inputs, **kwargs)``: a function of ``keras.ops``, without weights or name."""
    MODEL = "model"
    """``path(**kwargs, name=name)(input, training=False)``: a whole network used as one layer."""


@dataclass(frozen=True)
class Tensor:
    """What flows along an edge: the Call that produces it and its shape without the batch."""

    call: str
    shape: Shape


@dataclass(frozen=True)
class Call:
    """One step of a network.

    Args:
        kind: what ``path`` names.
        path: dotted, e.g. ``"keras.layers.Conv2D"``, ``"keras.ops.flip"``, or a network of ours,
            ``"builder.networks.efficientnet_lite0"``, which code generation prints in full.
        name: unique in the network; the Keras layer's name where it has one.
        inputs: names of the Calls whose results it takes, in the order of the slots.
        kwargs: every argument, so that our defaults need not be Keras's. Plain JSON values
            and tuples only.
        trainable: whether training may change its weights.
        weights: for a ``MODEL``: where its weights start from: ``None`` (random),
            ``"imagenet"`` (Keras downloads them), ``"shipped"`` (a file in this project), or the
            path of a file.
        node: the id of the drawn layer it came from.
        from_data: arguments that only fitting can tell: for each, the name under which the printed
            ``build_model`` takes it. Its value in ``kwargs`` is what is known so far.
    """

    kind: CallKind
    path: str
    name: str
    inputs: tuple[str, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    trainable: bool = True
    weights: str | None = None
    node: str = ""
    from_data: dict[str, str] = field(default_factory=dict)
