"""Photographs that do not fit the run, or scores that are none, end it with a sentence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data.dataset import Dataset
from data.demo import make_demo
from data.library import Library
from data.pixels import PixelStore
from runs.training.failures import TrainingError

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    workspace = tmp_path_factory.mktemp("workspace")
    make_demo(workspace=workspace, name="Demo", count=60)
    return Library(workspace).load("Demo")


def moved(demo: Dataset, folder: Path, label: str | None, split: str, to: str) -> Dataset:
    """The dataset with the images of a label in one split, or all of them, in another."""
    table = demo.manifest
    hit = (table["split"] == split) & ((table["label"] == label) | (label is None))
    table.assign(split=table["split"].where(~hit, to)).to_parquet(folder / "manifest.parquet")
    return replace(demo, folder=folder)


def test_a_dataset_that_fits_gives_its_targets(demo: Dataset) -> None:
    from runs.training.samples import balanced, checked

    targets = checked(demo, demo.classes, demo.digest)
    assert np.array_equal(targets, demo.manifest["label"].map(demo.classes.index))
    weights = balanced(targets, 2)
    counts = np.bincount(targets)
    assert [weights[k] * counts[k] for k in (0, 1)] == pytest.approx([30.0, 30.0])


def test_another_dataset_of_the_name_is_refused(demo: Dataset) -> None:
    from runs.training.samples import checked

    with pytest.raises(TrainingError, match="“Demo” has changed since this run was started"):
        checked(demo, demo.classes, "another")
    with pytest.raises(TrainingError, match=r"tells mel, nv apart, but .* benign, malignant"):
        checked(demo, ("mel", "nv"), demo.digest)


@pytest.mark.parametrize(
    ("label", "split", "to", "told"),
    [
        ("malignant", "train", "test", "has no training image of “malignant”"),
        (None, "validation", "train", "has no validation image"),
        (None, "test", "train", "has no test image"),
    ],
)
def test_a_split_with_a_gap_is_refused(
    demo: Dataset, tmp_path: Path, label: str | None, split: str, to: str, told: str
) -> None:
    from runs.training.samples import checked

    with pytest.raises(TrainingError, match=told):
        checked(moved(demo, tmp_path, label, split, to), demo.classes, demo.digest)


def test_a_lesion_on_two_sides_of_the_split_is_refused(demo: Dataset, tmp_path: Path) -> None:
    from runs.training.samples import checked

    table = demo.manifest.copy()
    shared = table["group"][table["group"].duplicated()].iloc[0]
    rows = table.index[table["group"] == shared]
    table.loc[rows, "split"] = ["train", "test", *["train"] * (len(rows) - 2)]
    table.to_parquet(tmp_path / "manifest.parquet")
    with pytest.raises(TrainingError, match="1 lesions are in more than one of train"):
        checked(replace(demo, folder=tmp_path), demo.classes, demo.digest)


def test_scores_that_are_no_numbers_are_refused(demo: Dataset) -> None:
    import keras

    from runs.training.judging import predicted
    from runs.training.samples import Samples

    samples = Samples(demo, PixelStore.open(demo, 224, 224), demo.targets, 2)
    pooling = keras.layers.GlobalAveragePooling2D()
    model = keras.Sequential([keras.Input((224, 224, 3)), pooling, keras.layers.Dense(2)])
    found = predicted(model, samples)
    assert {name: len(scores) for name, scores in found.items()} == {
        name: len(demo.rows(name)) for name in ("validation", "test")
    }
    model.set_weights([np.full((3, 2), np.nan), np.zeros(2)])
    with pytest.raises(TrainingError, match="a learning rate ten times smaller"):
        predicted(model, samples)
