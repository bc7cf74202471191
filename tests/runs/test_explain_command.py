"""``explain`` prints what Predict's cards show, and draws a PNG for each photograph."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from builder.upgrade import read_design
from cli import app
from data.library import Library
from runs.series.submitting import submit_folds
from runs.training.recipe import Recipe
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


@pytest.fixture(scope="module")
def desk(finished: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two photographs of one name, and a file that is none."""
    desk = tmp_path_factory.mktemp("desk")
    dataset = Library(finished[0]).load("Demo")
    for place, row in (("a", int(dataset.rows("train")[0])), ("b", 1)):
        (desk / place).mkdir()
        shutil.copy(dataset.file(row), desk / place / "mole.jpg")
    (desk / "note.jpg").write_text("no image")
    return desk


def explain(finished: tuple[Path, int], *words: object) -> Result:
    call = ["explain", finished[1], *words, "--workspace", finished[0]]
    return CliRunner().invoke(app, [str(word) for word in call])


def test_all_of_a_card_is_printed_and_drawn(
    finished: tuple[Path, int], desk: Path, tmp_path: Path
) -> None:
    to = tmp_path / "heat"
    files = [desk / "a" / "mole.jpg", desk / "note.jpg", desk / "b" / "mole.jpg"]
    done = explain(finished, *files, "--to", to, "--json")
    assert done.exit_code == 0, done.output
    first, bad, last = json.loads(done.stdout)
    assert bad["problem"].startswith("“note.jpg” is not an image")
    assert bad["heat"] is bad["views"] is bad["nearest"] is None
    for one, name in ((first, "mole.heat.png"), (last, "mole-2.heat.png")):
        assert one["heat"]["overlay"] == str(to / name)
        with Image.open(to / name) as picture:
            assert (picture.format, picture.size) == ("PNG", (480, 360))
        assert one["heat"]["method"] == "gradcam"
        assert one["heat"]["called"] == "Where the score reacts: not a reason, not a border"
        assert one["heat"]["positive"] == ["malignant"]
        assert one["spread"].startswith("Spread over 4 mirrored views: 0.")
        assert len(one["nearest"]) == 5
    assert first["nearest"][0]["distance"] < 0.01
    assert first["unlike"] is None
    assert sorted(path.name for path in to.iterdir()) == ["mole-2.heat.png", "mole.heat.png"]
    again = explain(finished, files[0], "--to", to)
    assert again.exit_code == 2
    assert "is there already." in again.output


def test_in_words_without_likeness_by_occlusion(
    finished: tuple[Path, int], desk: Path, tmp_path: Path
) -> None:
    file = desk / "b" / "mole.jpg"
    asked = ("--to", tmp_path, "--method", "occlusion", "--no-likeness")
    done = explain(finished, file, *asked)
    assert done.exit_code == 0, done.output
    said = " ".join(done.stdout.split())
    assert "covering the photograph piece by piece with grey (occlusion)" in said
    assert "Nearest training images" not in said
    assert "Spread over 4 mirrored views" in said


def test_the_spread_over_folds_is_told_when_it_is_asked_for(
    finished: tuple[Path, int], desk: Path, tmp_path: Path
) -> None:
    """Two folds with the network of the finished run: they agree, so the spread is none."""
    home, run = tmp_path / "home", finished[1]
    shutil.copytree(finished[0], home)
    spec = read_design((run_folder(home, run) / "design.json").read_bytes())
    asked = {"design": spec, "dataset_name": "Demo", "recipe": Recipe(epochs=2, batch_size=8)}
    folds = submit_folds(workspace=home, **asked, folds=2)
    for fold in folds:
        for name in ("model.keras", "predictions.parquet", "facts.json"):
            shutil.copy(run_folder(home, run) / name, run_folder(home, fold) / name)
    words = (desk / "b" / "mole.jpg", "--to", tmp_path / "heat", "--no-likeness", "--json")
    (told,) = json.loads(explain((home, folds[0]), *words, "--folds").stdout)
    score = told["probabilities"]["malignant"]
    assert told["folds"] == pytest.approx({str(fold): score for fold in folds}, abs=1e-6)
    assert told["folds_spread"] == (
        f"Spread over 2 folds: {score:.2f} to {score:.2f}; not a confidence interval."
    )
    (alone,) = json.loads(explain((home, folds[0]), *words, "--overwrite").stdout)
    assert alone["folds"] is alone["folds_spread"] is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.jpg", "--to", "x"], "“nowhere.jpg” is not there."),
        (["note.jpg", "--to", "x", "--outlines", "no.zip"], "There is no file or folder “no.zip”"),
    ],
)
def test_what_cannot_be_done_is_told(
    finished: tuple[Path, int],
    desk: Path,
    words: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(desk)
    done = explain(finished, *words)
    assert done.exit_code != 0
    assert said in " ".join(done.output.split())
    assert not (desk / "x").exists()
