"""Imports in their own process: progress, result, refusal, stop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from data.library import Library
from runs.job import Far, Job
from ui.pages.data.ways_in import jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PATIENCE = 120


@pytest.fixture
def photographs(tmp_path: Path) -> Path:
    """24 small images in two class folders."""
    chance = np.random.default_rng(0)
    for name in ("benign", "malignant"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(12):
            pixels = chance.integers(0, 255, (32, 32, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{name}{number}.png")
    return tmp_path / "photos"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_import_makes_a_dataset(home: Path, photographs: Path) -> None:
    job = jobs.start(home, jobs.Task.IMPORT, name="Mine", paths=[str(photographs)])
    until(lambda: not job.running)
    assert job.error is None
    assert job.result
    assert (job.result["dataset"], job.result["images"]) == ("Mine", 24)
    assert Library(home).names() == ["Mine"]
    assert job.progress.share == 1.0


def test_what_the_importer_refuses_is_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    job = jobs.start(home, jobs.Task.IMPORT, name="Mine", paths=[str(tmp_path / "empty")])
    until(lambda: not job.running)
    assert job.result is None
    assert job.error is not None
    assert "There are no files in" in job.error.message


def test_an_import_can_be_stopped_and_leaves_nothing(home: Path) -> None:
    job = jobs.start(home, jobs.Task.DEMO, name=jobs.DEMO)
    until(lambda: job.progress.done > 0)
    with pytest.raises(jobs.JobError, match="is being imported now"):
        jobs.start(home, jobs.Task.DEMO, name="Another")
    job.stop()
    until(lambda: not job.running)
    assert job.error is not None
    assert "nothing was kept" in job.error.message
    assert list((home / "datasets").iterdir()) == []


def test_a_job_is_seen_once_and_forgotten(home: Path, photographs: Path) -> None:
    job = jobs.start(home, jobs.Task.IMPORT, name="Mine", paths=[str(photographs)])
    until(lambda: not job.running)
    assert [job.first_look(), job.first_look()] == [True, False]
    job.forget()
    assert jobs.current(home) is None


def test_time_left_is_told_once_the_pace_is_known() -> None:
    assert Far(done=1, total=1000, what="x", seconds=5).seconds_left is None
    assert Far(done=250, total=1000, what="x", seconds=10).seconds_left == 30
    assert Far().share == 0


@pytest.mark.parametrize("text", ["{}", '{"message": "No room.", "done": 1, "pid": 7}', "[", "7"])
def test_incomplete_files_of_a_job_bring_nothing_down(tmp_path: Path, text: str) -> None:
    for name in ("request.json", "process.json", "progress.json", "error.json"):
        (tmp_path / name).write_text(text)
    for job in (jobs.Job(tmp_path), Job(tmp_path)):
        assert not job.running
        assert job.progress == Far()
    why = jobs.Job(tmp_path).error
    assert why is not None
    told = "No room." if "No room." in text else "ended before it was done"
    assert told in why.message
    assert "log.txt" in why.hint
    assert Job(tmp_path).why("It ended before it was done.").message in {"No room.", _ENDED}
    Job(tmp_path).stop()
    assert not tmp_path.exists()


_ENDED = "It ended before it was done."
