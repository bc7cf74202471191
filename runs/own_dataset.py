"""The photographs that a run learnt from, in the very version that it learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import DatasetMissingError
from data.library import Library
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

    from data.dataset import Dataset
    from runs.store.records import RunRecord


class OwnDatasetError(UserError):
    """A run's photographs are not there any more."""


def own_dataset(workspace: Path, run: RunRecord, *, therefore: str) -> Dataset:
    """The dataset of a run, as it was then.

    Args:
        workspace: the folder with datasets and runs.
        run: the run.
        therefore: what cannot be done without it, for the end of a sentence.

    Raises:
        OwnDatasetError: it was deleted, or is another one now.
        DatasetError: it is damaged.
    """
    try:
        found = Library(workspace).load(run.dataset, run.dataset_digest)
    except DatasetMissingError:
        found = None
    if found is None or found.digest != run.dataset_digest:
        raise OwnDatasetError(
            f"The photographs that run {run.id} learnt from (“{run.dataset}”) are no longer there, "
            f"so {therefore}.",
            "Import them again under the same name, or train again.",
        )
    return found
