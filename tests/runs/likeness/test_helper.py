"""The helper looks at the training images once, then tells what is like a photograph."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from data.library import Library
from runs.helper.client import Helper, HelperError
from runs.likeness.asking import learn_all, nearest
from runs.likeness.kept import Known
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


@pytest.fixture(scope="module")
def studio(
    finished: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int]:
    """A copy: its dataset is deleted at the end."""
    home = tmp_path_factory.mktemp("likeness")
    shutil.copytree(finished[0], home, dirs_exist_ok=True)
    return home, finished[1]


@pytest.fixture(scope="module")
def helper(studio: tuple[Path, int]) -> Iterator[Helper]:
    with Helper(studio[0]) as client:
        yield client


def test_training_images_are_looked_at_in_parts_and_kept(
    helper: Helper, studio: tuple[Path, int]
) -> None:
    workspace, run = studio
    dataset = Library(workspace).load("Demo")
    first = helper.liken(run, dataset.file(0))
    assert first["likeness"] is None, "nothing is known yet; the scores of the views are"
    done, total = helper.learn(run, seconds=0.01)
    train, validation = (len(dataset.rows(part)) for part in ("train", "validation"))
    assert (done, total) == (32, train + validation)
    told: list[tuple[int, int]] = []
    learn_all(helper, run, lambda done, total, _left: told.append((done, total)))
    assert told[-1] == (total, total)
    kept = Known.read(run_folder(workspace, run))
    assert kept is not None
    assert kept.rows.tolist() == dataset.rows("train").tolist()
    assert (kept.validation, kept.training) == (validation, train)
    learn_all(helper, run, lambda done, total, _left: told.append((done, total)))
    assert told[-1] == (1, 1), "it is done once"


def test_a_training_image_is_its_own_nearest_and_noise_is_unlike_all(
    helper: Helper, studio: tuple[Path, int], tmp_path: Path
) -> None:
    workspace, run = studio
    dataset = Library(workspace).load("Demo")
    learn_all(helper, run)
    row = int(dataset.rows("train")[5])
    own = helper.liken(run, dataset.file(row))["likeness"]
    assert own["nearest"][0]["row"] == row
    assert own["nearest"][0]["distance"] < 0.01
    assert own["unlike"] is False
    found = nearest(dataset, own)
    assert found[0]["image_id"] == dataset.manifest["image_id"].iloc[row]
    assert [one["label"] for one in found] == [
        dataset.manifest["label"].iloc[one["row"]] for one in own["nearest"]
    ]
    noise = np.random.default_rng(0).integers(0, 256, (96, 128, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    other = helper.liken(run, tmp_path / "noise.png")["likeness"]
    assert other["unlike"] is True
    assert other["distance"] > other["limit"] > own["distance"]


def test_views_are_scores_of_mirrored_photographs(
    helper: Helper, studio: tuple[Path, int], tmp_path: Path
) -> None:
    workspace, run = studio
    file = Library(workspace).load("Demo").file(4)
    views = helper.liken(run, file)["views"]
    with Image.open(file) as picture:
        picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "mirrored.png")
    (plain, other) = helper.predict(run, [file, tmp_path / "mirrored.png"])
    for name, scores in views.items():
        assert len(scores) == 4
        assert scores[0] == pytest.approx(plain["probabilities"][name], abs=1e-5)
        assert scores[1] == pytest.approx(other["probabilities"][name], abs=1e-4)


def test_bad_photographs_have_their_problem(
    helper: Helper, studio: tuple[Path, int], tmp_path: Path
) -> None:
    (tmp_path / "note.jpg").write_text("no image")
    told = helper.liken(studio[1], tmp_path / "note.jpg")
    assert told["problem"].startswith("“note.jpg” is not an image")
    assert "likeness" not in told


def test_where_the_dataset_is_gone_what_was_kept_still_tells_and_no_more_is_learnt(
    studio: tuple[Path, int], tmp_path: Path
) -> None:
    workspace, run = studio
    home = tmp_path / "home"
    shutil.copytree(workspace, home)
    library = Library(home)
    shutil.copy(library.load("Demo").file(0), tmp_path / "one.jpg")
    library.delete("Demo")
    with Helper(home) as helper:
        told = helper.liken(run, tmp_path / "one.jpg")["likeness"]
        assert told["unlike"] is False
        assert nearest(None, told) == [], "there is nothing to show"
        (run_folder(home, run) / "likeness.npz").unlink()
        (run_folder(home, run) / "model.keras").touch()
        assert helper.liken(run, tmp_path / "one.jpg")["likeness"] is None
        with pytest.raises(HelperError, match=r"learnt from \(“Demo”\) are no longer there, so"):
            helper.learn(run)
