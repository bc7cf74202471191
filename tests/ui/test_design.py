"""The design in hand: what the canvas says is answered, kept and taken home."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from canvas_edits import edit, sent_down
from page_runs import DESIGN

from builder.canvas.wire import to_wire
from builder.shelf.designs import DesignShelf
from builder.templates import template
from layers_catalog.facts import Facts
from ui.frame.navigation import Place
from ui.pages.design import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]

LITE = "EfficientNet-Lite0, frozen"


def test_a_template_becomes_a_design_of_ones_own(home: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    app.button(key=f"use_{LITE}").click().run()
    assert DesignShelf(home).names() == [LITE]
    assert app.query_params["design"] == LITE
    assert {node["id"] for node in sent_down(app)["graph"]["nodes"]} >= {"input", "backbone"}


def test_an_edit_is_answered_and_saved(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    graph = to_wire(template(DESIGN))
    graph["nodes"] = [node for node in graph["nodes"] if node["type"] != "Classifier"]
    kept = {node["id"] for node in graph["nodes"]}
    graph["edges"] = [edge for edge in graph["edges"] if edge["target"] in kept]
    app = edit(app, graph, rev=7)
    told = sent_down(app)["annotations"]
    assert told["rev"] == 7
    assert any(problem["severity"] == "error" for problem in told["problems"])
    saved = DesignShelf(with_data).load(DESIGN)
    assert {node.id for node in saved.nodes} == kept
    assert saved.recipe == template(DESIGN).recipe


def test_a_drawing_too_large_to_be_kept_is_told_and_the_last_one_stays(
    with_data: Path, open_page: Open
) -> None:
    app = open_page(Place.DESIGN)
    graph, before = to_wire(template(DESIGN)), DesignShelf(with_data).load(DESIGN)
    first = graph["nodes"][0]
    many = [{**first, "id": f"more_{number}", "note": "x" * 2000} for number in range(1000)]
    app = edit(app, {**graph, "nodes": [*graph["nodes"], *many]}, rev=1)
    assert any("a design can take 2 MB" in one.value for one in app.error)
    assert DesignShelf(with_data).load(DESIGN) == before
    changed = {**graph, "nodes": [{**first, "note": "short"}, *graph["nodes"][1:]]}
    app = edit(app, changed, rev=2)
    assert not app.error
    assert DesignShelf(with_data).load(DESIGN).nodes[0].note == "short"


def test_the_classifier_knows_the_dataset(with_data: Path, open_page: Open) -> None:
    assert with_data.is_dir()
    told = sent_down(open_page(Place.DESIGN))["annotations"]["nodes"]
    assert told["classifier"]["shape"] == [2]


def test_an_answer_to_a_replaced_drawing_changes_nothing(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    before = DesignShelf(with_data).load(DESIGN)
    app.session_state["canvas"] = {
        "graph": {"nodes": [], "edges": [], "rev": 3, "epoch": 99, "selected": None}
    }
    app.run()
    assert DesignShelf(with_data).load(DESIGN) == before


@pytest.mark.usefixtures("with_data")
def test_the_code_is_written_while_the_canvas_shows_it(open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    graph = to_wire(template(DESIGN))
    assert "code" not in sent_down(app)["annotations"]
    shown = sent_down(edit(app, {**graph, "code": True}, rev=0))["annotations"]["code"]
    assert set(shown["lines"]) == {node["id"] for node in graph["nodes"]}
    broken = {**graph, "edges": graph["edges"][1:], "code": True}
    assert sent_down(edit(app, broken, rev=1))["annotations"]["code"] is None
    assert "code" not in sent_down(edit(app, {**graph, "code": False}, rev=2))["annotations"]


def test_advice_knows_the_photographs_in_hand_and_is_silenced_in_the_design(
    with_data: Path, open_page: Open
) -> None:
    app = open_page(Place.DESIGN)
    spec = template("Two-convolution CNN (64, 64)")
    told = sent_down(edit(app, to_wire(spec), rev=1))["annotations"]["problems"]
    assert [(one["node_id"], one["code"]) for one in told] == [("classifier", "many-for-few")]
    quiet = [
        {**node, "quiet": ["many-for-few"]} if node["type"] == "Classifier" else node
        for node in to_wire(spec)["nodes"]
    ]
    app = edit(app, {**to_wire(spec), "nodes": quiet}, rev=2)
    assert sent_down(app)["annotations"]["problems"] == []
    kept = DesignShelf(with_data).load(DESIGN)
    assert [node.quiet for node in kept.nodes if node.quiet] == [("many-for-few",)]


def test_opening_another_design_raises_the_epoch(with_data: Path, open_page: Open) -> None:
    DesignShelf(with_data).save(template(LITE))
    app = open_page(Place.DESIGN, design=DESIGN)
    first = sent_down(app)["epoch"]
    app.session_state["hand_design"] = LITE
    app.query_params["design"] = LITE
    app.run()
    assert sent_down(app)["epoch"] == first + 1
    assert sent_down(app)["design"] == LITE


def test_a_design_can_be_renamed_and_duplicated(with_data: Path, open_page: Open) -> None:
    app = open_page(Place.DESIGN)
    app.session_state[files.MENU] = True
    app.run()
    app.button(key="duplicate").click().run()
    assert DesignShelf(with_data).names() == [DESIGN, f"{DESIGN} 2"]
    assert app.query_params["design"] == f"{DESIGN} 2"
    app.session_state[files.MENU] = True
    app.run()
    app.text_input(key=f"name_of_{DESIGN} 2").set_value("Mine")
    next(one for one in app.button if one.label == "Rename").click().run()
    assert DesignShelf(with_data).names() == ["Mine", DESIGN]


def test_an_unsound_design_cannot_be_trained_and_says_why(with_data: Path, open_page: Open) -> None:
    DesignShelf(with_data).save(files.empty())
    app = open_page(Place.TRAIN, design="Untitled")
    assert app.button(key="start_training").disabled
    assert any("The drawing is not sound yet" in caption.value for caption in app.caption)


def test_the_code_that_is_taken_home_is_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files.session, "facts", Facts)
    text = files.code(template(DESIGN))
    compile(text, "train.py", "exec")
    assert "def build_model()" in text
