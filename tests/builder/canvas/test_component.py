"""The component in a page, as far as that shows without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from layers_catalog import describe

ROOT = Path(__file__).resolve().parents[3]
FRONTEND = ROOT / "builder" / "canvas" / "frontend"
STATIC = ROOT / "builder" / "canvas" / "static"


def page() -> None:
    """Runs inside AppTest, which takes its source: imports stand inside."""
    import streamlit as st

    from builder.canvas import canvas
    from builder.canvas.annotate import annotate
    from builder.canvas.wire import from_wire, to_wire
    from builder.templates import template
    from layers_catalog import describe
    from layers_catalog.facts import Facts

    spec = template("Two-convolution CNN (64, 64)")
    state = (st.session_state.get("canvas") or {}).get("graph")
    drawn = from_wire(state) if state else spec
    canvas(
        catalog=describe(),
        graph=to_wire(spec),
        epoch=0,
        annotations=annotate(drawn, Facts(), state["rev"] if state else 0),
        dark=False,
    )


def sent_down(app: AppTest) -> dict[str, object]:
    (element,) = app.get("bidi_component")
    data = json.loads(element.proto.json)
    assert isinstance(data, dict)
    return data


def test_the_page_sends_catalog_graph_and_annotations() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    data = sent_down(app)
    assert {"catalog", "graph", "epoch", "annotations", "dark"} < set(data)
    assert data["catalog"]
    assert data["graph"]


def test_an_edit_is_answered_at_its_revision() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    nodes = [{"id": "input_1", "type": "Input", "params": {}}]
    app.session_state["canvas"] = {"graph": {"rev": 4, "epoch": 0, "nodes": nodes, "edges": []}}
    annotations = sent_down(app.run())["annotations"]
    assert isinstance(annotations, dict)
    assert annotations["rev"] == 4
    assert list(annotations["nodes"]) == ["input_1"]


def test_a_browser_that_has_the_catalog_and_the_drawing_gets_only_findings() -> None:
    app = AppTest.from_function(page, default_timeout=60).run()
    held = sent_down(app)["catalog_id"]
    graph = {"rev": 1, "epoch": 0, "catalog": held, "nodes": [], "edges": []}
    app.session_state["canvas"] = {"graph": graph}
    data = sent_down(app.run())
    assert data["catalog"] is None
    assert data["graph"] is None
    app.session_state["canvas"] = {"graph": None}
    assert sent_down(app.run())["catalog"]


@pytest.mark.parametrize("pattern", ["index-*.js", "style-*.css"])
def test_each_glob_matches_one_small_file(pattern: str) -> None:
    (found,) = STATIC.glob(pattern)
    assert 1_000 < found.stat().st_size < 700_000


def test_the_lockfile_names_no_registry_and_exact_versions() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    package = json.loads((FRONTEND / "package.json").read_text())
    versions = {**package["dependencies"], **package["devDependencies"]}
    assert all(version[0].isdigit() for version in versions.values())


def test_the_board_is_told_which_layers_end_a_drawing() -> None:
    told = {one["type"] for one in describe() if one["ends"]}
    assert told == {"Classifier", "LogisticRegression", "SVM"}
