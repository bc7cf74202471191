"""Look through a photograph: what a layer makes of it, under the drawing board."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from page_runs import DESIGN
from streamlit.testing.v1 import AppTest

from builder.shelf.designs import DesignShelf
from builder.spec import Edge, GraphSpec, Node
from builder.templates import template
from runs.feature_maps.trained import trained_run
from runs.results import MODEL
from runs.store.store import RunStore
from runs.workspace import run_folder
from ui.frame.navigation import Place
from ui.pages.design import results

Open = Callable[..., AppTest]
WRONG = "Wrong"


def opened(open_page: Open, name: str) -> AppTest:
    app = open_page(Place.DESIGN, design=name)
    return app.toggle(key="look_open").set_value(True).run(timeout=200)


def said(app: AppTest) -> str:
    shown = (*app.markdown, *app.caption, *app.info)
    return "\n".join(str(one.value) for one in shown)


def pictures(app: AppTest) -> int:
    return sum(len(element.proto.imgs) for element in app.get("image"))


@pytest.mark.keras
def test_each_layer_of_a_template_shows_the_photograph_in_its_way(
    with_data: Path, open_page: Open
) -> None:
    small = template(DESIGN).with_params("Input", height=48, width=48)
    DesignShelf(with_data).save(small)
    app = opened(open_page, DESIGN)
    assert not app.exception
    assert not app.error
    assert "gives a picture of 48 × 48 in colours" in said(app)
    assert pictures(app) == 2
    app.selectbox(key="look_layer").set_value("conv2d_1").run(timeout=200)
    assert "gives 64 maps of 48 × 48. The 16 whose values spread most are shown." in said(app)
    assert "random until the drawing is trained" in said(app)
    assert pictures(app) == 17
    app.selectbox(key="look_layer").set_value("classifier").run(timeout=200)
    assert "gives a score for each class" in said(app)
    before = app.get("image")[0].proto.imgs[0].url
    app.button(key="look_other").click().run(timeout=200)
    assert app.get("image")[0].proto.imgs[0].url != before
    app.button(key="look_back").click().run(timeout=200)
    assert app.selectbox(key="look_layer").value == "flatten"
    assert "The 64 farthest from 0 are shown" in said(app)


@pytest.mark.keras
def test_without_a_dataset_a_drawn_lesion_is_looked_through(home: Path, open_page: Open) -> None:
    DesignShelf(home).save(template(DESIGN))
    app = opened(open_page, DESIGN)
    assert not app.error
    assert pictures(app) == 2


def test_a_layer_after_a_mistake_says_what_is_to_be_mended(home: Path, open_page: Open) -> None:
    nodes = (
        Node(id="input", type="Input"),
        Node(id="conv2d", type="Conv2D", params={"filters": -1}),
        Node(id="flatten", type="Flatten"),
    )
    edges = (Edge(source="input", target="conv2d"), Edge(source="conv2d", target="flatten"))
    DesignShelf(home).save(GraphSpec(name=WRONG, nodes=nodes, edges=edges))
    app = open_page(Place.DESIGN, design=WRONG)
    app.session_state["look_layer"] = "flatten"
    app.toggle(key="look_open").set_value(True).run(timeout=60)
    assert not app.exception
    assert "Flatten waits for Conv2D, which has to be mended first." in said(app)
    assert not pictures(app)


def test_while_it_is_closed_nothing_is_computed(
    with_data: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert with_data.is_dir()
    asked: list[str] = []
    monkeypatch.setattr("runs.helper.client.Helper.look", lambda *_, **__: asked.append("look"))
    app = open_page(Place.DESIGN, design=DESIGN)
    assert app.toggle(key="look_open").value is False
    assert not asked


def test_the_latest_run_with_a_network_of_the_same_drawing_gives_its_weights(
    finished: Path,
) -> None:
    spec = template(DESIGN)
    with RunStore(finished) as store:
        runs = sorted(run.id for run in store.lines())
        for run in runs:
            (run_folder(finished, run) / MODEL).unlink(missing_ok=True)
        assert trained_run(finished, store, spec) is None
        for run in runs:
            (run_folder(finished, run) / MODEL).write_bytes(b"")
            assert trained_run(finished, store, spec) == run
        moved = spec.model_copy(update={"name": "Another name"})
        assert trained_run(finished, store, moved) == runs[-1]
        assert trained_run(finished, store, spec.with_params("Conv2D", filters=8)) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.012345, "0.012"), (-4.123, "-4.1"), (1234.5, "1,234"), (3e-7, "3e-07")],
)
def test_numbers_have_two_digits_that_count(value: float, words: str) -> None:
    assert results.number(value) == words
