"""Advice about a drawing for the photographs and the recipe that it is to be trained with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.advice.telling import told
from builder.mends.flow import many_weights
from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.mends.scene import Scene
    from builder.problems import Problem

WEIGHTS_A_PHOTOGRAPH: Final = 1_000
"""New weights for each training photograph, beyond which a network is told to be large for them. A
rule of thumb: published networks for skin lesions that learn from nothing stay far below it."""
FEW_FOR_A_BACKBONE: Final = 1_000
"""Training photographs, below which a frozen Backbone mostly does better than one that learns."""
FAST_FOR_TUNING: Final = 1e-3
"""The learning rate at which what a pretrained network knows is soon lost."""
_NONE: Final = "none"


@dataclass(frozen=True)
class Training:
    """What is known of the training that a drawing is for.

    Args:
        photographs: training images of the dataset in hand; ``None`` before one is chosen.
        learning_rate: that the recipe begins with; ``None`` where its phases tell it.
    """

    photographs: int | None = None
    learning_rate: float | None = None


def of_training(at: Scene, training: Training, copies: Mapping[str, str]) -> Iterator[Problem]:
    """What the photographs and the recipe tell about it.

    Args:
        at: the drawing.
        training: what it is for.
        copies: for each layer that a repeated block makes, the one that it repeats.
    """
    tuned = [one for one in at.nodes if _tuned(at, one)]
    new: Counter[str] = Counter()
    for one, report in at.reports.items():
        if _begins_at_random(at, one):
            new[copies.get(one, one)] += report.trainable
    if training.photographs and new.total() > WEIGHTS_A_PHOTOGRAPH * training.photographs:
        yield _many_for_few(at, new, training.photographs)
    for node in tuned:
        if training.photographs and training.photographs < FEW_FOR_A_BACKBONE:
            yield told(
                at,
                node,
                "few-for-backbone",
                f"{at.names.of(node)} learns on, with {training.photographs:,} training "
                "photographs: it will sooner learn these by heart than lesions.",
                "Freeze it, or collect a thousand photographs or more.",
                at.change(node, f"Freeze {at.names.of(node)}", {"trainable": False}),
            )
        if training.learning_rate is not None and training.learning_rate >= FAST_FOR_TUNING:
            yield told(
                at,
                node,
                "fast-for-tuning",
                f"{at.names.of(node)} learns on with a learning rate of "
                f"{training.learning_rate:g}: such steps soon undo what it knows.",
                "Choose 0.0001 to 0.0005 on the Train page, or freeze it.",
                at.change(node, f"Freeze {at.names.of(node)}", {"trainable": False}),
            )


def _tuned(at: Scene, node: str) -> bool:
    """Whether it starts from what it learned elsewhere, and learns on."""
    layer = at.layers.get(node)
    pretrained = layer is not None and layer.category is Category.PRETRAINED
    return (
        pretrained and getattr(layer, "weights", None) != _NONE and at.reports[node].trainable > 0
    )


def _begins_at_random(at: Scene, node: str) -> bool:
    """Whether it learns epoch by epoch, from nothing."""
    return not (_tuned(at, node) or at.layers[node].fitted)


def _many_for_few(at: Scene, new: Counter[str], photographs: int) -> Problem:
    largest = max(new, key=lambda one: (new[one], one))
    return told(
        at,
        largest,
        "many-for-few",
        f"{new.total():,} weights begin at random, {new[largest]:,} of them in "
        f"{at.names.of(largest)}, for {photographs:,} training photographs: so many can "
        "learn each photograph by heart, and then know no other.",
        "Start from a Backbone, pool more, or use fewer filters and units.",
        *many_weights(at, largest),
    )
