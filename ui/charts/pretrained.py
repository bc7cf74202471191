"""What a thumbnail tells of a pretrained network: its stages as slits, pale where it is frozen.

Where it stands, and how high it is, is left to ``ui.charts.thumbnail``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.architectures import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from layers_catalog.pretrained import Backbone

_PALE = 0.45


def learning_share(layer: Backbone) -> float:
    """The share of its blocks that training changes, from 0 (frozen) to 1."""
    if not layer.trainable:
        return 0.0
    of = sum(1 for block in blocks(layer.architecture) if block.stage)
    return min(layer.learning_blocks or of, of) / of


def fill(layer: Backbone, colour: str, *, name: str) -> tuple[str, str]:
    """The attributes of its shape, and what they refer to: pale as far as it is frozen.

    Args:
        layer: the network.
        colour: of its family.
        name: of a gradient, unique in the picture.
    """
    frozen = 1 - learning_share(layer)
    if frozen in {0, 1}:
        return f'fill="{colour}" fill-opacity="{_PALE if frozen else 1}"', ""
    stops = "".join(
        f'<stop offset="{frozen:.2f}" stop-color="{colour}" stop-opacity="{opacity}"/>'
        for opacity in (_PALE, 1)
    )
    gradient = f'<linearGradient id="{name}">{stops}</linearGradient>'
    return f'fill="url(#{name})"', gradient


def slits(layer: Backbone, *, left: float, right: float) -> Iterator[float]:
    """Where one of its stages ends and the next begins, between its sides."""
    count = len({block.stage for block in blocks(layer.architecture) if block.stage})
    for at in range(1, count):
        yield left + (right - left) * at / count
