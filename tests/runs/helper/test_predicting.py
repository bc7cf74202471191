"""The real helper process gives the trained network's probabilities, and bears bad images."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
import pytest
from warm import COLD

from data.library import Library
from runs.helper.client import Helper, HelperError
from runs.workspace import run_folder

pytestmark = [pytest.mark.keras, pytest.mark.usefixtures("warm")]


@pytest.fixture(scope="module")
def helper(finished: tuple[Path, int]) -> Iterator[Helper]:
    """One warm process for all tests here."""
    with Helper(finished[0]) as client:
        yield client


@pytest.fixture(scope="module")
def photographs(finished: tuple[Path, int]) -> pd.DataFrame:
    """The run's predictions, each with the file it is of."""
    workspace, run = finished
    dataset = Library(workspace).load("Demo")
    files = {dataset.manifest["image_id"].iloc[row]: dataset.file(row) for row in range(60)}
    table = pd.read_parquet(run_folder(workspace, run) / "predictions.parquet")
    return table.assign(file=table["image_id"].map(files))


def test_probabilities_are_those_of_the_evaluation(
    helper: Helper, finished: tuple[Path, int], photographs: pd.DataFrame
) -> None:
    """Rebuilt from design and facts, with the weights of model.keras: the model that was judged."""
    answers = helper.predict(finished[1], list(photographs["file"]))
    ours = np.array([[one["probabilities"][name] for name in ("benign", "malignant")]
                     for one in answers])  # fmt: skip
    worst = np.abs(ours - photographs[["benign", "malignant"]].to_numpy()).max()
    assert worst < 1e-5
    assert [one["image"] for one in answers] == [str(file) for file in photographs["file"]]
    assert all(one["problem"] is None for one in answers)


def test_bad_images_have_their_problem_and_the_rest_go_on(
    helper: Helper, finished: tuple[Path, int], photographs: pd.DataFrame, tmp_path: Path
) -> None:
    good = Path(photographs["file"].iloc[0])
    truncated, corrupt, text = (tmp_path / name for name in ("cut.png", "bad.png", "note.jpg"))
    data = good.read_bytes()
    truncated.write_bytes(data[: len(data) // 2])
    corrupt.write_bytes(data[:200] + bytes(len(data) - 200))
    text.write_text("not an image")
    images = [truncated, corrupt, text, tmp_path / "gone.png", tmp_path, good]
    answers = helper.predict(finished[1], images)
    problems = [one["problem"] for one in answers]
    assert problems[0].startswith("“cut.png” is damaged")
    assert problems[1].startswith("“bad.png” is damaged")
    assert problems[2].startswith("“note.jpg” is not an image of a known kind")
    assert problems[3] == "“gone.png” is not there."
    assert problems[4]
    assert problems[5] is None
    assert [one["class"] for one in answers[:5]] == [None] * 5
    assert answers[0]["probabilities"] == {}
    assert json.dumps(answers), "what is printed is JSON"


def test_the_network_stays_warm(helper: Helper, finished: tuple[Path, int]) -> None:
    helper.predict(finished[1], [])
    children = psutil.Process().children()
    helper.predict(finished[1], [])
    assert psutil.Process().children() == children


def test_damaged_files_are_told_and_the_process_goes_on(
    helper: Helper, finished: tuple[Path, int], photographs: pd.DataFrame
) -> None:
    workspace, run = finished
    folder = run_folder(workspace, 77)
    shutil.copytree(run_folder(workspace, run), folder)
    (folder / "model.keras").write_bytes(b"no zip")
    with pytest.raises(HelperError, match="The network of run 77 cannot be loaded") as refused:
        helper.predict(77, [])
    assert str(folder) in refused.value.hint
    assert helper.predict(run, list(photographs["file"][:1]))[0]["problem"] is None


def test_a_network_trained_anew_is_loaded_anew(
    helper: Helper, finished: tuple[Path, int], photographs: pd.DataFrame
) -> None:
    workspace, run = finished
    folder = run_folder(workspace, 78)
    shutil.copytree(run_folder(workspace, run), folder)
    files = list(photographs["file"][:1])
    first = helper.predict(78, files)
    facts = (folder / "facts.json").read_text()
    (folder / "facts.json").write_text(facts.replace("malignant", "melanoma"))
    assert helper.predict(78, files) == first, "warm: the files are not read again"
    (folder / "model.keras").touch()
    assert set(helper.predict(78, files)[0]["probabilities"]) == {"benign", "melanoma"}


def test_over_its_time_the_real_process_is_ended_and_starts_anew(
    finished: tuple[Path, int], photographs: pd.DataFrame
) -> None:
    (workspace, run), command = finished, (COLD, "-m", "runs.helper")
    with (
        Helper(workspace, command=command, seconds=0.2) as hasty,
        pytest.raises(HelperError, match="gave no answer"),
    ):
        hasty.predict(run, [])
    limited = Helper(workspace, command=command, memory_mb=50)
    with limited as small, pytest.raises(HelperError, match="memory"):
        small.predict(run, list(photographs["file"]))
