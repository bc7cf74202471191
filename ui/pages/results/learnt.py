"""How a run learnt, epoch by epoch, and with which settings on which computer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import streamlit as st

from runs.training.standing import kept_epoch
from runs.workspace import run_folder
from ui import charts
from ui.charts import figures
from ui.frame import session, wording
from ui.pages.runs import chosen
from ui.pages.train import start_form
from ui.pages.train.live import ACCURACY_HELP, AUC_HELP, LOSS_HELP
from ui.pages.train.recipe_form import OPTIMISERS

if TYPE_CHECKING:
    from runs.store.records import RunRecord


def curves(run: RunRecord) -> None:
    """AUC, loss and accuracy by epoch; nothing where a head was fitted at once."""
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


def settings(run: RunRecord) -> None:
    """What it was trained with."""
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
        if start := run.recipe.get("start"):
            rows["Start"] = start_form.in_words(str(start))
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
