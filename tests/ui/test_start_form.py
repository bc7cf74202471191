"""Train tells from which opened network all layers start, and forgets it on a click."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from page_runs import DESIGN

from builder.shelf.designs import DesignShelf
from builder.templates import template
from layers_catalog.facts import Facts
from runs.opened_record import record
from runs.store.store import RunStore
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

NAME = f"opened/{'0123456789abcdef' * 4}"


@pytest.fixture
def started(with_data: Path) -> Path:
    """A workspace whose design starts from a network that was opened."""
    folder = with_data / NAME
    folder.mkdir(parents=True)
    (folder / "model.keras").write_bytes(b"weights")
    (folder / "design.json").write_text(template(DESIGN).to_json())
    (folder / "facts.json").write_text(Facts().model_dump_json())
    record(folder, "the_model*.keras")
    drawn = template(DESIGN)
    DesignShelf(with_data).save(drawn.model_copy(update={"recipe": {"epochs": 3, "start": NAME}}))
    return with_data


def captions(app: AppTest) -> str:
    return " ".join(one.value for one in app.caption)


def test_it_is_told_and_a_run_has_it(started: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    assert "All layers start from the weights of the\\_model\\*.keras, opened on " in captions(app)
    assert "What the\\_model\\*.keras learned from is not known here." in captions(app)
    app.button(key="start_training").click().run()
    with RunStore(started) as store:
        (run,) = store.list()
    assert run.recipe["start"] == NAME


def test_it_is_forgotten_for_good_and_comes_back_on_a_click(started: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    app.button(key="forget_start").click().run()
    assert DesignShelf(started).load(DESIGN).recipe == {"epochs": 3}
    assert "is not known here" not in captions(app)
    assert "Each layer starts as it is drawn" in captions(app)
    app.button(key="start_training").click().run()
    with RunStore(started) as store:
        (run,) = store.list()
    assert run.recipe["start"] == ""
    app.button(key="recall_start").click().run()
    assert DesignShelf(started).load(DESIGN).recipe == {"epochs": 3, "start": NAME}
    assert "All layers start from the weights of" in captions(app)


def test_what_one_design_forgot_is_not_offered_to_another(started: Path, open_page: Open) -> None:
    DesignShelf(started).save(template(DESIGN).model_copy(update={"name": "Another"}))
    app = open_page(Place.TRAIN, design=DESIGN)
    app.button(key="forget_start").click().run()
    assert [one.key for one in app.button if one.key == "recall_start"]
    app.session_state["hand_design"] = "Another"
    app.query_params["design"] = "Another"
    app.run()
    assert not [one.key for one in app.button if one.key == "recall_start"]


def test_an_effort_leaves_it_alone(started: Path, open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    assert app.session_state["recipe_effort"] == "As advised"
    app.button_group(key="recipe_effort").set_value("Quick").run()
    assert app.session_state["recipe_effort"] == "Quick"
    app.button(key="start_training").click().run()
    with RunStore(started) as store:
        assert store.list()[0].recipe["start"] == NAME


def test_one_that_is_gone_is_told_before_the_start(started: Path, open_page: Open) -> None:
    shutil.rmtree(started / NAME)
    app = open_page(Place.TRAIN)
    assert "not in this workspace" in app.warning[0].value
    assert app.button(key="start_training").disabled
    app.button(key="forget_start").click().run()
    assert not app.button(key="start_training").disabled
    assert not app.warning


@pytest.mark.usefixtures("with_data")
def test_a_design_that_starts_from_nothing_says_nothing(open_page: Open) -> None:
    app = open_page(Place.TRAIN)
    assert not [one for one in app.button if one.key in {"forget_start", "recall_start"}]
