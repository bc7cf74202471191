"""From a run's scores to its saved point, as the pages and the command line do it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from page_runs import DEMO, finish, queued
from typer.testing import CliRunner

from cli import app
from data.demo import make_demo
from runs.operating.alike import LEAST
from runs.operating.answering import Beside
from runs.operating.choosing import choose, point_json, saved, scored
from runs.operating.errors import OperatingPointError, PointCallError
from runs.operating.point import OPERATING_POINT
from runs.operating.rules import Kind, Rule
from runs.results import PREDICTIONS, open_test, run_json
from runs.scripts.parts.flagging import at_point, flagged_in_words
from runs.store.errors import RunMissingError
from runs.workspace import run_folder

SENSITIVE = Rule(Kind.SENSITIVITY, 0.9)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one finished run of demo lesions, and one that waits."""
    workspace = tmp_path_factory.mktemp("made")
    make_demo(workspace=workspace, name=DEMO, count=120)
    finish(workspace, queued(workspace), seed=0)
    queued(workspace, seed=1)
    return workspace


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def table(home: Path, split: str) -> pd.DataFrame:
    found = pd.read_parquet(run_folder(home, 1) / PREDICTIONS)
    return found[found["split"] == split]


def called(home: Path, *words: object, status: int = 0) -> dict[str, Any]:
    start = ["operating-point", "--workspace", str(home), "--json"]
    done = CliRunner().invoke(app, [*start, *map(str, words)])
    assert done.exit_code == status, done.output
    return dict(json.loads(done.stdout)) if not status else {"said": done.stderr}


def test_a_point_holds_on_validation_what_was_asked_for(home: Path) -> None:
    point = choose(workspace=home, run_id=1, rule=SENSITIVE, prevalence=0.02)
    assert saved(home, 1) == point
    assert (point.positive, point.called, point.test_opened) == (("malignant",), "malignant", 0)
    rows = table(home, "validation")
    ill = rows["label"] == "malignant"
    flagged = rows["malignant"] >= point.threshold
    assert point.validation["sensitivity"] == flagged[ill].mean() >= 0.9
    assert point.validation["specificity"] == 1 - flagged[~ill].mean()
    assert point.validation["positive_groups"] == rows["group"][ill].nunique()
    odds = 0.02 / 0.98 * flagged[ill].mean() / flagged[~ill].mean()
    assert point.validation["ppv"] == pytest.approx(odds / (1 + odds))


def test_the_test_set_is_judged_only_once_it_is_opened(home: Path) -> None:
    choose(workspace=home, run_id=1, rule=SENSITIVE)
    assert "test" not in point_json(home, 1)
    open_test(home, 1)
    told = point_json(home, 1)
    rows = table(home, "test")
    flagged = rows["malignant"] >= told["threshold"]
    ill = rows["label"] == "malignant"
    assert told["test"]["sensitivity"] == flagged[ill].mean()
    highest = told["test"]["highest_score"]
    assert highest["sensitivity"] == (rows["malignant"] > rows["benign"])[ill].mean()
    assert told["test_opened"] == 0, "it was chosen before"
    assert not any("Chosen after the test set was opened." in said for said in told["said"])
    later = choose(workspace=home, run_id=1, rule=Rule(Kind.YOUDEN))
    assert later.test_opened == 1
    assert point_json(home, 1)["said"][0].endswith("Chosen after the test set was opened.")
    assert run_json(home, 1)["operating_point"] == later.as_json()


def test_the_command_chooses_shows_and_says(home: Path) -> None:
    told = called(home, 1, "--miss-costs", 10, "--prevalence", 0.05, "--positive", "malignant")
    assert told["rule"] == {"kind": "miss_costs", "value": 10.0}
    assert told["run"] == 1
    assert "At a prevalence of 5\u00a0%" in told["said"][1]
    assert called(home, 1) == told
    assert called(home, 1, "--threshold", 0.25)["threshold"] == 0.25
    (run,) = [one for one in json.loads(_out(home, "runs")) if one["run"] == 1]
    assert run["operating_point"]["threshold"] == 0.25
    assert json.loads(_out(home, "show", 1))["operating_point"]["rule"]["kind"] == "by_hand"


