"""The check on the Data page: lines, their photographs in the gallery, decisions, undoing them."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from gallery_page import ask, cards, ids, sent

from builder.shelf.designs import DesignShelf
from builder.spec import Edge, GraphSpec, Node
from data.demo import Drawn
from data.image import open_rgb
from data.importing import import_dataset
from data.library import Library
from data.versions.log import read_log
from ui.frame import session
from ui.frame.navigation import Place
from ui.pages.data.gallery.grid import CHUNK

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from data.dataset import Dataset

    Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty-six lesions in class folders; one stands under both classes with equal pixels."""
    photos = tmp_path_factory.mktemp("photos")
    drawn = Drawn(seed=3, count=60)
    firsts = {number: row for row, number in reversed(list(enumerate(drawn.lesion_of)))}
    images = [open_rgb(io.BytesIO(drawn.files()[row].read())) for row in firsts.values()][:36]
    for number, image in enumerate(images):
        folder = photos / ("benign", "malignant")[number % 2]
        folder.mkdir(exist_ok=True)
        image.save(folder / f"p{number}.png")
    shutil.copy(photos / "benign/p0.png", photos / "malignant/twin.png")
    return photos


@pytest.fixture(scope="module")
def imported(photographs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with them as “Mine”, made once; copy it, do not change it."""
    workspace = tmp_path_factory.mktemp("imported")
    import_dataset(workspace=workspace, path=photographs, name="Mine")
    return workspace


@pytest.fixture
def mine(home: Path, imported: Path) -> None:
    """The photographs, imported as “Mine”."""
    shutil.copytree(imported, home, dirs_exist_ok=True)
    session.forget_names()


def now(home: Path) -> Dataset:
    return Library(home).load("Mine")


def markdown(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown)


def gallery(open_page: Open, dataset: str = "Mine") -> AppTest:
    app = open_page(Place.DATA, dataset=dataset)
    app.session_state["data_view"] = "Gallery"
    return app.run()


@pytest.mark.usefixtures("mine")
def test_what_needs_a_decision_is_told_and_decided_in_its_place(
    home: Path, open_page: Open
) -> None:
    app = open_page(Place.DATA, dataset="Mine")
    told = "1 picture with equal pixels under two labels: left out until you decide"
    assert told in markdown(app)
    assert any(caption.value.startswith("1 thing needs a decision") for caption in app.caption)
    radio = next(one for one in app.radio if one.key and one.key.startswith("alike_"))
    assert [option for option in radio.options if option.startswith("The class is")] == [
        "The class is benign",
        "The class is malignant",
    ]
    radio.set_value("The class is malignant")
    key = str(radio.key).removesuffix("_what")
    app.text_input(key=f"{key}_why").set_value("histology")
    app.button(key=f"{key}_go").click().run()
    assert not app.exception
    used = now(home).used
    assert set(used[used["image_id"].isin(["p0", "twin"])]["label"]) == {"malignant"}
    assert "1 picture with equal pixels" not in markdown(app)
    assert "brought back as malignant: “histology”" in markdown(app)
    app.button(key="undo_1").click().run()
    assert len(now(home).used) == 35
    assert "1 picture with equal pixels" in markdown(app)


@pytest.mark.usefixtures("mine")
def test_a_finding_shows_its_photographs_in_the_gallery(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Mine")
    app.button(key="finding_undecided").click().run()
    assert sorted(ids(app)) == ["p0", "twin"]
    assert app.query_params["found"] == "undecided"
    app.button(key="gallery_back").click().run()
    assert app.session_state["data_view"] == "This dataset"
    assert "found" not in app.query_params
    app.button(key="finding_undecided").click().run()
    app.selectbox(key="gallery_finding").set_value("all photographs").run()
    assert sent(app)["total"] == 37


@pytest.mark.usefixtures("mine")
def test_ticked_photographs_are_left_out_with_a_reason(home: Path, open_page: Open) -> None:
    app = gallery(open_page)
    ask(app, ticks=["p1"])
    ask(app, ticks=["p1", "p2"])
    assert "**2 photographs** ticked: p1, p2" in markdown(app)
    app.button(key="gallery_go").click().run()
    assert any("A decision needs its reason." in error.value for error in app.error)
    assert read_log(now(home).folder).entries == ()
    app.text_input(key="gallery_why").set_value("out of focus")
    app.button(key="gallery_go").click().run()
    assert set(now(home).manifest.query("split == 'excluded'")["image_id"]) == {
        "p0",
        "twin",
        "p1",
        "p2",
    }
    assert "ticked" not in markdown(app)


@pytest.mark.usefixtures("mine")
def test_ticks_stay_while_the_gallery_is_narrowed(open_page: Open) -> None:
    app = gallery(open_page)
    ask(app, ticks=["p1"])
    app.text_input(key="gallery_name").set_value("p2").run()
    assert {"p2", "p20"} <= set(ids(app))
    assert "p1" not in ids(app)
    assert "**1 photograph** ticked: p1" in markdown(app)
    app.text_input(key="gallery_name").set_value("").run()
    assert sent(app)["ticks"] == ["p1"]
    app.button(key="gallery_untick").click().run()
    assert sent(app)["ticks"] == []
    assert sent(app)["answered"] > 0


@pytest.mark.usefixtures("mine")
def test_the_gallery_is_sorted_by_what_was_measured(home: Path, open_page: Open) -> None:
    app = gallery(open_page)
    app.selectbox(key="gallery_order").set_value("blurred first").run()
    measures = now(home).measures
    assert measures is not None
    wanted = measures.sort_values("sharpness", kind="stable")["image_id"]
    assert ids(app) == list(wanted)[:CHUNK]


@pytest.mark.usefixtures("mine")
def test_one_photograph_is_looked_at_closer(open_page: Open) -> None:
    app = gallery(open_page)
    ask(app, closer="p1")
    record = app.dataframe[0].value
    told = dict(zip(record[""], record["Known"], strict=True))
    assert told["Class"] == "malignant"
    assert told["Size"].endswith("pixels")
    assert not app.exception


@pytest.mark.usefixtures("with_data")
def test_a_clean_dataset_needs_no_decision(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Demo lesions")
    assert not any("decision" in caption.value for caption in app.caption)
    assert "**What you decided**" not in markdown(app)
    assert not app.exception


@pytest.mark.usefixtures("with_data")
def test_a_dataset_is_divided_anew_and_back(home: Path, open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Demo lesions")
    before = Library(home).load("Demo lesions").counts()
    folder = home / "datasets" / "demo-lesions"
    kept = folder.resolve()
    folder.unlink()
    shutil.copytree(kept, folder)  # others read the one it links to
    app.selectbox(key="divide_shares").set_value((0.5, 0.2, 0.3))
    app.button(key="divide_go").click().run()
    assert any("A decision needs its reason." in error.value for error in app.error)
    app.text_input(key="divide_why").set_value("a larger test set")
    app.button(key="divide_go").click().run()
    counts = Library(home).load("Demo lesions").counts()
    assert sum(counts["test"].values()) == pytest.approx(18, abs=2)
    assert "Divided anew, 50, 20, 30 %, seed 1: “a larger test set”" in markdown(app)
    app.button(key="undo_1").click().run()
    assert Library(home).load("Demo lesions").counts() == before
    assert not app.exception


@pytest.mark.usefixtures("finished")
def test_the_gallery_is_sorted_by_the_mistakes_of_a_run_on_validation(
    home: Path, open_page: Open
) -> None:
    app = gallery(open_page, "Demo lesions")
    app.selectbox(key="gallery_order").set_value("mistakes of run 2 first").run()
    told = pd.read_parquet(home / "runs" / "2" / "predictions.parquet")
    told = told[told["split"] == "validation"]
    own = told.apply(lambda line: line[line["label"]], axis=1)
    wanted = told.assign(own=own).sort_values("own", kind="stable")
    assert set(ids(app)) == set(wanted["image_id"])
    worst = wanted.iloc[0]
    assert ids(app)[0] == worst["image_id"]
    other = "malignant" if worst["label"] == "benign" else "benign"
    said = f"labelled {worst['label']}, named {other} ({worst[other]:.2f})"
    assert cards(app)[0]["told"] == said
    ask(app, closer=worst["image_id"])
    assert any(element.value.startswith("Labelled ") for element in app.markdown)
    assert not app.exception


@pytest.mark.keras
@pytest.mark.usefixtures("with_data")
def test_a_photograph_is_shown_as_the_drawing_shows_it_while_it_learns(
    home: Path, open_page: Open
) -> None:
    drawing = GraphSpec(
        name="Flips",
        nodes=(
            Node(id="a", type="Input", params={"height": 64, "width": 64}),
            Node(id="b", type="RandomFlip"),
        ),
        edges=(Edge(source="a", target="b"),),
    )
    DesignShelf(home).save(drawing)
    app = open_page(Place.DATA, dataset="Demo lesions", design="Flips")
    app.session_state["data_view"] = "Gallery"
    app.run()
    app.session_state["views_0"] = True  # a switch in a dialog runs the dialog alone
    app.default_timeout = 200
    ask(app, closer=ids(app)[0])
    assert not app.exception
    assert not app.error
    assert len(app.get("image")) == 1 + 6


@pytest.mark.usefixtures("mine")
def test_ticks_stay_with_their_dataset(home: Path, photographs: Path, open_page: Open) -> None:
    import_dataset(workspace=home, path=photographs, name="Other")
    session.forget_names()
    app = gallery(open_page)
    ask(app, ticks=["p1"])
    before = sent(app)
    app.session_state["hand_dataset"] = "Other"
    app.query_params["dataset"] = "Other"
    app.run()
    assert "ticked" not in markdown(app)
    assert sent(app)["ticks"] == []
    assert sent(app)["token"] != before["token"]


@pytest.mark.usefixtures("mine")
def test_an_import_anew_is_looked_at_anew(home: Path, open_page: Open) -> None:
    measures = now(home).folder / "measures.parquet"
    content = measures.read_bytes()
    measures.unlink()
    app = open_page(Place.DATA, dataset="Mine")
    assert any("were not measured" in caption.value for caption in app.caption)
    measures.write_bytes(content)
    (now(home).folder / "dataset.json").touch()
    app = open_page(Place.DATA, dataset="Mine")
    assert "with most of the four corners dark" in markdown(app)
    (corners,) = (one for one in app.markdown if "corners dark" in one.value)
    assert "more than half of the four corners, taken together, is dark" in corners.help


@pytest.mark.usefixtures("mine")
def test_equal_pixels_are_brought_back_under_a_class_only(open_page: Open) -> None:
    app = gallery(open_page)
    ask(app, ticks=["p0", "twin"])
    assert app.radio(key="gallery_what").options == [
        "The class is benign",
        "The class is malignant",
    ]
