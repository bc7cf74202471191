"""``explain`` prints what Predict's cards show, and draws a PNG for each photograph."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from cli import app
from data.library import Library

pytestmark = pytest.mark.keras


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
