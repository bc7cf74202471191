"""Where starting weights come from, by names that hold wherever the workspace lies.

“run 12” is what a run learned, “opened/SHA-256” a network that was opened from a file, and
“mine/a.h5” a file within the workspace. Designs and runs keep these names; files are looked for
when something begins. Whether a network can start from them is told by ``earlier``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder.files import is_file, is_folder
from builder.starting_weights import IMAGENET, RUN, expanded
from layers_catalog.pretrained import NO_WEIGHTS
from runs.results import MODEL
from runs.workspace import opened_folder, run_folder, runs_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from builder.spec import GraphSpec
    from runs.training.recipe import Recipe

WEIGHTS: Final = "weights"
"""The field of a layer that names where its weights come from."""
START: Final = "start"
"""The field of a recipe that names where all weights come from, layer by layer."""
_RUNS: Final = runs_folder(Path()).name
_OPENED: Final = opened_folder(Path()).name
_NAME: Final = re.compile(rf"{_OPENED}/[0-9a-f]{{64}}")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_FILES: Final = (".keras", ".h5", ".hdf5")
_READ: Final = len(_OPENED) + 13
_WORDS: Final = frozenset({IMAGENET, NO_WEIGHTS})


def opened_name(digest: str) -> str:
    """The name of the network that was opened from the file with that SHA-256 (hex)."""
    return f"{_OPENED}/{digest}"


def is_opened(told: str) -> bool:
    """Whether that is the name of a network that was opened from a file."""
    return _NAME.fullmatch(told) is not None


def shortened(told: str) -> str:
    """The name of an opened network with as much of its digest as a person compares."""
    return f"{told[:_READ]}…" if is_opened(told) else told


def is_file_named(told: str) -> bool:
    """Whether weights come from a file, by whatever name, and not from a word of the catalog."""
    return bool(told) and told not in _WORDS


def run_number(told: str) -> int | None:
    """The run whose model is meant, by its name or by its file; ``None`` for any other."""
    named = RUN.fullmatch(told)
    return int(named[1]) if named else run_of(Path(told))


def run_here(told: str, workspace: Path) -> int | None:
    """The run of this workspace whose model is meant; ``None`` for any other."""
    named = RUN.fullmatch(name_of(told, workspace))
    return int(named[1]) if named else None


def run_of(file: Path) -> int | None:
    """The number of the run whose model a file is, as its place tells; ``None`` for any other."""
    name = _name(file)
    return int(name.removeprefix("run ")) if name.startswith("run ") else None


def elsewhere(file: Path, workspace: Path) -> Path | None:
    """The other workspace that a run's model belongs to; ``None`` where it is of this one."""
    home = (workspace / file).parents[2].resolve()
    return None if home == workspace.resolve() else home


def _name(file: Path) -> str:
    """What a model is called that lies where the studio keeps them; "" for any other file."""
    match file.parts[-3:]:
        case (room, number, name) if room == _RUNS and name == MODEL and _NUMBER.fullmatch(number):
            return f"run {int(number)}"
        case (room, digest, name) if room == _OPENED and name == MODEL:
            told = opened_name(digest)
            return told if is_opened(told) else ""
    return ""


def file_of(told: str, workspace: Path) -> Path:
    """The file that is meant, whether it is there or not.

    Args:
        told: a name, or a path. One that an earlier version kept is still found where the
            workspace was moved since: its place is gone, not the model alone.
        workspace: the folder with runs and opened networks.
    """
    if named := RUN.fullmatch(told):
        return run_folder(workspace, int(named[1])) / MODEL
    if is_opened(told):
        return workspace / told / MODEL
    path = expanded(Path(told))
    if not path.is_absolute():
        within = workspace / path
        return within if is_file(within) else path
    moved = workspace.joinpath(*path.parts[-3:])
    same = is_opened(_name(path))  # whichever workspace it is in
    if _name(path) and is_file(moved) and (same or not is_folder(path.parents[2])):
        return moved
    return path


