"""Three recipes by name, for whoever does not want to choose every field.

What an effort means follows from the drawing; how long it takes is told elsewhere.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from builder.endings import fitted_end
from layers_catalog.architectures import ArchitectureName, blocks
from layers_catalog.pretrained import NO_WEIGHTS
from runs.training.learning_phases import NETWORK
from runs.training.recipe import Optimiser, Recipe, RecipeError, Schedule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.spec import GraphSpec


class Effort(StrEnum):
    """How long training may take."""

    QUICK = "quick"
    THOROUGH = "thorough"
    BEST = "best"


ALONE: Final = "head, 5 epochs, 0.001"
HEAD: Final = "head, 3 epochs, 0.001"
ALL: Final = "all, 8 epochs, 0.0004"
_USUAL: Final = ArchitectureName.EFFICIENTNET_LITE0  # of a Backbone that does not say
_THIRD: Final = 3
"""Usually the last third of the blocks is enough: the first see edges and colours."""
_SETTLING: Final[Mapping[str, Any]] = {
    "optimiser": Optimiser.ADAMW,
    "schedule": Schedule.COSINE,
    "warmup": 0.1,
    "patience": 0,
}
"""For what a network knows already: small steps that end in smaller ones."""
_FINE: Final[Mapping[str, Any]] = {**_SETTLING, "views": 4, "flips_at_use": True}
"""For a pretrained network."""
_PLAIN: Final[Mapping[str, Any]] = {
    "optimiser": Optimiser.ADAM,
    "schedule": Schedule.CONSTANT,
    "warmup": 0.0,
    "views": 1,
    "flips_at_use": False,
    "patience": 0,
}
"""For a head alone."""
_FROM_CHANCE: Final[Mapping[Effort, Mapping[str, Any]]] = {
    Effort.QUICK: {"epochs": 5, "patience": 0},
    Effort.THOROUGH: {"epochs": 20, "patience": 6},
    Effort.BEST: {"epochs": 60, "patience": 12},
}
_ONWARD: Final[Mapping[Effort, int]] = {Effort.QUICK: 4, Effort.THOROUGH: 8, Effort.BEST: 16}
"""Epochs in which a network learns on from the weights that it starts from."""
_SMALL: Final = 0.0004


def recipe_of(effort: Effort, spec: GraphSpec, advised: Recipe) -> Recipe:
    """The recipe of an effort for a drawing.

    Where a pretrained network is drawn, it chooses what learns: only what is drawn besides that
    network, the network's last blocks too, or everything. Else it chooses how often training looks
    at the photographs, in small steps where all layers start from a trained network.

    Args:
        effort: one of the three.
        spec: the drawing.
        advised: what it recommends; what an effort does not set stays as it is there.

    Raises:
        RecipeError: the drawing ends in a head that is fitted in one go.
    """
    if fitted_end(spec) is not None:
        raise RecipeError(
            "The end of this drawing is fitted in one go, so there is no effort to choose.",
            "Leave the effort out.",
        )
    if advised.start and not knows_something(spec):
        onward = {"epochs": _ONWARD[effort], "learning_rate": _SMALL, "phases": ()}
        return _changed(advised, {**_SETTLING, **onward})
    if not knows_something(spec):
        return _changed(advised, {**_FROM_CHANCE[effort], "phases": ()})
    match effort:
        case Effort.QUICK:
            return _changed(advised, {**_PLAIN, "phases": ALONE})
        case Effort.THOROUGH:
            return _changed(advised, {**_FINE, "phases": last_blocks(spec)})
        case Effort.BEST:
            return _changed(advised, {**_FINE, "views": 1, "phases": f"{HEAD}; {ALL}"})


def _changed(recipe: Recipe, settings: Mapping[str, Any]) -> Recipe:
    return Recipe.model_validate({**recipe.model_dump(), **settings})


def knows_something(spec: GraphSpec) -> bool:
    """Whether a pretrained network is drawn that starts from what it learned before."""
    return any(
        node.type == NETWORK and node.params.get("weights") != NO_WEIGHTS for node in spec.nodes
    )


def last_blocks(spec: GraphSpec) -> str:
    """The phase in which the last third of a pretrained network learns, as ``phases`` takes it."""
    least = min(block_counts(spec).values(), default=_THIRD)
    return f"last {max(2, least // _THIRD)} blocks, 8 epochs, 0.0004"


def block_counts(spec: GraphSpec) -> dict[str, int]:
    """How many blocks each pretrained network has, by its name; what ends it is no block."""
    every = {str(name): blocks(name) for name in _architectures(spec)}
    return {name: len(one) - (one[-1].stage == 0) for name, one in every.items()}


def _architectures(spec: GraphSpec) -> list[ArchitectureName]:
    """Those that are known; what is wrong in a drawing is told elsewhere."""
    told = [node.params.get("architecture") for node in spec.nodes if node.type == NETWORK]
    return [name for name in ArchitectureName if name in told or (None in told and name == _USUAL)]
