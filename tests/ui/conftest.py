"""An app under test, with an empty workspace or one where a run has ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import streamlit as st
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from builder import canvas
from builder.designs import DesignShelf
from builder.templates import template
from data.demo import make_demo
from data.library import Library
from runs.evaluation import evaluate
from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder, workspace_path
from ui.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.dataset import Dataset

APP = Path(__file__).resolve().parents[2] / "app.py"
DEMO, DESIGN = "Demo lesions", "Two-convolution CNN (64, 64)"


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty workspace; no training is started in it by the app."""
    monkeypatch.setattr(launcher, "start_next", lambda _workspace, **_: None)
    monkeypatch.setattr(launcher, "supervise", lambda workspace, **_: launcher.reap(workspace))
    yield workspace_path()
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture(scope="session")
def components() -> Iterator[BidiComponentManager]:
    """Where the canvas's files are found; looked for once, as it takes a while."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(APP.parent))  # as ``streamlit run`` does
        manager = BidiComponentManager()
        manager.discover_and_register_components(start_file_watching=False)
    canvas._component.cache_clear()  # it may have been registered elsewhere
    yield manager
    canvas._component.cache_clear()


@pytest.fixture
def open_page(components: BidiComponentManager) -> Callable[..., AppTest]:
    """Opens a page of the app, as its address would."""

    def opened(place: Place, **query: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app._bidi_component_manager = components
        app._page_hash = calc_hash(place.value)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a few demo lesions, made once; copy it, do not change it."""
    workspace = tmp_path_factory.mktemp("drawn")
    make_demo(workspace=workspace, name=DEMO, count=60)
    return workspace


@pytest.fixture
def with_data(home: Path, drawn: Path) -> Path:
    """A workspace with a dataset and a saved design."""
    for entry in (drawn / "datasets").iterdir():
        (home / "datasets" / entry.name).symlink_to(entry)
    DesignShelf(home).save(template(DESIGN))
    return home


@pytest.fixture
def finished(with_data: Path) -> Path:
    """A workspace with two runs that have ended well."""
    for seed in (0, 1):
        finish(with_data, queued(with_data, seed=seed), seed=seed)
    return with_data


def queued(workspace: Path, *, seed: int = 0) -> int:
    """A run that waits."""
    recipe = Recipe(epochs=3, seed=seed)
    return submit(workspace=workspace, design=template(DESIGN), dataset_name=DEMO, recipe=recipe)


def learn(store: RunStore, run: int, *, epochs: int = 3) -> None:
    """Take a waiting run up and give it epochs, as its worker would."""
    store.claim(run, claim="worker")
    for epoch in range(1, epochs + 1):
        record = EpochRecord(
            phase="train",
            epoch=epoch,
            loss=1 / epoch,
            accuracy=0.5 + 0.1 * epoch,
            val_loss=1.1 / epoch,
            val_accuracy=0.5 + 0.08 * epoch,
            val_auc=0.6 + 0.1 * epoch,
            seconds=2.0,
        )
        store.record_epoch(run, record, claim="worker")


def finish(workspace: Path, run: int, *, seed: int) -> None:
    """What a worker leaves behind: epochs, evaluations, a model's file, a summary."""
    dataset = Library(workspace).load(DEMO)
    judged = {split: _judged(dataset, split, seed) for split in ("validation", "test")}
    folder = run_folder(workspace, run)
    for split, name in (("validation", "evaluation.json"), ("test", "evaluation_test.json")):
        (folder / name).write_text(json.dumps({split: judged[split]}), encoding="utf-8")
    (folder / "log.txt").write_text("Training\nRun succeeded.\n", encoding="utf-8")
    with RunStore(workspace) as store:
        learn(store, run)
        store.finish(
            run,
            claim="worker",
            state=RunState.SUCCEEDED,
            summary=judged["validation"],
            seconds=80.0,
        )


def _judged(dataset: Dataset, split: str, seed: int) -> dict[str, Any]:
    """The evaluation of scores that sort the classes well, but not perfectly."""
    rows = dataset.rows(split)
    labels = dataset.targets[rows]
    chance = np.random.default_rng(seed).normal(0, 0.25, len(rows))
    positive = np.clip(0.3 + 0.4 * labels + chance, 0.01, 0.99)
    groups = dataset.manifest["group"].to_numpy()[rows]
    scores = np.column_stack([1 - positive, positive])
    return evaluate(labels, scores, groups, dataset.classes, seed=0)
