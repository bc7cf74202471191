"""The list of mistakes over a real network: heat for all that are on show, and where it fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Toggle

from data.library import Library

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


def page(run: int) -> None:
    """The mistakes of a run on validation."""
    from ui.frame import session
    from ui.pages.results import misses

    misses.show(session.store().get(run), "validation")


@pytest.fixture
def home(finished: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(finished[0], home)
    monkeypatch.setenv("LESION_STUDIO_HOME", str(home))
    return home


@pytest.fixture
def least_sure(home: Path, finished: tuple[Path, int]) -> Iterator[AppTest]:
    """The list that has all validation images of the run."""
    assert home.is_dir()
    app = AppTest.from_function(page, default_timeout=120, kwargs={"run": finished[1]}).run()
    yield app.segmented_control(key="misses_kind").set_value("unsure").run()
    st.cache_resource.clear()
    st.cache_data.clear()


def captions(app: AppTest) -> list[str]:
    assert not app.exception
    assert not app.error
    return [str(one.value) for one in app.caption]


def below(app: AppTest) -> list[str]:
    """What stands below each picture about its heat."""
    return [one for one in captions(app) if one.startswith(":material/visibility:")]


def switch(app: AppTest) -> Toggle:
    """That of the whole list, which stands first."""
    return next(one for one in app.toggle if str(one.key).startswith("results_heat_"))


def kept(app: AppTest) -> dict[Any, Any]:
    return dict(app.session_state["results_heats"]) if "results_heats" in app.session_state else {}


def test_heat_is_made_for_those_on_show_and_kept(least_sure: AppTest) -> None:
    shown = len([one for one in least_sure.button if one.label == "Look closer"])
    assert shown > 2
    assert below(least_sure) == []
    app = switch(least_sure).set_value(True).run()
    assert len(below(app)) == shown == len(kept(app))
    assert all("outside the lesion" in one or "score" in one for one in below(app))
    (said,) = [one for one in captions(app) if "not a reason, not a border" in one]
    assert "What raises the score of malignant is coloured" in said
    assert "Made by Grad-CAM" in said
    first = {key[-1]: id(value) for key, value in kept(app).items()}
    app = switch(app).set_value(False).run()
    assert below(app) == []
    app = switch(app).set_value(True).run()
    assert {key[-1]: id(value) for key, value in kept(app).items()} == first  # not asked again


def test_a_photograph_that_was_moved_says_so_and_the_others_have_heat(
    least_sure: AppTest, home: Path
) -> None:
    app = switch(least_sure).set_value(True).run()
    there, gone = below(app), next(iter(kept(app)))[-1]
    dataset = Library(home).load("Demo")
    row = list(dataset.manifest["image_id"]).index(gone)
    dataset.file(row).unlink()
    del app.session_state["results_heats"]
    again = below(app.run())
    assert len(again) == len(there)
    assert len(set(there) - set(again)) <= 1
    assert len(kept(app)) == len(there) - 1


def test_without_a_network_there_is_no_switch(
    least_sure: AppTest, home: Path, finished: tuple[Path, int]
) -> None:
    assert switch(least_sure).value is False
    (home / "runs" / str(finished[1]) / "model.keras").unlink()
    app = least_sure.run()
    assert captions(app)
    assert not app.toggle


def test_without_the_dataset_the_list_says_so(least_sure: AppTest, home: Path) -> None:
    Library(home).delete("Demo")
    st.cache_resource.clear()
    app = least_sure.run()
    assert [one for one in captions(app) if "The photographs are no longer there" in one]
    assert not app.toggle
