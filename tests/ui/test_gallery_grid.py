"""The scrolling gallery: chunks as they are asked for, and what the address tells of it."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable

import pytest
from gallery_page import ask, cards, ids, sent
from PIL import Image
from streamlit.testing.v1 import AppTest

from data.library import Library
from ui.frame import session
from ui.frame.navigation import Place
from ui.pages.data.gallery.grid import CHUNK
from ui.pages.data.gallery.words import credit, more, record, told

Open = Callable[..., AppTest]
DEMO = "Demo lesions"


def in_address(app: AppTest, name: str) -> list[str]:
    value = app.query_params[name]
    return value if isinstance(value, list) else [value]


@pytest.mark.usefixtures("with_data")
def test_it_opens_with_one_chunk_and_sends_others_when_asked(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset=DEMO, view="gallery")
    images = list(Library(session.workspace()).load(DEMO).manifest["image_id"])
    total = len(images)
    assert sent(app)["total"] == total > CHUNK
    assert ids(app) == images[:CHUNK]
    ask(app, chunks=[1])
    assert ids(app) == images[CHUNK : 2 * CHUNK]
    ask(app, chunks=[1, 99])
    assert set(sent(app)["chunks"]) == {"1"}
    app.run()
    assert sent(app)["chunks"] == {}  # the browser has them


@pytest.mark.usefixtures("with_data")
def test_a_card_is_a_small_picture_in_its_own_proportions(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset=DEMO, view="gallery")
    row = Library(session.workspace()).load(DEMO).manifest.iloc[0]
    with Image.open(io.BytesIO(b64decode(cards(app)[0]["jpeg"]))) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) == 220
        assert picture.size[0] / picture.size[1] == pytest.approx(
            row["width"] / row["height"], abs=0.01
        )
    assert sum(len(card["jpeg"]) for card in cards(app)) < 12_000 * len(cards(app))


@pytest.mark.usefixtures("with_data")
def test_what_a_list_was_asked_of_is_not_sent_to_another(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset=DEMO, view="gallery")
    before = sent(app)["token"]
    app.session_state["gallery_split"] = ["test"]
    ask(app, chunks=[5])
    assert sent(app)["token"] != before
    assert set(sent(app)["chunks"]) == {"0"}
    assert all(card["told"].endswith("· test") for card in cards(app))


@pytest.mark.usefixtures("with_data")
def test_an_address_opens_the_gallery_as_it_was_sent(open_page: Open) -> None:
    query = {"view": "gallery", "class": "malignant", "part": "train", "order": "blurred first"}
    app = open_page(Place.DATA, dataset=DEMO, **query)
    assert not app.exception
    manifest = Library(session.workspace()).load(DEMO).manifest
    wanted = manifest[(manifest["label"] == "malignant") & (manifest["split"] == "train")]
    assert sent(app)["total"] == len(wanted)
    assert set(ids(app)) <= set(wanted["image_id"])
    assert {name: in_address(app, name) for name in query} == {
        name: [value] for name, value in query.items()
    }


@pytest.mark.usefixtures("with_data")
def test_an_address_of_what_is_not_there_shows_all(open_page: Open) -> None:
    wrong = {"class": "nv", "part": "nowhere", "order": "by magic", "found": "a unicorn"}
    app = open_page(Place.DATA, dataset=DEMO, view="gallery", **wrong)
    assert not app.exception
    assert sent(app)["total"] == len(Library(session.workspace()).load(DEMO).manifest)
    assert not set(wrong) & set(app.query_params)


@pytest.mark.usefixtures("with_data")
def test_the_browsers_back_leads_back(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset=DEMO, view="gallery")
    app.session_state["gallery_class"] = ["benign"]
    app.run()
    assert in_address(app, "class") == ["benign"]
    less = sent(app)["total"]
    del app.query_params["class"]  # as the browser does with its Back
    app.run()
    assert sent(app)["total"] > less
    del app.query_params["view"]
    app.run()
    assert app.session_state["data_view"] == "This dataset"
    assert not app.get("bidi_component")


def test_codes_are_told_with_their_meaning() -> None:
    entry = {
        "image_id": "i",
        "label": "malignant",
        "diagnosis": "mel",
        "split": "excluded",
        "lesion_id": None,
        "patient_id": None,
        "age": 55.0,
        "sex": "male",
        "site": "back",
        "dx_type": "follow_up",
        "skin_type": None,
        "image_type": None,
        "source": None,
        "licence": None,
        "width": 600,
        "height": 450,
    }
    assert told(dict(entry)) == "malignant · left out"
    assert more(dict(entry)) == "melanoma (mel), 55 years, male, back, follow-up"
    assert record(dict(entry)) == {
        "Diagnosis": "melanoma (mel)",
        "Class": "malignant",
        "Part": "left out",
        "Age": "55",
        "Sex": "male",
        "Where on the body": "back",
        "Confirmed by": "follow-up",
        "Size": "600 × 450 pixels",
    }
    assert told(entry | {"label": "nv", "split": "train"}) == "melanocytic nevus (nv) · train"


def test_whom_to_name_is_a_sentence() -> None:
    assert credit(()) == ""
    assert (
        credit(("A. Author",)) == "Whoever shows these photographs names their source: A. Author."
    )
    seven = tuple("ABCDEFG")
    assert credit(seven, most=2).endswith("A; B, and 5 more that the manifest tells.")


@pytest.mark.usefixtures("with_data")
def test_an_address_that_names_a_thing_twice_means_it_once(open_page: Open) -> None:
    twice = {"class": ["malignant", "malignant"], "part": ["train", "train"]}
    app = open_page(Place.DATA, dataset=DEMO, view="gallery", **twice)
    assert not app.exception
    manifest = Library(session.workspace()).load(DEMO).manifest
    wanted = (manifest["label"] == "malignant") & (manifest["split"] == "train")
    assert sent(app)["total"] == wanted.sum()
    assert [in_address(app, name) for name in twice] == [["malignant"], ["train"]]
