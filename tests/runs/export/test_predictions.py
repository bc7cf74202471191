"""``predictions.csv`` names images as asked: as the dataset does, or by numbers."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from runs.export.predictions import of_an_archive, predictions_csv


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["ISIC_0024306", "ISIC_0073237_downsampled"], True),
        (["ISIC_0024306", "meier_1961"], False),
        (["PAT_1516_1765_530.png"], False),  # holds the patient's number
        ([], True),
    ],
)
def test_names_of_the_archive_tell_of_nobody(names: list[str], *, expected: bool) -> None:
    assert of_an_archive(names) is expected


def test_images_are_numbered_where_asked_and_their_scores_stay() -> None:
    table = pd.DataFrame(
        {
            "image_id": ["meier_1961", "huber_1950"],
            "split": "validation",
            "group": ["meier", "huber"],
            "label": ["nv", "mel"],
            "mel": [0.1, 0.9],
        }
    )
    named = pd.read_csv(io.StringIO(predictions_csv(table)))
    assert list(named["image_id"]) == ["meier_1961", "huber_1950"]
    text = predictions_csv(table, neutral=True)
    assert "meier" not in text
    numbered = pd.read_csv(io.StringIO(text))
    assert list(numbered["image_id"]) == ["photograph 1", "photograph 2"]
    assert list(numbered["group"]) == [1, 2]
    assert numbered.drop(columns="image_id").equals(named.drop(columns="image_id"))
