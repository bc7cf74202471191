"""A folder's table holds the very scores of each photograph alone, whatever lies in the folder."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner, Result
from warm import COLD

from cli import app
from data.library import Library
from runs.helper.client import Helper
from runs.operating.answering import Beside
from runs.operating.choosing import choose
from runs.operating.point import OPERATING_POINT
from runs.operating.rules import Kind, Rule
from ui.pages.predict import cards
from ui.pages.predict.answers import asked
from ui.pages.predict.photograph import Photograph

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]

CLASSES = ("benign", "malignant")
NAMES = (
    "ä é 病变.jpg",
    "a, b; c.jpg",
    'with "quotes".jpg',
    "new\nline.jpg",
    "=1+1.jpg",
    "deep/er/x.png",
)


@pytest.fixture(scope="module")
def images(finished: tuple[Path, int]) -> list[Path]:
    """Demo lesions."""
    dataset = Library(finished[0]).load("Demo")
    return [Path(dataset.file(row)) for row in range(20)]


@pytest.fixture
def folder(images: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lesions under names of all sorts, beside files that are cut, empty or grey, and a loop."""
    monkeypatch.chdir(tmp_path)
    folder = Path("photos")
    (folder / "deep" / "er").mkdir(parents=True)
    for name, image in zip(NAMES, images, strict=False):
        shutil.copy(image, folder / name)
    with Image.open(images[7]) as lesion:
        lesion.convert("RGB").save(folder / "whole.jpg")
        lesion.convert("L").save(folder / "grey.png")
    (folder / "cut.jpg").write_bytes((folder / "whole.jpg").read_bytes()[:-400])
    (folder / "nothing.jpg").touch()
    Image.new("RGB", (40, 40), (200, 150, 130)).save(folder / "flat.png")
    (folder / "tiny.png").write_bytes((folder / "flat.png").read_bytes())
    Image.fromarray(np.eye(8, dtype=np.uint8) * 255).save(folder / "tiny.png")
    (folder / "deep" / "loop").symlink_to(folder.absolute())
    (folder / "notes.txt").write_text("no photograph")
    (folder / ".hidden.jpg").write_bytes(b"hidden")
    return folder


def call(finished: tuple[Path, int], *words: object) -> Result:
    """Call ``predict``."""
    workspace, run = finished
    start = ["predict", str(run), "--workspace", str(workspace)]
    return CliRunner().invoke(app, [*start, *map(str, words)])


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folders_table_holds_the_scores_of_each_photograph_alone(
    finished: tuple[Path, int], folder: Path
) -> None:
    done = call(finished, folder, "--csv", "scores.csv", "--json")
    assert done.exit_code == 0, done.output
    table = {row["file"]: row for row in rows(Path("scores.csv"))}
    files = sorted(path for path in folder.rglob("*.*g") if path.name != ".hidden.jpg")
    assert list(table) == [str(file) for file in files]
    assert set(table) >= {f"photos/{name}" for name in NAMES}
    with Helper(finished[0]) as helper:
        singles = [helper.predict(finished[1], [file]) for file in files]
    for file, (alone,) in zip(files, singles, strict=True):
        row = table[str(file)]
        assert [row[name] for name in CLASSES] == [
            repr(alone["probabilities"][name]) if alone["class"] else "" for name in CLASSES
        ]
        assert row["class"] == (alone["class"] or "")
        assert row["note"] == (alone["problem"] or " ".join(alone["notes"]))
    notes = {Path(name).name: row["note"] for name, row in table.items() if row["note"]}
    assert notes.pop("cut.jpg").startswith("“cut.jpg” is damaged or cannot be shown")
    assert notes.pop("nothing.jpg").startswith("“nothing.jpg” is not an image of a known kind")
    assert notes == {
        "flat.png": "One flat colour: not a photograph.",
        "tiny.png": "Too small (8 × 8 px) to be judged.",
        "grey.png": "No colour: the network learnt from colour photographs.",
    }
    told = json.loads(done.stdout)
    assert told["seconds"] > 0
    assert told == {
        "csv": "scores.csv", "images": 12, "predicted": 8, "not_predicted": 4, "flagged": None,
        "seconds": told["seconds"],
        "classes": {name: sum(row["class"] == name for row in table.values()) for name in CLASSES},
    }  # fmt: skip
    assert "Predicting: 12 of 12\n" in done.stderr
    assert "This network has seen drawings only." in done.stderr
    assert sorted(path.name for path in Path().iterdir()) == ["photos", "scores.csv"]


