"""Advice about a drawing for the photographs and the recipe that it is to be trained with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from builder.advice.telling import told
from builder.mends.flow import many_weights
from builder.problems import in_a_row
from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from builder.edits import Mend
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
class Phase:
    """One of the phases in which a network learns.

    Args:
        words: what learns in it, for how long and how fast.
        learning_rate: that it begins with.
        tunes: whether pretrained networks learn in it, whatever is drawn of them.
    """

    words: str
    learning_rate: float
    tunes: bool

    @property
    def fast(self) -> bool:
        """Whether it soon undoes what the layers that learn in it know.

        Where pretrained networks stay as they are, 0.001 is usual.
        """
        rate = self.learning_rate
        return rate >= FAST_FOR_TUNING if self.tunes else rate > FAST_FOR_TUNING


@dataclass(frozen=True)
class Training:
    """What is known of the training that a drawing is for.

    Args:
        photographs: training images of the dataset in hand; ``None`` before one is chosen.
        learning_rate: that the recipe begins with; ``None`` where its phases tell it.
        starts: whether all layers start from a trained network, so that none begins at random.
        phases: one after the other, where there are any; they say what learns of Backbones.
    """

    photographs: int | None = None
    learning_rate: float | None = None
    starts: bool = False
    phases: tuple[Phase, ...] = ()


def of_training(at: Scene, training: Training, copies: Mapping[str, str]) -> Iterator[Problem]:
    """What the photographs and the recipe tell about it.

    Args:
        at: the drawing.
        training: what it is for.
        copies: for each layer that a repeated block makes, the one that it repeats.
    """
    new: Counter[str] = Counter()
    for one, report in at.reports.items():
        if _begins_at_random(at, one):
            new[copies.get(one, one)] += report.trainable
    many = new.total() > WEIGHTS_A_PHOTOGRAPH * (training.photographs or 0)
    if training.photographs and many and not training.starts:
        yield _many_for_few(at, new, training.photographs)
    tuned = [one for one in at.nodes if _tuned(at, one, training)]
    for node in tuned:
        label = f"Freeze {at.names.of(node)}"
        freeze = [] if training.phases else [at.change(node, label, {"trainable": False})]
        yield from _tuning(at, node, training, at.names.of(node), *freeze)
    if training.starts and any(new.values()):
        rest = _fast_phases if tuned else _tuning
        yield from rest(at, _largest(new), training, "The head" if tuned else "The network")


def _tuning(at: Scene, node: str, training: Training, who: str, *freeze: Mend) -> Iterator[Problem]:
    """What goes on learning from what it knows, with few photographs or in large steps."""
    if training.photographs and training.photographs < FEW_FOR_A_BACKBONE:
        first = "Freeze it" if freeze else "Train it for few epochs"
        if training.phases and _knows(at, node):
            first = "Let only the head learn"
        yield told(
            at,
            node,
            "few-for-backbone",
            f"{who} learns on, with {training.photographs:,} training photographs: it will sooner "
            "learn these by heart than lesions.",
            f"{first}, or collect a thousand photographs or more.",
            *freeze,
        )
    if training.learning_rate is not None and training.learning_rate >= FAST_FOR_TUNING:
        yield told(
            at,
            node,
            "fast-for-tuning",
            f"{who} learns on with a learning rate of {training.learning_rate:g}: such steps soon "
            "undo what it knows.",
            f"Choose 0.0001 to 0.0005 on the Train page{', or freeze it' if freeze else ''}.",
            *freeze,
        )
    yield from _fast_phases(at, node, training, who)


def _fast_phases(at: Scene, node: str, training: Training, who: str) -> Iterator[Problem]:
    """Phases whose steps are too large for what learns in them: a Backbone, or all besides."""
    fast = [
        f"{number} (“{phase.words}”)"
        for number, phase in enumerate(training.phases, 1)
        if phase.fast and phase.tunes == _knows(at, node)
    ]
    if fast:
        several = len(fast) > 1
        yield told(
            at,
            node,
            "fast-for-tuning",
            f"{who} learns on in phase{'s' * several} {in_a_row(fast)}: such steps soon undo what "
            "it knows.",
            "On the Train page, choose a learning rate of 0.0001 to 0.0005 for "
            f"{'them' if several else 'it'}.",
        )


def _knows(at: Scene, node: str) -> bool:
    """Whether it starts from what it learned elsewhere."""
    layer = at.layers.get(node)
    pretrained = layer is not None and layer.category is Category.PRETRAINED
    return pretrained and getattr(layer, "weights", None) != _NONE


def _tuned(at: Scene, node: str, training: Training) -> bool:
    """Whether it learns on from there: as it is drawn, or as the phases say."""
    learns = any(one.tunes for one in training.phases) or (
        not training.phases and at.reports[node].trainable > 0
    )
    return learns and _knows(at, node)


def _begins_at_random(at: Scene, node: str) -> bool:
    """Whether it learns epoch by epoch, from nothing."""
    return not (_knows(at, node) or at.layers[node].fitted)


def _largest(new: Counter[str]) -> str:
    return max(new, key=lambda one: (new[one], one))


def _many_for_few(at: Scene, new: Counter[str], photographs: int) -> Problem:
    largest = _largest(new)
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
