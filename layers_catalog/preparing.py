"""The steps that make of a photograph what the weights of a pretrained network expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from layers_catalog.architectures import Preparation
from layers_catalog.call import Call, CallKind

if TYPE_CHECKING:
    from collections.abc import Sequence

_MEAN: Final = (123.675, 116.28, 103.53)
_DEVIATION: Final = (58.395, 57.12, 57.375)
"""Of ImageNet's red, green and blue, from 0 to 255."""


def prepared(preparation: Preparation, name: str, source: str) -> tuple[Call, ...]:
    """From RGB, 0 to 255, to what the weights expect.

    Args:
        preparation: which one.
        name: of the layer; the names of the steps begin with it.
        source: the Call that gives the photograph.
    """
    match preparation:
        case Preparation.CENTRED:
            return (_rescaling(name, source, scale=1 / 128, offset=-127 / 128),)
        case Preparation.UNIT:
            return (_rescaling(name, source, scale=1 / 127.5, offset=-1.0),)
        case Preparation.STANDARD:
            scale = [1 / one for one in _DEVIATION]
            offset = [-mean / one for mean, one in zip(_MEAN, _DEVIATION, strict=True)]
            return (_rescaling(name, source, scale=scale, offset=offset),)
    bgr = Call(
        CallKind.OPERATION, "keras.ops.flip", f"{name}_bgr", (source,), {"axis": -1}, node=name
    )
    means = [-103.939, -116.779, -123.68]
    return bgr, _rescaling(name, bgr.name, scale=1.0, offset=means)


def _rescaling(
    name: str, source: str, *, scale: float | Sequence[float], offset: float | Sequence[float]
) -> Call:
    kwargs = {"scale": scale, "offset": offset}
    path = "keras.layers.Rescaling"
    return Call(CallKind.LAYER, path, f"{name}_rescaling", (source,), kwargs, node=name)
