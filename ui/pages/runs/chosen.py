"""What was chosen for a run, as far as it counted: a head that is fitted at once has no epochs.

Reads the record and the run's own drawing; what came of it is left to ``runs.results``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from builder.endings import fitted_end
from builder.upgrade import read_design
from layers_catalog.errors import UserError
from runs.files import DESIGN
from runs.training.learning_phases import in_words
from runs.training.recipe import Recipe, RecipeError
from runs.workspace import run_folder
from ui.frame import session
from ui.frame.stamped import Stamped, stamped

if TYPE_CHECKING:
    from runs.store.records import RunRecord

_COUNTED = {"seed", "class_weights", "flips_at_use"}
"""What of a recipe counts where a head is fitted at once."""

_WORDS = {
    "C": "how closely it follows the images (C)",
    "support_vectors": "training images it compares with (support vectors)",
}
"""What fitting found, in words: other settings are called as they are."""
HELP = (
    "C: small values keep a fitted head simple, large ones let it learn details by heart. Support "
    "vectors: the training images to which an SVM with the kernel “rbf” compares each new one; the "
    "others do not count."
)


def words(setting: str) -> str:
    """The name of a setting as a person reads it, e.g. "batch size": as where it is chosen."""
    field = Recipe.model_fields.get(setting)
    title = (field.title if field else None) or setting.replace("_", " ")
    return _WORDS.get(setting, f"{title[:1].lower()}{title[1:]}")


def at_once(run: RunRecord) -> bool:
    """Whether the head of a run is fitted at once, whatever has become of the run.

    Its drawing tells, as it was frozen: a network may also be asked to learn for one epoch only.
    False where the drawing cannot be read.
    """
    return _at_once(stamped(run_folder(session.workspace(), run.id) / DESIGN))


@st.cache_data(max_entries=500, show_spinner=False)
def _at_once(file: Stamped) -> bool:
    try:
        return fitted_end(read_design(file.path.read_bytes())) is not None
    except (OSError, UserError):
        return False


def recipe(run: RunRecord) -> dict[str, Any]:
    """The settings of training that meant something to this run, by name.

    What fitting chose by itself is among them, once it has.
    """
    if not at_once(run):
        return _by_phases(run.recipe)
    counted = {name: value for name, value in run.recipe.items() if name in _COUNTED}
    return counted | ((run.summary or {}).get("fitted") or {})


def _by_phases(told: dict[str, Any]) -> dict[str, Any]:
    """Phases as one text; where there are some, they say how many epochs and how fast."""
    try:
        phases = Recipe.from_settings({"phases": told.get("phases", ())}).phases
    except RecipeError:  # from a later version
        return told
    instead = {"epochs", "learning_rate"} if phases else set()
    said = {name: value for name, value in told.items() if name not in {*instead, "phases"}}
    return said | ({"phases": in_words(phases)} if phases else {})
