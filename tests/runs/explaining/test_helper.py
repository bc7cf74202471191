"""The real helper process draws heat over photographs, of files and of a dataset's rows."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.dataset import Dataset
from data.library import Library
from runs.explaining.asking import of_files, of_rows, positive_of
from runs.explaining.sentences import in_words, made_by
from runs.helper.client import Helper, HelperError, ModelError
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


@pytest.fixture(scope="module")
def helper(finished: tuple[Path, int]) -> Iterator[Helper]:
    with Helper(finished[0]) as client:
        yield client


@pytest.fixture(scope="module")
def dataset(finished: tuple[Path, int]) -> Dataset:
    return Library(finished[0]).load("Demo")


def test_the_meant_classes_are_those_of_the_point_or_the_usual(finished: tuple[Path, int]) -> None:
    assert positive_of(*finished) == ("malignant",)


def test_heat_of_several_rows_with_progress(
    helper: Helper, finished: tuple[Path, int], dataset: Dataset
) -> None:
    told: list[float] = []
    found = list(
        of_rows(
            helper, finished[1], dataset, [3, 5, 8], positive=["malignant"],
            progress=lambda done, total, _left: told.append(done / total),
        )
    )  # fmt: skip
    assert [one.problem for one in found] == [None] * 3
    assert told == pytest.approx([1 / 3, 2 / 3, 1])
    for one in found:
        picture = Image.open(io.BytesIO(one.overlay))
        assert picture.size == (480, 360)
        assert one.told["method"] == "gradcam"
        assert one.told["seen"] == 1.0
        assert made_by(one.told) == "Made by Grad-CAM, from the network’s last maps."
        assert one.told["nothing"] or "malignant" in in_words(one.told)[0]


def test_each_step_of_an_occlusion_is_told(
    helper: Helper, finished: tuple[Path, int], dataset: Dataset
) -> None:
    told: list[float] = []
    (one,) = of_files(
        helper, finished[1], [dataset.file(0)], 1, positive=["benign"], method="occlusion",
        progress=lambda done, _total, _left: told.append(done),
    )  # fmt: skip
    assert one.told["method"] == "occlusion"
    assert one.told["why"] is None, "it was asked for"
    assert len(told) > 15
    assert told == sorted(told)
    assert "piece by piece" in made_by(one.told)


def test_bad_photographs_have_their_problem_and_the_rest_go_on(
    helper: Helper, finished: tuple[Path, int], dataset: Dataset, tmp_path: Path
) -> None:
    (tmp_path / "note.jpg").write_text("not an image")
    Image.new("RGB", (64, 64), "red").save(tmp_path / "flat.png")
    files = [tmp_path / "note.jpg", tmp_path / "gone.png", tmp_path / "flat.png", dataset.file(1)]
    found = list(of_files(helper, finished[1], files, 4, positive=["malignant"]))
    problems = [str(one.problem) for one in found]
    assert problems[0].startswith("“note.jpg” is not an image of a known kind")
    assert problems[1] == "“gone.png” is not there."
    assert problems[2].startswith("One flat colour")
    assert problems[3] == "None"
    assert [bool(one.overlay) for one in found] == [False, False, False, True]


def test_an_outline_decides_what_is_outside(
    helper: Helper, finished: tuple[Path, int], dataset: Dataset, tmp_path: Path
) -> None:
    """Of two halves that are outlined, the shares outside add up to all of the heat."""
    outside = []
    for name, rows in (("upper", slice(0, 72)), ("lower", slice(72, 144))):
        mask = np.zeros((144, 192), np.uint8)
        mask[rows] = 255
        Image.fromarray(mask).save(tmp_path / f"{name}.png")
        told = helper.explain(
            finished[1], dataset.file(2), positive=["malignant"], to=tmp_path / "heat.png",
            method="occlusion", outline=tmp_path / f"{name}.png",
        )  # fmt: skip
        assert told["lesion"] == "given"
        outside.append(told["outside"])
    assert sum(outside) == pytest.approx(1, abs=1e-6)
    assert (tmp_path / "heat.png").read_bytes().startswith(b"\x89PNG")


def test_a_run_without_a_network_or_with_a_damaged_one_is_told_first(
    helper: Helper, finished: tuple[Path, int], dataset: Dataset
) -> None:
    workspace, run = finished
    with pytest.raises(ModelError, match="has no trained network"):
        list(of_files(helper, 999, [dataset.file(0)], 1, positive=["malignant"]))
    folder = run_folder(workspace, 88)
    shutil.copytree(run_folder(workspace, run), folder)
    (folder / "model.keras").write_bytes(b"no zip")
    with pytest.raises(HelperError, match="The network of run 88 cannot be loaded"):
        list(of_files(helper, 88, [dataset.file(0)], 1, positive=["malignant"]))
    shutil.rmtree(folder)
