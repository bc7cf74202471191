"""An app under test, with an empty workspace or one where a run has ended."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import streamlit as st
from page_runs import DESIGN, finish, queued
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from builder import canvas
from builder.shelf.designs import DesignShelf
from builder.templates import template
from runs.training import launcher
from runs.workspace import workspace_path
from ui.frame.navigation import Place
from ui.pages.data.gallery import grid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


APP = Path(__file__).resolve().parents[2] / "app.py"


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
    for component in (canvas._component, grid._component):
        component.cache_clear()  # it may have been registered elsewhere
    yield manager
    for component in (canvas._component, grid._component):
        component.cache_clear()


@pytest.fixture
def open_page(components: BidiComponentManager) -> Callable[..., AppTest]:
    """Opens a page of the app, as its address would."""

    def opened(place: Place, **query: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60)
        app._bidi_component_manager = components
        app._page_hash = calc_hash(place.value)
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()

    return opened


@pytest.fixture(scope="session")
def ended(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two runs that have ended well, made once; copy it, do not change it."""
    workspace = workspace_path(tmp_path_factory.mktemp("ended"))
    _furnish(workspace, drawn)
    for seed in (0, 1):
        finish(workspace, queued(workspace, seed=seed), seed=seed)
    return workspace


def _furnish(workspace: Path, drawn: Path) -> None:
    """Links to the demo lesions, and a saved design."""
    for entry in (drawn / "datasets").iterdir():
        (workspace / "datasets" / entry.name).symlink_to(entry)
    DesignShelf(workspace).save(template(DESIGN))


@pytest.fixture
def with_data(home: Path, drawn: Path) -> Path:
    """A workspace with a dataset and a saved design."""
    _furnish(home, drawn)
    return home


@pytest.fixture
def finished(home: Path, ended: Path) -> Path:
    """A workspace with two runs that have ended well."""
    shutil.copytree(ended, home, symlinks=True, dirs_exist_ok=True)
    return home
