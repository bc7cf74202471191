"""Whether an earlier run, from which a network starts, has seen what the new one is judged on.

A dataset may be divided anew, or into folds, after the earlier run: its training photographs can
then be on the other side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.upgrade import read_design
from data.errors import DatasetError
from data.library import Library
from layers_catalog.errors import UserError
from runs.files import DESIGN
from runs.opened_record import record_of
from runs.store.errors import RunMissingError
from runs.store.store import RunStore
from runs.training.earlier import EarlierRunError
from runs.training.origins import WEIGHTS, file_of, is_file_named, run_here
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from builder.spec import GraphSpec
    from data.dataset import Dataset

_JUDGED = (("test", ("train", "validation")), ("validation", ("train",)))
"""Parts that a run is judged on, and the parts from which no earlier run may have them."""


def check_unseen(design: GraphSpec, dataset: Dataset, workspace: Path) -> None:
    """Refuse to start from a run that knows what is to be judged on.

    Args:
        design: as it was submitted or frozen.
        dataset: the version that the new run is to be trained on.
        workspace: the folder with datasets and runs.

    Raises:
        EarlierRunError: naming the run, and how many photographs it knows.
    """
    for number in donors(design, workspace):
        earlier = _dataset_of(number, workspace)
        if earlier is None:
            continue
        for judged, learned in _JUDGED:
            count = _shared(dataset, judged, earlier, learned)
            if count:
                raise EarlierRunError(
                    f"The network is to start from run {number}, which has seen lesions of "
                    f"{count:,} photographs that are now in {judged}: a result on them would be "
                    "too good to be true.",
                    "Start from other weights, or undo the division that moved them.",
                )


def donors_of(workspace: Path, run_id: int) -> list[int]:
    """The runs from whose weights a run started, those that these started from among them."""
    try:
        design = read_design((run_folder(workspace, run_id) / DESIGN).read_bytes())
    except (OSError, UserError):
        return []
    return list(dict.fromkeys(donors(design, workspace)))


def donors(
    design: GraphSpec, workspace: Path, known: frozenset[int] = frozenset()
) -> Iterator[int]:
    """The runs that a network starts from, and those that they started from.

    Args:
        design: as it was submitted or frozen.
        workspace: the folder with the runs.
        known: runs that need not be named again.
    """
    for node in design.nodes:
        number = run_here(str(node.params.get(WEIGHTS, "")), workspace)
        if number is None or number in known:
            continue
        yield number
        try:
            earlier = read_design((run_folder(workspace, number) / DESIGN).read_bytes())
        except (OSError, UserError):
            continue
        yield from donors(earlier, workspace, known | {number})


def of_unknown_past(design: GraphSpec, start: str, workspace: Path) -> list[str]:
    """The files that a network starts from of which it is not known what they were trained on.

    Those are all that are no run of this workspace.

    Args:
        design: as it was drawn.
        start: what all layers start from, as a recipe names it; "" for nothing.
        workspace: the folder with the runs.

    Returns:
        The files' names, each once.
    """
    told = [str(node.params.get(WEIGHTS, "")) for node in design.nodes]
    files = [one for one in (start, *told) if is_file_named(one)]
    unknown = (one for one in files if run_here(one, workspace) is None)
    return list(dict.fromkeys(_called(one, workspace) for one in unknown))


def _called(told: str, workspace: Path) -> str:
    """A file as a person knows it: an opened network by the name it was opened under."""
    file = file_of(told, workspace)
    record = record_of(file)
    return record.file if record and record.file else file.name


def _dataset_of(number: int, workspace: Path) -> Dataset | None:
    """The very version that a run was trained on; None where it is gone."""
    try:
        with RunStore(workspace) as store:
            run = store.get(number)
        found = Library(workspace).load(run.dataset, run.dataset_digest)
    except (RunMissingError, DatasetError):
        return None
    return found if found.digest == run.dataset_digest else None


def _shared(dataset: Dataset, judged: str, earlier: Dataset, learned: tuple[str, ...]) -> int:
    """How many photographs of a part have one of their group in some parts of another dataset."""
    told = earlier.manifest
    known = set(told.loc[told["split"].isin(learned), "pixel_hash"]) - {""}
    used = dataset.used
    groups = set(used.loc[used["pixel_hash"].isin(known), "group"])
    return int(((used["split"] == judged) & used["group"].isin(groups)).sum())
