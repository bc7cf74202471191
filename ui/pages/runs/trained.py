"""What was frozen with a run about its dataset: it outlives the dataset.

Remembered for the pages; how it is read, and all numbers, are left to ``runs.results``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.errors import DatasetError
from runs.files import DATASET
from runs.results import read_dataset
from runs.workspace import run_folder
from ui.frame import session
from ui.frame.stamped import Stamped, stamped

if TYPE_CHECKING:
    from data.dataset import Dataset
    from runs.store.listing import RunLine
    from runs.store.records import RunRecord


def about(run_id: int) -> dict[str, Any]:
    """``name, classes, synthetic, grouped_by, notices, counts, licences`` of a run's dataset."""
    return _about(stamped(run_folder(session.workspace(), run_id) / DATASET))


@st.cache_data(max_entries=500, show_spinner=False)
def _about(file: Stamped) -> dict[str, Any]:
    return read_dataset(file.path)


def synthetic(run_id: int) -> bool:
    """Whether the run learnt from drawings, so that its numbers say nothing about skin."""
    return bool(about(run_id).get("synthetic"))


def drawn(run: RunLine | RunRecord) -> bool:
    """As ``synthetic``, told by the record itself where it can."""
    return synthetic(run.id) if run.synthetic is None else run.synthetic


def notices(run_id: int) -> list[str]:
    """Sentences that must stand beside every result of the run."""
    return list(about(run_id).get("notices", ()))


def grouped_by(run_id: int) -> str:
    """What is never on two sides of the split: "lesion", "patient" or "image"."""
    return str(about(run_id).get("grouped_by", "image"))


def versions(run: RunRecord) -> list[str]:
    """The digests of all versions of the run's dataset: openings of its test set count in each."""
    return [run.dataset_digest, *session.library().versions(run.dataset)]


def dataset(run: RunRecord) -> Dataset | None:
    """The dataset itself, for its photographs; None once it was deleted or made anew."""
    try:
        held = session.dataset(run.dataset, run.dataset_digest)
    except DatasetError:
        return None
    return held if held.digest == run.dataset_digest else None
