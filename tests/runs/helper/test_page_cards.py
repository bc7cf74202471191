"""Predict's cards over a real network: unlike comes first, heat is switched on, the nearest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from builder.upgrade import read_design
from data.library import Library
from runs.series.submitting import submit_folds
from runs.training.recipe import Recipe

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


def page(run: int, files: list[str]) -> None:
    """The cards of files that were dropped."""
    from pathlib import Path

    from ui.frame import session
    from ui.pages.predict import cards
    from ui.pages.predict.photograph import Photograph

    photographs = [Photograph(Path(one).name, Path(one).read_bytes(), one) for one in files]
    cards.show(session.store().get(run), photographs)


@pytest.fixture
def home(finished: tuple[Path, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    shutil.copytree(finished[0], home)
    (home / "runs" / str(finished[1]) / "likeness.npz").unlink(missing_ok=True)
    monkeypatch.setenv("LESION_STUDIO_HOME", str(home))
    return home


@pytest.fixture
def opened(home: Path) -> Iterator[AppTest]:
    assert home.is_dir()
    yield AppTest.from_function(page, default_timeout=120)
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def files(home: Path, tmp_path: Path) -> list[str]:
    """A training image, noise, and no image."""
    dataset = Library(home).load("Demo")
    noise = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    train = dataset.file(int(dataset.rows("train")[0]))
    return [str(train), str(tmp_path / "noise.png"), str(tmp_path / "broken.jpg")]


def said(app: AppTest) -> list[str]:
    assert not app.exception
    return [str(one.value) for one in (*app.markdown, *app.caption)]


def test_cards_say_what_is_unlike_what_is_like_and_how_the_score_spreads(
    opened: AppTest, finished: tuple[Path, int], files: list[str]
) -> None:
    opened.kwargs = {"run": finished[1], "files": files}
    app = opened.run()
    (warned,) = app.warning
    assert warned.value.startswith("**Unlike anything it was trained on**")
    assert [one.value for one in app.info if "this very photograph" in one.value]
    assert "is not an image of a known kind" in app.error[0].value
    told = said(app)
    assert sum(one.startswith("Spread over 4 mirrored views") for one in told) == 2
    assert sum(one.startswith("Nearest of all") for one in told) == 2
    assert sum("no decision about a patient" in one for one in told) == 2


def test_heat_is_made_for_the_cards_that_are_switched_on(
    opened: AppTest, finished: tuple[Path, int], files: list[str]
) -> None:
    opened.kwargs = {"run": finished[1], "files": files}
    app = opened.run()
    assert heats(app) == []
    app.toggle(f"predict_heat_{files[0]}").set_value(True).run()
    assert len(heats(app)) == 1
    app.toggle("predict_heat_all").set_value(True).run()
    assert len(heats(app)) == 2
    kept: dict[Any, Any] = app.session_state["predict_heats"]
    assert {key[-1] for key in kept} == set(files[:2])
    app.toggle("predict_heat_all").set_value(False).run()
    assert heats(app) == []


def heats(app: AppTest) -> list[str]:
    return [one for one in said(app) if "not a reason, not a border" in one]


def test_the_other_folds_are_asked_when_that_is_switched_on(
    opened: AppTest, finished: tuple[Path, int], files: list[str], home: Path
) -> None:
    """Two folds with the network of the finished run."""
    own = home / "runs" / str(finished[1])
    spec = read_design((own / "design.json").read_bytes())
    asked = {"workspace": home, "design": spec, "dataset_name": "Demo", "recipe": Recipe()}
    folds = submit_folds(**asked, folds=2)
    for fold in folds:
        for name in ("model.keras", "predictions.parquet", "facts.json"):
            shutil.copy(own / name, home / "runs" / str(fold) / name)
    opened.kwargs = {"run": folds[0], "files": files[:1]}
    app = opened.run()
    assert not [one for one in said(app) if "folds" in one]
    app.toggle("predict_folds").set_value(True).run()
    assert [one for one in said(app) if one.startswith("Spread over 2 folds: 0.")]


def test_where_the_dataset_is_gone_the_scores_stand_and_it_is_told(
    opened: AppTest, finished: tuple[Path, int], files: list[str], home: Path, tmp_path: Path
) -> None:
    shutil.copy(files[0], tmp_path / "one.jpg")
    Library(home).delete("Demo")
    opened.kwargs = {"run": finished[1], "files": [str(tmp_path / "one.jpg")]}
    app = opened.run()
    told = said(app)
    assert [one for one in told if "no longer there, so what is like them cannot be told" in one]
    assert [one for one in told if one.startswith("Spread over 4 mirrored views")]
    assert not [one for one in told if one.startswith("Nearest of")]
    assert not app.error