def name_of(told: str, workspace: Path) -> str:
    """The name that holds wherever the workspace lies; of a file elsewhere, its path as it is."""
    if named := RUN.fullmatch(told):
        return f"run {int(named[1])}"
    file = file_of(told, workspace)
    if not file.is_relative_to(workspace):
        return told
    own = _name(file) if file.parents[2:3] == (workspace,) else ""  # one may lie within another
    return own or file.relative_to(workspace).as_posix()


def near(missing: Path, workspace: Path) -> str:
    """The name of a file of the workspace that lies as the end of a missing path; "" for none."""
    for place in range(1, len(missing.parts) - 1):
        rest = Path(*missing.parts[place:])
        if is_file(workspace / rest):
            return rest.as_posix()
    return ""


def with_files(design: GraphSpec, workspace: Path) -> GraphSpec:
    """The design with the file in place of each name, whether it is there or not."""

    def located(told: str) -> str:
        file = file_of(told, workspace)
        return told if file == expanded(Path(told)) else str(file)

    return _with(design, located)


def with_names(design: GraphSpec, workspace: Path) -> GraphSpec:
    """The design with the name in place of each file of the workspace."""
    return _with(design, lambda told: name_of(told, workspace))


def without_paths(design: GraphSpec, workspace: Path) -> GraphSpec:
    """A design for other computers: names as they are, and of a path the file's own name.

    A run of another workspace is a file, too: its number is another run's here.

    A network that was opened has its name from the file that it came from: where that file is
    opened, too, the design starts from it there.
    """
    bare = _with(design, lambda told: _shared(told, workspace) or Path(told).name)
    return bare if is_opened(start_of(bare)) else without_start(bare)


def _shared(told: str, workspace: Path) -> str:
    """A name that means something on another computer; "" for all others."""
    for name in (name_of(told, workspace), _name(Path(told))):
        if is_opened(name):
            return name
    here = run_here(told, workspace)
    return "" if here is None else f"run {here}"


def without_start(design: GraphSpec) -> GraphSpec:
    """The design whose trainings begin with nothing but what is drawn."""
    if START not in design.recipe:
        return design
    kept = {name: value for name, value in design.recipe.items() if name != START}
    return design.model_copy(update={"recipe": kept})


def start_of(design: GraphSpec) -> str:
    """From which opened network all layers are to start; "" for none."""
    told = design.recipe.get(START)
    return told if isinstance(told, str) else ""


def came_from(design: GraphSpec) -> str:
    """The name of the file that a design was opened from; "" where it tells of none."""
    return design.source if design.source.endswith(_FILES) else ""


def with_start_file(recipe: Recipe, workspace: Path) -> Recipe:
    """The recipe with the file in place of the name of the network that all layers start from."""
    return _starting(recipe, file_of, workspace)


def with_start_name(recipe: Recipe, workspace: Path) -> Recipe:
    """The recipe with the name in place of a file of the workspace."""
    return _starting(recipe, name_of, workspace)


def _starting(recipe: Recipe, change: Callable[[str, Path], str | Path], workspace: Path) -> Recipe:
    if not recipe.start:
        return recipe
    return recipe.model_copy(update={START: str(change(recipe.start, workspace))})


def _with(design: GraphSpec, change: Callable[[str], str]) -> GraphSpec:
    """The design with each origin changed that is named by more than a word of the catalog."""

    def changed(told: object) -> object:
        return change(told) if isinstance(told, str) and is_file_named(told) else told

    nodes = tuple(
        node.model_copy(update={"params": {**node.params, WEIGHTS: changed(node.params[WEIGHTS])}})
        if WEIGHTS in node.params
        else node
        for node in design.nodes
    )
    start = {START: changed(design.recipe[START])} if START in design.recipe else {}
    made = design.model_copy(update={"nodes": nodes, "recipe": {**design.recipe, **start}})
    return design if made == design else made
