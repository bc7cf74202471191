"""What the helper answers to each line, and which network it keeps warm, seen from within."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from data.library import Library

pytestmark = pytest.mark.keras


def answers(workspace: Path, *questions: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that come back when these questions are all that is asked."""
    from runs.helper.service import serve

    written = io.StringIO()
    serve((json.dumps(question) for question in questions), written, workspace)
    return [json.loads(line) for line in written.getvalue().splitlines()]


def question(number: int, run: int, *images: Path) -> dict[str, Any]:
    return {"id": number, "do": "predict", "run": run, "images": [str(image) for image in images]}


def test_each_image_is_a_line_and_each_question_ends(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    workspace, run = finished
    good, bad = Library(workspace).load("Demo").file(0), tmp_path / "note.jpg"
    bad.write_text("not an image")
    first, second, end, again, last = answers(
        workspace, question(7, run, good, bad), question(8, run, good)
    )
    assert [one["id"] for one in (first, second, end, again, last)] == [7, 7, 7, 8, 8]
    assert sum(first["item"]["probabilities"].values()) == pytest.approx(1, abs=1e-5)
    assert (second["item"]["probabilities"], second["item"]["problem"] is None) == ({}, False)
    assert again["item"] == first["item"]
    assert end["end"] is last["end"] is True


def test_what_cannot_be_answered_is_told_and_the_next_question_is_heard(
    finished: tuple[Path, int],
) -> None:
    workspace, run = finished
    missing, broken, end = answers(
        workspace, question(1, run + 999), {"id": 2, "do": "predict", "run": run}, question(3, run)
    )
    assert missing["error"]["message"] == f"Run {run + 999} has no trained network."
    assert missing["error"]["hint"].startswith("Choose a run")
    assert broken["error"]["message"].startswith("Predicting failed: 'images'")
    assert end == {"id": 3, "end": True}


def test_a_network_stays_warm_until_it_is_trained_anew_or_damaged(
    finished: tuple[Path, int], tmp_path: Path
) -> None:
    from runs.helper.models import ModelError, Models

    workspace, run = finished
    folder = tmp_path / "runs" / str(run)
    shutil.copytree(workspace / "runs" / str(run), folder)
    models = Models(tmp_path)
    first = models.get(run)
    assert models.get(run) is first
    os.utime(folder / "model.keras", ns=(1, 1))
    assert models.get(run) is not first
    (folder / "model.keras").write_bytes(b"no network")
    with pytest.raises(ModelError, match=rf"The network of run {run} cannot be loaded"):
        models.get(run)