def _out(home: Path, command: str, *words: object) -> str:
    call = [command, "--workspace", str(home), "--json", *map(str, words)]
    return CliRunner().invoke(app, call).stdout


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ("1", 1, "Run 1 has no saved operating point: the highest score decides."),
        ("1 --prevalence 0.1", 2, "No rule was named"),
        ("1 --youden --sensitivity 0.9", 2, "not “sensitivity” and “youden”"),
        ("1 --sensitivity 90", 2, "“sensitivity” cannot be 90"),
        ("1 --miss-costs 0", 2, "“miss costs” cannot be 0"),
        ("1 --youden --positive mel", 2, "The run has no class “mel”."),
        ("1 --youden --positive benign,malignant", 2, "Some classes must count as positive"),
        ("1 --youden --prevalence 1", 2, "1 is no prevalence."),
        ("2 --youden", 1, "There are no scores in"),
        ("9 --youden", 2, "There is no run 9"),
    ],
)
def test_what_means_nothing_gets_a_sentence(home: Path, words: str, status: int, said: str) -> None:
    assert said in called(home, *words.split(), status=status)["said"]
    assert not (run_folder(home, 1) / OPERATING_POINT).exists()


def test_damaged_files_are_told_and_a_new_choice_mends_the_point(home: Path) -> None:
    (run_folder(home, 1) / OPERATING_POINT).write_text("{")
    assert "it is damaged" in called(home, 1, status=1)["said"]
    told = run_json(home, 1)
    assert told["operating_point"] is None
    assert "it is damaged" in told["operating_point_problem"]
    assert called(home, 1, "--youden")["rule"]["kind"] == "youden"
    (run_folder(home, 1) / PREDICTIONS).write_bytes(b"PAR1")
    with pytest.raises(OperatingPointError, match="cannot be read"):
        choose(workspace=home, run_id=1, rule=SENSITIVE)
    with pytest.raises(RunMissingError):
        choose(workspace=home, run_id=9, rule=SENSITIVE)


def test_a_full_disk_leaves_the_earlier_point(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    point = choose(workspace=home, run_id=1, rule=SENSITIVE)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OperatingPointError, match="No space left on device"):
        choose(workspace=home, run_id=1, rule=Rule(Kind.YOUDEN))
    monkeypatch.undo()
    assert saved(home, 1) == point
    assert not list(run_folder(home, 1).glob("*.partial"))


def test_beside_an_answer_stand_the_point_and_its_like(home: Path) -> None:
    answers = [
        {"probabilities": {"benign": 0.3, "malignant": 0.7}, "class": "malignant"},
        {"probabilities": {}, "class": None},
    ]
    one, none = Beside.of(home, 1).added(answers)
    assert one["operating_point"] is None
    assert none["operating_point"] is none["scored_alike"] is None
    point = choose(workspace=home, run_id=1, rule=Rule(Kind.BY_HAND, 0.7))
    one, none = Beside.of(home, 1).added(answers)
    assert none["operating_point"] is none["scored_alike"] is None
    assert one["operating_point"] == {
        "positive": ["malignant"], "threshold": 0.7, "score": 0.7, "flagged": True,
    }  # fmt: skip
    assert flagged_in_words(one["operating_point"]) == "malignant (score 0.700, threshold 0.700)"
    rows = table(home, "validation")
    lesions = rows.assign(ill=rows["label"] == "malignant").groupby("group")
    by_lesion = lesions.agg({"malignant": "mean", "ill": "max"})
    far = (by_lesion["malignant"] - 0.7).abs()
    alike = one["scored_alike"]
    assert alike["unit"] == "lesion"
    assert alike["count"] == max(LEAST, len(by_lesion) // 5)
    nearest = by_lesion.loc[far.nsmallest(alike["count"]).index]
    assert alike["positive_count"] == nearest["ill"].sum()
    assert alike["score_high"] == pytest.approx(nearest["malignant"].max())
    assert point.by_hand


def test_the_program_and_the_script_take_the_same_score(home: Path) -> None:
    """The sum over positive classes, one image at a time and all at once."""
    images = scored(home, 1)
    sides = images.sides(("malignant",))
    for scores, score in zip(images.scores, sides.score, strict=True):
        named = dict(zip(images.classes, scores.tolist(), strict=True))
        told = at_point(named, {"positive": ["malignant"], "threshold": 0.4})
        assert told is not None
        assert told["score"] == score
        assert told["flagged"] == (score >= 0.4)
    with pytest.raises(PointCallError):
        images.sides(("nobody",))
    assert np.isfinite(sides.score).all()
