"""What tells a run from the others of its design and dataset, in words: seed, recipe, drawing.

Compares what is written in the lists; no file of a run is read.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from runs.training.recipe import Recipe, RecipeError
from ui.frame import wording
from ui.pages.runs import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from runs.store.listing import RunLine
    from runs.store.records import RunRecord

    Told = RunLine | RunRecord

_MOST = 4
"""Differences that are told of one run; the recipe on Results tells all."""
_SWITCHES = {
    "class_weights": ("classes balanced", "classes as they are"),
    "flips_at_use": ("looks four times", "looks once"),
}


def told_apart(runs: Iterable[Told]) -> dict[int, str]:
    """For each run what is not the same in all of its design and dataset; empty where all is.

    Args:
        runs: among which each is to be told apart.
    """
    alike: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for run in runs:
        alike[run.design_name, run.dataset].append(run)
    return {run: said for group in alike.values() for run, said in _of(group).items()}


def _of(group: Sequence[Told]) -> dict[int, str]:
    if len(group) == 1:
        return {group[0].id: ""}
    drawings = _drawings(group)
    settings = {run.id: _settings(run, drawings) for run in group}
    names = dict.fromkeys(name for told in settings.values() for name in told)
    differ = [name for name in names if len({told.get(name) for told in settings.values()}) > 1]
    differ.sort(key=lambda name: name != "phases")  # what learns says most, and not all is told
    return {run: _said(told, differ) for run, told in settings.items()}


def _drawings(group: Sequence[Told]) -> dict[str, int]:
    """The drawings that went by one name, numbered from the oldest on."""
    oldest = sorted(group, key=lambda run: run.id)
    digests = dict.fromkeys(run.design_digest for run in oldest)
    return {digest: number for number, digest in enumerate(digests, start=1)}


def _settings(run: Told, drawings: Mapping[str, int]) -> dict[str, str]:
    """What was set, as text; what a drawing advises for a recipe counts as set."""
    told = {"drawing": str(drawings[run.design_digest]), "seed": str(run.seed)}
    for name, value in run.recipe.items():
        if name != "seed":
            told[name] = f"{value:g}" if isinstance(value, float) else str(value)
    if run.recipe.get("phases"):
        told["phases"] = _phases(run.recipe["phases"])
        told |= {"epochs": "", "learning_rate": ""}  # the phases tell them
    return told


def _phases(told: Any) -> str:  # noqa: ANN401  JSON, perhaps of another version
    try:
        phases = Recipe.from_settings({"phases": told}).phases
    except RecipeError:
        return str(told)
    return ", then ".join(
        f"{one.learns} for {wording.plural(one.epochs, 'epoch')} at {one.learning_rate:g}"
        for one in phases
    )


def _said(told: Mapping[str, str], differ: Sequence[str]) -> str:
    words = [_word(name, told[name]) for name in differ if told.get(name)]
    more = f", and {len(words) - _MOST} more" if len(words) > _MOST else ""
    return ", ".join(words[:_MOST]) + more


def _word(name: str, value: str) -> str:
    if name in _SWITCHES and value in {"True", "False"}:
        return _SWITCHES[name][value == "False"]
    if name == "phases":
        return "as drawn" if value in {"[]", "()"} else value
    return f"{chosen.words(name)} {value}"
