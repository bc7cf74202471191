"""Looking at single photographs: the worst misses, the watched lesions, a demo image to try."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from runs.training import watched
from ui.frame.navigation import Place
from ui.pages.predict.photograph import demo
from ui.pages.train import watching


def test_a_watched_score_is_the_positive_class_or_its_own() -> None:
    images = [watched.Image(row=place, image_id=f"i{place}", label="nv") for place in range(2)]
    two = watched.Watched(
        classes=("nv", "mel"),
        images=tuple(images),
        scores={10: ((0.2, 0.8), (0.1, 0.9)), 9: ((0.6, 0.4), (0.5, 0.5))},
    )
    assert watching.course(two, 1) == [0.5, 0.9]  # the tenth epoch comes after the ninth
    assert watching.told([0.5, 0.9]) == "0.50 → 0.90"
    assert watching.told([0.5]) == "0.50"
    three = two.model_copy(update={"classes": ("mel", "bcc", "nv")})
    assert watching.scored(three, images[0]) == "nv"


def test_a_demo_image_is_a_picture_that_stays_the_same() -> None:
    with Image.open(io.BytesIO(demo(1).content)) as picture:
        assert picture.size == (256, 192)
    assert demo(1) == demo(1)
    assert len({demo(number).content for number in range(1, 6)}) == 5


@pytest.mark.usefixtures("finished")
def test_results_and_train_show_pictures(open_page: Callable[..., AppTest]) -> None:
    results = open_page(Place.RESULTS, run="1", part="mistakes")
    closer = [one for one in results.button if one.label == "Look closer"]
    assert 1 <= len(closer) <= 10
    closer[0].click().run()
    assert not results.error
    train = open_page(Place.TRAIN, run="1")
    assert any("Lesions to watch" in str(one.value) for one in train.markdown)
    assert not train.error
