"""What was frozen with a run about its dataset: it outlives the dataset.

Reads the run's own files; numbers are left to ``runs.results``.
"""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from runs.workspace import run_folder
from ui.frame import session


def about(run_id: int) -> dict[str, Any]:
    """``name, classes, synthetic, grouped_by, notices, counts, licences`` of a run's dataset."""
    return _about(str(session.workspace()), run_id)


@st.cache_data(max_entries=500, show_spinner=False)
def _about(_folder: str, run_id: int) -> dict[str, Any]:
    try:
        told = json.loads((run_folder(session.workspace(), run_id) / "dataset.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def synthetic(run_id: int) -> bool:
    """Whether the run learnt from drawings, so that its numbers say nothing about skin."""
    return bool(about(run_id).get("synthetic"))


def notices(run_id: int) -> list[str]:
    """Sentences that must stand beside every result of the run."""
    return list(about(run_id).get("notices", ()))


def grouped_by(run_id: int) -> str:
    """What is never on two sides of the split: "lesion", "patient" or "image"."""
    return str(about(run_id).get("grouped_by", "image"))