@pytest.mark.parametrize("point", [False, True])
def test_the_page_gives_the_same_table(
    finished: tuple[Path, int], folder: Path, *, point: bool
) -> None:
    workspace, run = finished
    file = workspace / "runs" / str(run) / OPERATING_POINT
    if point:
        choose(workspace=workspace, run_id=run, rule=Rule(Kind.YOUDEN))
    try:
        done = call(finished, folder, "--csv", "scores.csv", "--json")
        files = [Path(row["file"]) for row in rows(Path("scores.csv"))]
        dropped = [Photograph(str(file), file.read_bytes(), str(file)) for file in files]
        with Helper(workspace) as helper:
            told = list(asked(helper, run, dropped, lambda *_: None))
        beside = Beside.of(workspace, run)
    finally:
        file.unlink(missing_ok=True)
    table = cards.as_table(list(beside.added(told)), CLASSES, point=point)
    assert table == Path("scores.csv").read_bytes()
    flags = [row.get("flagged") for row in rows(Path("scores.csv"))]
    assert set(flags) <= ({"yes", "no", ""} if point else {None})
    assert json.loads(done.stdout)["flagged"] == (flags.count("yes") if point else None)


def test_a_name_that_is_no_text_is_told_everywhere(
    finished: tuple[Path, int], images: list[Path], tmp_path: Path
) -> None:
    (folder := tmp_path / "photos").mkdir()
    shutil.copy(images[0], os.fsencode(folder) + b"/caf\xe9.jpg")
    assert list(folder.iterdir()) == [folder / "caf\udce9.jpg"]
    (one,) = json.loads(call(finished, folder, "--json").stdout)
    assert one["image"] == f"{folder}/caf\udce9.jpg"
    assert call(finished, folder, "--csv", tmp_path / "scores.csv").exit_code == 0
    assert [row["file"] for row in rows(tmp_path / "scores.csv")] == [rf"{folder}/caf\udce9.jpg"]


def test_a_folder_without_photographs_gets_a_sentence(
    finished: tuple[Path, int], images: list[Path], tmp_path: Path
) -> None:
    (empty := tmp_path / "empty").mkdir()
    said = f"There is no photograph in the folder “{empty}”"
    for more in ((), ("--csv", tmp_path / "scores.csv")):
        done = call(finished, empty, *more)
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr.startswith(said)
    assert [path.name for path in tmp_path.iterdir()] == ["empty"]
    done = call(finished, empty, images[0], "--json")
    assert (done.exit_code, done.stderr.startswith(said)) == (0, True)
    assert len(json.loads(done.stdout)) == 1


def test_a_table_of_nothing_but_problems_is_written_and_ends_with_1(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    (broken := tmp_path / "broken.jpg").write_bytes(b"no image")
    done = call(finished, broken, tmp_path / "gone.jpg", "--csv", tmp_path / "t.csv", "--json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["not_predicted"] == 2
    assert [row["note"][-1] for row in rows(tmp_path / "t.csv")] == [".", "."]


def test_a_damaged_network_is_told_before_anything_is_written(
    finished: tuple[Path, int], images: list[Path], tmp_path: Path
) -> None:
    workspace, run = finished
    shutil.copytree(workspace / "runs" / str(run), tmp_path / "kept")
    (facts := workspace / "runs" / str(run) / "facts.json").write_text("{")
    done = call(finished, images[0], "--csv", tmp_path / "t.csv")
    shutil.copy(tmp_path / "kept" / "facts.json", facts)
    assert (done.exit_code, done.stdout) == (1, "")
    assert f"The classes of run {run} in {facts} cannot be read." in done.stderr
    assert not list(tmp_path.glob("t*"))


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl+C is another signal there")
def test_ctrl_c_keeps_what_is_done_and_says_where(
    finished: tuple[Path, int], images: list[Path], tmp_path: Path
) -> None:
    (folder := tmp_path / "photos").mkdir()
    for number in range(20_000):
        (folder / f"{number:05}.png").symlink_to(images[number % 20])
    table, partial = tmp_path / "scores.csv", tmp_path / "scores.partial.csv"
    workspace, run = finished
    words = ["predict", str(run), folder, "--csv", table, "--workspace", workspace]
    running = subprocess.Popen(
        [COLD, "-c", "import cli; cli.main()", *words],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    late = time.monotonic() + 200  # so many that it cannot be done before it is stopped
    while time.monotonic() < late and not (partial.exists() and len(rows(partial)) >= 3):
        if running.poll() is not None:
            break
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    said, told = running.communicate(timeout=60)
    assert partial.exists(), told
    kept = rows(partial)
    assert (running.returncode, said) == (130, "")
    assert "Traceback" not in told
    stopped = re.search(r"Stopped after ([\d,]+) of 20,000 photographs\. (.*)", told)
    assert stopped, told
    assert stopped[2] == f"What is done so far is in “{partial}”."
    assert 3 <= len(kept) < 20_000
    assert int(stopped[1].replace(",", "")) == len(kept)
    assert [row["file"] for row in kept] == [str(one) for one in sorted(folder.iterdir())][
        : len(kept)
    ]
    assert all(row["class"] for row in kept)
    assert not table.exists()
