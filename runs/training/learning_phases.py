"""The phases of a recipe: what of a pretrained network learns, for how long and how fast.

Usually its end first, on features that stay as they are, then more of it, in smaller steps. Light
on purpose, as the recipe itself; what is done in a phase is left to the worker.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from builder.spec import GraphSpec

HEAD, ALL = "head", "all"
EXAMPLE: Final = "head, 3 epochs, 0.001; last 5 blocks, 8 epochs, 0.0004"
_WHAT: Final = r"head|last [1-9]\d? blocks?|all"
_PHASE: Final = re.compile(rf"({_WHAT})\s*,\s*(\d+)(?:\s*epochs?)?\s*,\s*([\d.eE+-]+)")
NETWORK: Final = "Backbone"


class LearningPhase(BaseModel):
    """One phase of learning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    learns: Annotated[str, Field(pattern=rf"^({_WHAT})$")]
    """What learns: "head" is all that is drawn besides pretrained networks, "last 5 blocks" is that
    and the last blocks of each of them, "all" is everything."""
    epochs: Annotated[int, Field(ge=1, le=500)]
    """How many times training looks at every training image, at most."""
    learning_rate: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)]
    """How far each step moves the weights."""

    def __str__(self) -> str:
        """As ``read`` takes it: "last 5 blocks, 8 epochs, 0.0004"."""
        times = "epoch" if self.epochs == 1 else "epochs"
        return f"{self.learns}, {self.epochs} {times}, {self.learning_rate:g}"

    def drawn(self, spec: GraphSpec) -> GraphSpec:
        """The drawing in which just that learns; nothing but its pretrained networks is changed."""
        learns = self.learns != HEAD
        return spec.with_params(NETWORK, trainable=learns, learning_blocks=self.blocks)

    @property
    def blocks(self) -> int | None:
        """How many blocks of each pretrained network learn, where that is said."""
        number = re.search(r"\d+", self.learns)
        return int(number[0]) if number else None


def read(told: object) -> object:
    """Phases from text such as ``EXAMPLE``; what is no text is given back.

    Raises:
        ValueError: a part of the text is no phase.
    """
    if not isinstance(told, str):
        return told
    parts = [part.strip() for part in told.split(";") if part.strip()]
    return [_one(part) for part in parts]


def _one(text: str) -> dict[str, str]:
    """The fields of a phase.

    Raises:
        ValueError: the text is no phase.
    """
    match = _PHASE.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is no phase of learning.")
    return dict(zip(("learns", "epochs", "learning_rate"), match.groups(), strict=True))


def in_words(phases: tuple[LearningPhase, ...]) -> str:
    """All of them as one text, as ``read`` takes it; nothing where there are none."""
    return "; ".join(map(str, phases))


def pretrained(spec: GraphSpec) -> bool:
    """Whether a drawing has a network of which phases could let more and more learn."""
    return any(node.type == NETWORK for node in spec.nodes)
