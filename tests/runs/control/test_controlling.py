"""The control on drawn lesions: silent where only the lesion tells, loud where a mark does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from builder.spec import GraphSpec
from cli import app
from data.importing import import_dataset
from data.library import Library
from runs.control import job
from runs.control.errors import ControlError
from runs.control.records import read_control
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.recipe import Recipe
from runs.training.submission import submit
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]
ROOT = Path(__file__).resolve().parents[3]
MARKED = "Marked"
LOOKING = "Looking at photographs without their lesions"
FITTING = "Training a head on what is left"


@pytest.fixture(scope="module")
def studio(
    finished: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, int, int]:
    """The run on drawings, and one on the same with a blue mark in a corner of each malignant."""
    home = tmp_path_factory.mktemp("control")
    shutil.copytree(finished[0], home, dirs_exist_ok=True)
    demo, folder = Library(home).load("Demo"), tmp_path_factory.mktemp("marked")
    for row in range(len(demo.manifest)):
        label = str(demo.manifest["label"].iloc[row])
        with Image.open(demo.file(row)) as picture:
            pixels = np.array(picture)
        if label == "malignant":
            pixels[8:32, 8:40] = (30, 60, 200)
        (folder / label).mkdir(exist_ok=True)
        Image.fromarray(pixels).save(folder / label / f"{row}.png")
    import_dataset(workspace=home, path=folder, name=MARKED)
    with RunStore(home) as store:
        drawn = GraphSpec.model_validate_json(
            (run_folder(home, finished[1]) / "design.json").read_bytes()
        )
        assert store.get(finished[1]).state is RunState.SUCCEEDED
    recipe = Recipe(epochs=3, batch_size=8, seed=3)
    run = submit(workspace=home, design=drawn, dataset_name=MARKED, recipe=recipe)
    subprocess.run(
        [sys.executable, "-m", "runs.training.worker", str(run), "--workspace", home],
        cwd=ROOT, env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}, capture_output=True, check=True,
    )  # fmt: skip
    return home, finished[1], run


def test_a_mark_beside_the_lesion_is_found_out(studio: tuple[Path, int, int]) -> None:
    home, _, marked = studio
    done = CliRunner().invoke(app, ["control", str(marked), "--workspace", str(home), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["auc"] > 0.9
    assert told["low"] > 0.55
    assert told["warns"] is True
    assert told["images"] + told["trained_on"] + told["left_out"] == sum(
        len(Library(home).load(MARKED).rows(part)) for part in ("train", "validation")
    )
    kept = read_control(home, marked)
    assert kept is not None
    assert kept.as_json() == told
    shown = CliRunner().invoke(app, ["control", str(marked), "--show", "--workspace", str(home)])
    assert "more than chance" in " ".join(shown.stdout.split())


def test_drawings_without_a_mark_raise_no_alarm(studio: tuple[Path, int, int]) -> None:
    """As a job, in a process of its own, which tells how far it is and leaves the result."""
    home, run, _ = studio
    assert (
        CliRunner()
        .invoke(app, ["control", str(run), "--show", "--workspace", str(home)])
        .output.startswith(f"No control was made of run {run} yet.")
    )
    begun = job.start(home, run)
    with pytest.raises(ControlError, match="is being made now"):
        job.start(home, run)
    seen = set()
    deadline = time.monotonic() + 120
    while begun.running and time.monotonic() < deadline:
        seen.add(begun.progress.what)
        time.sleep(0.05)
    kept = read_control(home, run)
    assert kept is not None, begun.error
    assert kept.warns is False
    assert job.current(home, run) is None
    assert seen & {LOOKING, FITTING}


def test_it_can_be_stopped_and_nothing_is_kept(studio: tuple[Path, int, int]) -> None:
    home, run, _ = studio
    before = read_control(home, run)
    begun = job.start(home, run)
    assert begun.running
    begun.stop()
    assert job.current(home, run) is None
    assert read_control(home, run) == before


def test_what_cannot_be_done_is_told(studio: tuple[Path, int, int], tmp_path: Path) -> None:
    home, run, _ = studio
    copy = tmp_path / "home"
    shutil.copytree(home, copy)

    def said(*words: str) -> str:
        done = CliRunner().invoke(app, ["control", *words, "--workspace", str(copy)])
        assert done.exit_code != 0
        return " ".join(done.output.split())

    assert "There is no run 999." in said("999")
    assert "There is no file or folder" in said(str(run), "--outlines", str(tmp_path / "no"))
    (tmp_path / "none").mkdir()
    assert "no outline of a lesion" in said(str(run), "--outlines", str(tmp_path / "none"))
    Image.new("L", (9, 9)).save(tmp_path / "none" / "other.png")
    assert "In none of the photographs" in said(str(run), "--outlines", str(tmp_path / "none"))
    Library(copy).delete("Demo")
    assert "no longer there, so its lesions cannot be masked." in said(str(run))
    failed = job.start(copy, run)
    deadline = time.monotonic() + 120
    while failed.running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "no longer there" in failed.error.message
    failed.forget()
    (run_folder(copy, run) / "model.keras").unlink()
    assert "has no trained network" in said(str(run))
