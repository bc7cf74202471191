"""Copies of a photograph are shown as pairs of pictures, those with two labels first."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from data.demo import Drawn
from data.image import open_rgb
from data.importing import import_dataset
from data.versions.division import Division
from ui.frame import session
from ui.frame.decided import division_heading
from ui.frame.navigation import Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirty lesions in class folders; a copy of one in its own class, of one in the other."""
    folder = tmp_path_factory.mktemp("copies")
    drawn = Drawn(seed=3, count=45)
    firsts = {number: row for row, number in reversed(list(enumerate(drawn.lesion_of)))}
    images = [open_rgb(io.BytesIO(drawn.files()[row].read())) for row in firsts.values()][:30]
    for number, image in enumerate(images):
        label = folder / "photos" / ("benign", "malignant")[number % 2]
        label.mkdir(parents=True, exist_ok=True)
        image.save(label / f"p{number}.png")
    mirrored = Image.Transpose.FLIP_LEFT_RIGHT
    images[0].transpose(mirrored).save(folder / "photos" / "benign" / "copy.png")
    images[2].transpose(mirrored).save(folder / "photos" / "malignant" / "odd.png")
    import_dataset(workspace=folder / "home", path=folder / "photos", name="Mine")
    return folder / "home"


@pytest.fixture
def with_copies(home: Path, imported: Path) -> None:
    """They are in the workspace as “Mine”."""
    shutil.copytree(imported, home, dirs_exist_ok=True)
    session.forget_names()  # a page of an earlier test may just have asked for them


@pytest.mark.usefixtures("with_copies")
def test_pairs_are_shown_and_two_labels_are_told(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Mine")
    captions = [element.value for element in app.caption]
    assert "2 pairs of photographs that seem to be one, kept on one side of the split." in captions
    told = [element.value for element in app.markdown]
    assert any("1 pair of copies with two labels" in line for line in told)
    told = [caption for caption in captions if " · " in caption]
    assert len(told) == 4
    assert [":red[" in caption for caption in told] == [True, True, False, False]
    assert not app.exception


@pytest.mark.usefixtures("with_copies")
def test_a_pair_is_told_apart_with_a_click_and_that_is_undone(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Mine")
    keys = [radio.key for radio in app.radio if "They show two lesions" in radio.options]
    assert len(keys) == 2
    (key,) = (key for key in keys if "Leave copy out" in app.radio(key=key).options)
    app.radio(key=key).set_value("They show two lesions")
    app.text_input(key=key.replace("_what", "_why")).set_value("two nevi")
    app.button(key=key.replace("_what", "_go")).click().run()
    assert not app.exception
    captions = "\n".join(element.value for element in app.caption)
    assert "1 pair of photographs that seem to be one, kept on one side" in captions
    assert "you said of 1 pair that the two photographs show different lesions" in captions
    markdown = [element.value for element in app.markdown]
    assert "1\\. copy, p0 told apart as different lesions: “two nevi”" in markdown
    app.button(key="undo_1").click().run()
    markdown = [element.value for element in app.markdown]
    assert "~~1\\. copy, p0 told apart as different lesions: “two nevi”~~" in markdown
    assert any("2 pairs of photographs" in element.value for element in app.caption)


@pytest.mark.usefixtures("with_copies")
def test_the_heading_tells_what_is_held_out(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Mine")
    assert "**How it is divided: by photograph**" in [element.value for element in app.markdown]
    held = Division(held="source", value="BCN_1")
    told = "How it is divided: everything from source BCN_1 is the test set"
    assert division_heading(held, "lesion") == told
    assert division_heading(Division(seed=2), "lesion") == "How it is divided: by lesion"


@pytest.mark.usefixtures("with_data")
def test_none_is_told_in_a_sentence(open_page: Open) -> None:
    app = open_page(Place.DATA, dataset="Demo lesions")
    assert any("None across lesions" in element.value for element in app.caption)
