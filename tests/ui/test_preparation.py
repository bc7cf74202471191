"""Before and after: the dataset's photographs as the drawing prepares them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from page_runs import DEMO, DESIGN
from streamlit.testing.v1 import AppTest

from builder.shelf.designs import DesignShelf
from builder.spec import Edge, GraphSpec, Node
from data.library import Library
from data.manifest import MANIFEST
from ui.frame.navigation import Place
from ui.pages.design import samples

Open = Callable[..., AppTest]
NAME = "Cropped"


def drawing(*branches: tuple[str, ...], least_contrast: float = 10.0) -> GraphSpec:
    """Branches of layers for skin after one Input of 64 × 64; without an end."""
    nodes = [Node(id="input", type="Input", params={"height": 64, "width": 64})]
    edges = []
    for branch in branches:
        ids = ["input", *(kind.lower() for kind in branch)]
        for kind in branch:
            params = {"least_contrast": least_contrast} if kind == "LesionCrop" else {}
            nodes.append(Node(id=kind.lower(), type=kind, params=params))
        edges += [Edge(source=one, target=after) for one, after in pairwise(ids)]
    return GraphSpec(name=NAME, nodes=tuple(nodes), edges=tuple(edges))


def opened(home: Path, open_page: Open, spec: GraphSpec) -> AppTest:
    DesignShelf(home).save(spec)
    app = open_page(Place.DESIGN, design=NAME)
    return app.button(key="before_and_after").click().run(timeout=200)


def own_manifest(home: Path) -> Path:
    """The manifest of a copy of the dataset, which a test may change."""
    (folder,) = (home / "datasets").iterdir()
    real = folder.resolve()
    folder.unlink()
    shutil.copytree(real, folder)
    return folder / MANIFEST


def pictures(app: AppTest) -> list[str]:
    """The addresses of all pictures, before and after in turn."""
    return [one.url for element in app.get("image") for one in element.proto.imgs]


@pytest.mark.keras
def test_six_photographs_are_shown_twice_with_how_many_have_no_lesion(
    with_data: Path, open_page: Open
) -> None:
    app = opened(with_data, open_page, drawing(("HairRemoval", "LesionCrop"), least_contrast=200))
    assert not app.exception
    assert not app.error
    shown = pictures(app)
    assert len(shown) == len(set(shown)) == 12
    assert any("HairRemoval → LesionCrop" in one.value for one in app.markdown)
    said = "LesionCrop found no lesion in 6 of 6 photographs shown and kept them whole."
    assert any(said in one.value for one in app.caption)


def test_each_turn_shows_other_training_photographs_until_all_were_seen(with_data: Path) -> None:
    dataset = Library(with_data).load(DEMO)
    training = set(dataset.rows("train").tolist())
    turns = [samples.rows(dataset, turn, 6) for turn in range(len(training))]
    assert all(len(set(rows)) == 6 for rows in turns)
    assert not set(turns[0]) & set(turns[1])
    assert set().union(*turns) == training


def test_without_training_photographs_it_says_so(with_data: Path, open_page: Open) -> None:
    path = own_manifest(with_data)
    pd.read_parquet(path).assign(split="test").to_parquet(path)
    app = opened(with_data, open_page, drawing(("LesionCrop",)))
    assert not app.error
    said = [one.value for one in app.markdown]
    assert "This dataset has no training photographs to show." in said
    assert not pictures(app)


def test_what_fails_in_the_open_dialog_is_told_in_words(with_data: Path) -> None:
    """A click in a dialog runs it alone, without the page and its guard."""

    def dialog(drawn: str) -> None:
        from builder.spec import GraphSpec
        from ui.pages.design import preparation

        preparation._show(GraphSpec.model_validate_json(drawn), ("lesioncrop",))

    own_manifest(with_data).unlink()
    given = {"drawn": drawing(("LesionCrop",)).to_json()}
    app = AppTest.from_function(dialog, default_timeout=60, kwargs=given)
    app.session_state["hand_dataset"] = DEMO
    app.session_state["preparation_turn"] = 0
    app.run()
    assert not app.exception
    assert any("manifest.parquet" in error.value for error in app.error)


@pytest.mark.keras
def test_of_two_inputs_the_one_before_the_layer_sets_the_size(
    with_data: Path, open_page: Open
) -> None:
    """As while a drawing is changed from one size to another."""
    cropped = drawing(("LesionCrop",))
    unused = Node(id="another", type="Input", params={"height": 100, "width": 100})
    spec = cropped.model_copy(update={"nodes": (unused, *cropped.nodes)})
    app = opened(with_data, open_page, spec)
    assert not app.error
    assert len(pictures(app)) == 12


@pytest.mark.keras
def test_of_branches_one_is_chosen(with_data: Path, open_page: Open) -> None:
    app = opened(with_data, open_page, drawing(("HairRemoval",), ("ColourConstancy",)))
    choice = app.button_group(key="preparation_end")
    assert choice.options == ["HairRemoval", "ColourConstancy"]
    first = pictures(app)
    choice.set_value("colourconstancy")
    app.button(key="before_and_after").click().run(timeout=200)  # a rerun alone shuts the dialog
    second = pictures(app)
    assert first[::2] == second[::2]
    assert not set(first[1::2]) & set(second[1::2])


def test_without_a_dataset_it_says_where_photographs_come_from(home: Path, open_page: Open) -> None:
    app = opened(home, open_page, drawing(("LesionCrop",)))
    assert any("Choose a dataset" in one.value for one in app.markdown)
    assert not pictures(app)


def test_a_drawing_without_layers_for_skin_has_no_button(with_data: Path, open_page: Open) -> None:
    assert with_data.is_dir()
    app = open_page(Place.DESIGN, design=DESIGN)
    assert "before_and_after" not in [button.key for button in app.button]


@pytest.mark.keras
def test_a_photograph_that_was_moved_is_told_in_words(
    with_data: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data.dataset.Dataset.file", lambda _self, row: with_data / f"{row}.jpg")
    app = opened(with_data, open_page, drawing(("LesionCrop",)))
    assert any("cannot be shown" in error.value for error in app.error)
