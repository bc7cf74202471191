"""Looking at single photographs: the worst misses, the watched lesions, a demo image to try."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from runs.training import watched
from ui.frame.navigation import Place
from ui.pages.predict.photograph import demo
from ui.pages.results.misses import worst
from ui.pages.train import watching

CLASSES = ("benign", "label")  # a class called like a column of the file


def predictions(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    """Rows of (image, split, label, score of the second class)."""
    return pd.DataFrame(
        {
            "image_id": image,
            "split": split,
            "group": image,
            "label": label,
            "benign": 1 - score,
            "label (score)": score,
        }
        for image, split, label, score in rows
    )


def test_the_worst_misses_are_the_surest_wrong_ones_of_that_split() -> None:
    table = predictions(
        ("right", "validation", "label", 0.99),
        ("wrong", "validation", "benign", 0.70),
        ("worst", "validation", "label", 0.05),
        ("least", "validation", "benign", 0.51),
        ("closed", "test", "benign", 1.00),
    )
    found = worst(table, CLASSES, split="validation", most=2)
    assert [(miss.image_id, miss.said) for miss in found] == [
        ("worst", "benign"),
        ("wrong", "label"),
    ]
    assert found[0].scores == pytest.approx({"benign": 0.95, "label": 0.05})
    assert [miss.image_id for miss in worst(table, CLASSES, split="test")] == ["closed"]


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
    results = open_page(Place.RESULTS, run="1")
    assert any("Worst misses" in str(one.value) for one in results.markdown)
    closer = [one for one in results.button if one.label == "Look closer"]
    assert 1 <= len(closer) <= 10
    closer[0].click().run()
    assert not results.error
    train = open_page(Place.TRAIN, run="1")
    assert any("Lesions to watch" in str(one.value) for one in train.markdown)
    assert not train.error
