"""A training as a person asks for it in words: a design by its name, settings as field=value.

Putting it into the queue is left to ``submission``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.naming import find_design, with_layer_settings
from layers_catalog.errors import WrongCallError
from runs.training.efforts import Effort, recipe_of
from runs.training.recipe import Recipe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from builder.spec import GraphSpec
    from runs.training.again import Earlier


def asked(
    *,
    workspace: Path,
    design: str | Earlier,
    settings: Sequence[str],
    epochs: int | None = None,
    seed: int | None = None,
    effort: str | None = None,
) -> tuple[GraphSpec, Recipe]:
    """The design with its layers' settings, and the recipe.

    Args:
        workspace: the folder with saved designs.
        design: a JSON file, or the name of a saved design or a template; or an earlier run, whose
            recipe then stands in place of the design's advice.
        settings: each ``field=value`` of the recipe, or ``LAYER.field=value``.
        epochs: goes before the settings.
        seed: goes before the settings.
        effort: the name of one, before which settings go; by default all is as the design advises.

    Raises:
        WrongCallError: a setting has no value, or there is no such design, layer or field; or the
            effort is none, or the design has no efforts.
    """
    given = _by_field(settings)
    spec = _drawn(design, workspace)
    spec = with_layer_settings(spec, {k: v for k, v in given.items() if "." in k})
    overrides = {k: v for k, v in given.items() if "." not in k}
    base = _base(spec, effort)
    if effort and epochs is not None and base.get("phases"):
        raise WrongCallError(
            f"With this drawing the effort “{effort}” means phases, each with its own epochs.",
            "Leave out the effort or the epochs.",
        )
    overrides |= {"epochs": str(epochs)} if epochs is not None else {}
    overrides |= {"seed": str(seed)} if seed is not None else {}
    return spec, Recipe.from_settings(base, overrides)


def _drawn(design: str | Earlier, workspace: Path) -> GraphSpec:
    if isinstance(design, str):
        return find_design(design, workspace=workspace)
    return design.design.model_copy(update={"recipe": design.recipe.model_dump(mode="json")})


def _base(spec: GraphSpec, effort: str | None) -> Mapping[str, Any]:
    """The recipe before anything is set: as the design recommends, or as an effort makes it."""
    if effort is None:
        return spec.recipe
    if effort not in list(Effort):
        raise WrongCallError(f"There is no effort “{effort}”.", f"Choose {', '.join(Effort)}.")
    return recipe_of(Effort(effort), spec, Recipe.from_settings(spec.recipe)).model_dump()


def _by_field(pairs: Sequence[str]) -> dict[str, str]:
    for pair in pairs:
        if "=" not in pair:
            raise WrongCallError(f"--set needs field=value, but received “{pair}”.")
    return dict(pair.split("=", 1) for pair in pairs)
