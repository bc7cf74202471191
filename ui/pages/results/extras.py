"""Below the judgement of a run: its curves, its settings, and what can be taken home."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from runs.export.bundle import export_run
from runs.export.frozen import frozen_run
from runs.training.standing import kept_epoch
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.frame.navigation import Place, link
from ui.pages.runs import chosen
from ui.pages.train.live import ACCURACY_HELP, AUC_HELP, LOSS_HELP
from ui.pages.train.recipe_form import OPTIMISERS

if TYPE_CHECKING:
    from runs.store.records import RunRecord


def show(run: RunRecord) -> None:
    """Curves, settings, downloads."""
    _take_home(run)
    _curves(run)
    _settings(run)


def _take_home(run: RunRecord) -> None:
    st.subheader("Take it home", anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Model, code and numbers (zip)",
            data=lambda: _bundle(run.id),
            file_name=f"lesion-studio-run-{run.id}.zip",
            mime="application/zip",
            type="primary",
            icon=":material/download:",
            key="download_bundle",
            on_click="ignore",
        )
        st.download_button(
            "train.py",
            data=lambda: frozen_run(session.workspace(), run.id).train_py,
            file_name="train.py",
            mime="text/x-python",
            icon=":material/code:",
            key="download_train",
            on_click="ignore",
            help="Stand-alone Keras: trains the same network on a folder of images.",
        )
        link(Place.PREDICT, "Try it on an image", run=str(run.id))


def _bundle(run_id: int) -> bytes:
    """The zip, made when it is asked for and not kept."""
    with tempfile.TemporaryDirectory() as folder:
        made = export_run(workspace=session.workspace(), run_id=run_id, to=Path(folder))
        return Path(made["bundle"]).read_bytes()


def _curves(run: RunRecord) -> None:
    epochs = session.store().epochs(run.id)
    if not epochs or chosen.at_once(run):
        return
    st.subheader("How it learnt", anchor=False)
    dark, kept = session.dark(), kept_epoch(epochs)
    told = (
        ("auc", "Validation AUC", AUC_HELP),
        ("loss", "Loss", LOSS_HELP),
        ("accuracy", "Accuracy", ACCURACY_HELP),
    )
    with st.grid(3, min_column_width=300, gap="medium"):
        for measure, title, why in told:
            with st.container():
                drawn = charts.learning(epochs, measure, dark=dark, kept=kept)
                figures.show(drawn, title=title, key=f"learning_{measure}", help=why)


def _settings(run: RunRecord) -> None:
    with st.expander("Settings of this run", icon=":material/tune:"):
        rows = {
            "Design": run.design_name,
            "Dataset": run.dataset,
            "Seed": run.seed,
            **{_title(chosen.words(name)): _value(of) for name, of in chosen.recipe(run).items()},
            "Took": wording.duration(run.seconds),
            "Peak memory": wording.size((run.peak_memory_mb or 0) * 1e6),
            **_environment(run.id),
        }
        table = [{"Setting": name, "Value": str(value)} for name, value in rows.items()]
        told = {"Setting": st.column_config.TextColumn(help=chosen.HELP)}
        columns = told if chosen.at_once(run) else None
        st.dataframe(table, hide_index=True, height="content", column_config=columns)


def _title(name: str) -> str:
    """``peak_memory`` as "Peak memory"."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _environment(run_id: int) -> dict[str, str]:
    """The computer and the packages, as frozen with the run."""
    path = run_folder(session.workspace(), run_id) / "environment.json"
    try:
        told = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return wording.computer(told) if isinstance(told, dict) else {}


def _value(told: object) -> object:
    """A setting's value in words."""
    if isinstance(told, bool):
        return "yes" if told else "no"
    return OPTIMISERS.get(str(told), told)
