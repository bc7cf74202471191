"""From a run's page to its drawing, and who draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from canvas_edits import sent_down
from page_runs import DESIGN

from builder.shelf.designs import DesignShelf
from builder.shelf.person import person
from builder.templates import template
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


def test_results_lead_to_the_drawing_of_the_run(finished: Path, open_page: Open) -> None:
    shelf = DesignShelf(finished)
    shelf.save(template(DESIGN).with_params("Conv2D", filters=7))
    shelf.rename(DESIGN, "Mine")
    app = open_page(Place.RESULTS, run="1")
    app.button(key="drawing").click().run()
    assert app.title[0].value == "Design"
    assert app.query_params["design"] == "Mine"
    assert shelf.load("Mine").digest() == template(DESIGN).digest()
    assert sent_down(app)["design"] == "Mine"
    assert any("version 1" in toast.value for toast in app.toast)


def test_a_run_whose_drawing_is_gone_says_so(finished: Path, open_page: Open) -> None:
    (finished / "runs" / "1" / "design.json").unlink()
    app = open_page(Place.RESULTS, run="1")
    app.button(key="drawing").click().run()
    assert any("The drawing of run 1 cannot be read" in error.value for error in app.error)


def test_the_name_typed_in_settings_is_who_draws(home: Path, open_page: Open) -> None:
    app = open_page(Place.SETTINGS)
    app.text_input(key="person").set_value(" Ana\t<b>Ruiz</b> ").run()
    assert person(home) == "Ana <b>Ruiz</b>"
    app = open_page(Place.SETTINGS)
    assert app.text_input(key="person").value == "Ana <b>Ruiz</b>"
    app.text_input(key="person").set_value("").run()
    assert person(home) not in {"", "Ana <b>Ruiz</b>"}
