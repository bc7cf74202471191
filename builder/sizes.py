"""What a design asks of photographs: their size and how they are fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.params import read_layer
from builder.problems import NotSoundError
from builder.validation import INPUT, one_input

if TYPE_CHECKING:
    from builder.spec import GraphSpec


def input_of(spec: GraphSpec) -> tuple[int, int, str]:
    """Height and width in pixels and the fit ("stretch", "pad" or "crop") of a design's Input.

    Raises:
        NotSoundError: it has no Input, more than one, or one with wrong settings.
    """
    problems = list(one_input(spec))
    if not problems:
        node = next(node for node in spec.nodes if node.type == INPUT)
        layer, found = read_layer(node, node.type)
        if layer is not None:
            settings: Any = layer
            return settings.height, settings.width, str(settings.fit)
        problems += found
    raise NotSoundError(problems)
