"""How ``train.py`` finds, splits and reads photographs; the part is printed word for word."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from data.image import load_image
from runs.scripts.parts.photographs import find_photographs, read_once


def test_chance_splits_each_class_alike_and_warns(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (photographs / "benign" / "notes.txt").unlink()
    splits = find_photographs(photographs, seed=1)
    counts = {name: [label for _, label in files] for name, files in splits.items()}
    assert counts == {
        "train": [0] * 8 + [1] * 8,
        "test": [0, 0, 1, 1],
        "validation": [0, 0, 1, 1],
    }
    files = [file for split in splits.values() for file, _ in split]
    assert len(set(files)) == 24, "every photograph is in one split"
    assert "results are likely optimistic" in capsys.readouterr().err.replace("\n", " ")
    assert find_photographs(photographs, seed=1) == splits
    assert find_photographs(photographs, seed=2) != splits


def split(photographs: Path, **given: range) -> Path:
    for name, numbers in given.items():
        for label in ("benign", "malignant"):
            folder = photographs / name / label
            folder.mkdir(parents=True)
            for number in numbers:
                (photographs / label / f"{number}.png").rename(folder / f"{number}.png")
    return photographs


def test_given_splits_are_kept(photographs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = split(photographs, train=range(6), val=range(6, 9), test=range(9, 12))
    splits = find_photographs(given, seed=0)
    assert {name: len(files) for name, files in splits.items()} == {
        "train": 12,
        "validation": 6,
        "test": 6,
    }
    assert all(file.is_relative_to(given / "test") for file, _ in splits["test"])
    assert capsys.readouterr().err == ""


def test_a_missing_validation_folder_is_drawn_from_train(photographs: Path) -> None:
    splits = find_photographs(split(photographs, train=range(12)), seed=0)
    assert {name: len(files) for name, files in splits.items()} == {"train": 20, "validation": 4}


def test_a_missing_class_is_told(photographs: Path) -> None:
    (photographs / "malignant").rename(photographs / "mel")
    with pytest.raises(SystemExit, match=r"no folder named malignant\. Put the photographs into"):
        find_photographs(photographs, seed=0)


def test_pixels_are_the_programs_and_bad_files_are_told(
    photographs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted((photographs / "benign").iterdir())
    files += sorted((photographs / "malignant").iterdir())
    labelled = [(file, int(file.parent.name == "malignant")) for file in files]
    pixels, labels = read_once(labelled, "train")
    assert pixels.shape == (24, 224, 224, 3)
    assert labels.tolist() == [0] * 12 + [1] * 12
    kept = [file for file in files if file.suffix == ".png"]
    for place in (0, 11, 23):
        assert np.array_equal(pixels[place], load_image(kept[place], 224, 224, "stretch"))
    assert "Left out: “notes.txt” is not an image of a known kind" in capsys.readouterr().err


def test_nothing_readable_is_told(photographs: Path) -> None:
    with pytest.raises(SystemExit, match="no readable photograph of benign or malignant for test"):
        read_once([(photographs / "benign" / "notes.txt", 0)], "test")
    with pytest.raises(SystemExit, match="no readable photograph of benign or malignant for test"):
        read_once([], "test")
