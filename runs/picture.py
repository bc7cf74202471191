"""What a design's network takes in: the size of a picture, and how photographs are fitted to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.params import read_layer

if TYPE_CHECKING:
    from builder.spec import GraphSpec


@dataclass(frozen=True)
class Picture:
    """Height and width in pixels; ``fit`` is "stretch", "pad" or "crop" (``data.image``)."""

    height: int
    width: int
    fit: str


def picture_of(spec: GraphSpec) -> Picture:
    """The picture that the Input of a sound drawing asks for.

    Raises:
        StopIteration: the drawing has no Input, so it is not sound.
    """
    node = next(node for node in spec.nodes if node.type == "Input")
    layer, _ = read_layer(node, node.id)
    values = layer.model_dump(mode="json") if layer else {}
    return Picture(values["height"], values["width"], values["fit"])
