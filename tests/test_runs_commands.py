"""The commands about the runs there are, and `train --like`; nothing is trained."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from page_runs import DEMO, DESIGN, finish, queued
from typer.testing import CliRunner

from cli import app, trained
from data.library import Library
from data.versions.decisions import Decision
from data.versions.kinds import Kind
from data.versions.log import decide
from runs.export.frozen import ExportError, frozen_run
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from runs.workspace import run_folder
from ui.frame import wording


@pytest.fixture(scope="module")
def made(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two runs that have ended."""
    workspace = tmp_path_factory.mktemp("made")
    shutil.copytree(drawn, workspace, dirs_exist_ok=True)
    for seed in (1, 2):
        finish(workspace, queued(workspace, seed=seed), seed=seed)
    return workspace


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be changed; no worker is started."""
    monkeypatch.setattr(launcher, "start_next", lambda _workspace, **_: None)
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def told(home: Path, *call: str, status: int = 0) -> Any:
    done = CliRunner().invoke(app, [*call, "--workspace", str(home), "--json"])
    assert done.exit_code == status, done.output
    return json.loads(done.stdout) if status == 0 else done.stderr


def listed(home: Path, *call: str) -> list[int]:
    return [run["run"] for run in told(home, "runs", *call)]


def test_runs_are_found_sorted_and_limited(home: Path) -> None:
    told(home, "tag", "1", "pilot", "second, third")
    told(home, "star", "2")
    assert listed(home) == [2, 1]
    assert listed(home, "--tag", "second") == [1]
    assert listed(home, "--search", "PILOT demo") == [1]
    assert listed(home, "--starred") == [2]
    assert listed(home, "--state", "failed") == []
    assert listed(home, "--design", DESIGN, "--dataset", DEMO, "--sort", "oldest") == [1, 2]
    assert listed(home, "--sort", "best", "--limit", "1")[0] in {1, 2}
    assert told(home, "runs", "--search", "1")[0]["tags"] == ["pilot", "second", "third"]
    assert "roc" not in told(home, "runs")[0]["validation"]


def test_what_is_noted_is_printed(home: Path) -> None:
    assert told(home, "note", "1", "=a formula") == [
        {"run": 1, "starred": False, "tags": [], "note": "=a formula", "in_bin": False}
    ]
    assert told(home, "tag", "1", "x")[0]["tags"] == ["x"]
    assert told(home, "tag", "1", "x", "--remove")[0]["tags"] == []
    assert told(home, "star", "1", "2", "--remove")[1]["starred"] is False
    assert told(home, "show", "1")["note"] == "=a formula"


def test_into_the_bin_back_and_away_for_good(home: Path) -> None:
    assert told(home, "delete", "1", "2")[0]["in_bin"] is True
    assert listed(home) == []
    assert [run["run"] for run in told(home, "bin")] == [2, 1]
    assert told(home, "restore", "1")[0]["in_bin"] is False
    assert told(home, "bin", "--empty") == {"deleted": [2], "kept": []}
    assert not run_folder(home, 2).exists()
    assert told(home, "delete", "1", "--for-good") == {"deleted": [1], "kept": []}
    assert told(home, "bin") == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("tag|9|x", "There is no run 9"),
        (f"tag|1|{'x' * 10_000}", "has 10,000 characters"),
        (f"note|1|{'x' * 100_000}", "The note has 100,000 characters"),
        ("star|1|9", "There is no run 9"),
        ("restore|9", "There is no run 9"),
        ("delete|9", "There is no run 9"),
        ("delete|9|--for-good", "There is no run 9"),
        ("runs|--sort|test", "--sort"),
        ("train|--like|9", "There is no run 9"),
        ("train|--dataset|x", "needs a DESIGN, or --like RUN"),
        (f"train|{DESIGN}|--like|1", "and not both"),
        (f"train|{DESIGN}", "needs --dataset"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(home: Path, call: str, said: str) -> None:
    assert said in told(home, *call.split("|"), status=2)


def test_a_run_is_trained_like_another(home: Path) -> None:
    assert told(home, "train", "--like", "1", "--seed", "7")["state"] == "queued"
    with RunStore(home) as store:
        first, new = store.get(1), store.get(3)
    assert new.recipe == first.recipe | {"seed": 7}
    assert (new.design_digest, new.dataset) == (first.design_digest, first.dataset)


def test_training_like_a_run_says_where_its_dataset_was_changed_since(home: Path) -> None:
    def said() -> str:
        call = ["train", "--like", "1", "--workspace", str(home), "--json"]
        return CliRunner().invoke(app, call).stderr

    assert "was changed" not in said()
    dataset = Library(home).load(DEMO)
    image = str(dataset.manifest["image_id"].iloc[0])
    decide(dataset.folder, dataset.classes, Decision(Kind.EXCLUDE, (image,), "blurred", ""))
    assert f"“{DEMO}” was changed since run 1: this trains on “{DEMO}” as it is now." in said()


def test_what_cannot_be_deleted_for_good_does_not_keep_the_others(home: Path) -> None:
    waiting = queued(home, seed=3)
    asked = ["delete", "1", "99", str(waiting), "2", "1", "--for-good", "--workspace", str(home)]
    done = CliRunner().invoke(app, [*asked, "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["deleted"] == [1, 2]
    assert [why.split(".")[0] for why in told["kept"]] == [
        "There is no run 99",
        f"Run {waiting} cannot be deleted before it is finished: it is waiting in the queue",
    ]
    assert listed(home) == [waiting]


def test_a_damaged_file_of_one_run_is_told_and_keeps_nothing_else(home: Path) -> None:
    (run_folder(home, 1) / "operating_point.json").write_text("{")
    (run_folder(home, 2) / "evaluation.json").write_text("{")
    second, first = told(home, "runs")
    assert "cannot be read" in second["problem"]
    assert second["validation"] is None
    assert first["operating_point"] is None
    assert "The saved operating point in" in first["operating_point_problem"]
    assert first["validation"]["auc"] > 0.5
    said = CliRunner().invoke(app, ["runs", "--workspace", str(home)]).stdout
    assert "Run 1: The saved operating point in" in said.replace("\n", " ")
    assert "Run 2: The results of run 2 in" in said.replace("\n", " ")
    shown = told(home, "show", "1")
    assert shown["operating_point_problem"] == first["operating_point_problem"]
    assert shown["validation"]["auc"] == first["validation"]["auc"]
    with pytest.raises(ExportError, match="operating point"):
        frozen_run(home, 1)


def test_pages_and_commands_say_the_same_of_a_state(home: Path) -> None:
    said = CliRunner().invoke(app, ["show", "1", "--workspace", str(home)]).stdout
    assert wording.STATES[RunState.SUCCEEDED] == "done"
    assert said.splitlines()[0].endswith(": done.")
    assert told(home, "show", "1")["state"] == "succeeded"
    assert set(RunState) <= set(wording.STATES)
    assert "succeeded (done)" in trained._STATES
