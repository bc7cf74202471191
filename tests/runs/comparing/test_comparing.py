"""Finished runs compared as the command and the page do it: sentences, cache, closed test sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from page_runs import DEMO, finish, queued
from typer.testing import CliRunner

from cli import app
from data.demo import make_demo
from runs.comparing import sentences
from runs.comparing.comparing import KEPT, compare_runs
from runs.comparing.material import ComparisonError
from runs.operating.choosing import choose
from runs.operating.rules import Kind, Rule
from runs.results import open_test
from runs.workspace import run_folder, workspace_path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = workspace_path(tmp_path_factory.mktemp("compared"))
    make_demo(workspace=home, name=DEMO, count=80)
    for seed in (0, 1, 2):
        finish(home, queued(home, seed=seed), seed=seed)
    return home


def test_the_document_says_on_what_and_how(workspace: Path) -> None:
    told = compare_runs(workspace, [1, 2, 3])
    assert told["reference"] == 1
    assert [one["run"] for one in told["comparisons"]] == [2, 3]
    assert "that every run judged and none learnt from" in told["on"]
    assert "optimistic" in told["on"]
    for one in told["comparisons"]:
        assert len(one["sentences"]) == len(one["measures"]) == 4
        assert "adjusted by Holm" in one["sentences"][0]
    area = told["comparisons"][0]["measures"][0]
    aucs = {one["run"]: one["auc"] for one in told["runs"]}
    assert area["difference"] == pytest.approx(aucs[2] - aucs[1], abs=1e-12)


def test_the_answer_is_kept_until_a_file_changes(workspace: Path) -> None:
    first = compare_runs(workspace, [1, 2])
    (kept,) = [
        path
        for path in (workspace / KEPT).iterdir()
        if json.loads(path.read_text())["comparisons"] == first["comparisons"]
    ]
    kept.write_text(json.dumps(first | {"on": "kept"}))
    assert compare_runs(workspace, [1, 2])["on"] == "kept"
    point = run_folder(workspace, 1) / "operating_point.json"
    choose(workspace=workspace, run_id=1, rule=Rule(Kind.BY_HAND, 0.4))
    assert compare_runs(workspace, [1, 2])["on"] != "kept"
    point.unlink()


def test_saved_operating_points_are_compared(workspace: Path) -> None:
    points = [run_folder(workspace, run) / "operating_point.json" for run in (1, 2)]
    for run, threshold in ((1, 0.2), (2, 0.7)):
        choose(workspace=workspace, run_id=run, rule=Rule(Kind.BY_HAND, threshold))
    (one,) = compare_runs(workspace, [1, 2])["comparisons"]
    at_points = [row for row in one["measures"] if row["at"] == "each run's own operating point"]
    assert [row["measure"] for row in at_points] == ["sensitivity", "specificity"]
    assert at_points[0]["value"] < at_points[0]["reference"]
    told = compare_runs(workspace, [1, 2, 3])["comparisons"][0]  # run 3 has no point of its own
    adjusted = {row["at"]: row["tests"] for row in told["measures"]}
    assert adjusted == {
        "any threshold": 2,
        "the highest score": 2,
        "each run's own operating point": 1,
    }
    for row, said in zip(told["measures"], told["sentences"], strict=True):
        assert ("adjusted by Holm" in said) == (row["tests"] > 1)
    for path in points:
        path.unlink()


def test_the_test_set_is_compared_only_once_it_was_opened_for_all(workspace: Path) -> None:
    open_test(workspace, 1)
    with pytest.raises(ComparisonError, match="test set of run 3 was not opened"):
        compare_runs(workspace, [1, 3], split="test")
    open_test(workspace, 2)
    told = compare_runs(workspace, [1, 2], split="test")
    assert " test images" in told["on"]
    assert "optimistic" not in told["on"]


def test_the_command_prints_sentences_a_table_and_json(workspace: Path) -> None:
    asked = ["compare", "1", "2", "--workspace", str(workspace)]
    said = CliRunner().invoke(app, asked).stdout
    assert "Run 2 against run 1" in said
    assert "smallest it could see" in said
    document = json.loads(CliRunner().invoke(app, [*asked, "--json"]).stdout)
    assert document == compare_runs(workspace, [1, 2])


@pytest.mark.parametrize(
    ("asked", "status", "words"),
    [
        (["1"], 2, "at least two runs"),
        (["1", "1"], 2, "each once"),
        (["1", "99"], 2, "99"),
        (["1", "2", "--split", "training"], 2, "training"),
        (["1", "3", "--split", "test"], 1, "was not opened"),
    ],
)
def test_a_wrong_call_is_told_in_a_sentence(
    workspace: Path, asked: list[str], status: int, words: str
) -> None:
    done = CliRunner().invoke(app, ["compare", *asked, "--workspace", str(workspace)])
    assert done.exit_code == status
    assert words in done.output


def row(**told: Any) -> dict[str, Any]:
    plain = {"measure": "auc", "at": "any threshold", "method": "DeLong, paired", "level": 0.95}
    plain |= {"tests": 1}
    plain |= {"low_adjusted": -0.01, "high_adjusted": 0.05}
    numbers = {"reference": 0.85, "value": 0.87, "difference": 0.02, "smallest": 0.04}
    return plain | numbers | {"p_adjusted": 0.21, "word": "not distinguishable"} | told


def test_the_sentences_are_such_as_a_statistician_signs() -> None:
    said = sentences.told(row(), run="run 2", against="run 1")
    assert said == (
        "AUC: 0.85 for run 1 and 0.87 for run 2, a difference of +0.020 (95 % interval −0.010 to "
        "+0.050; p = 0.21, DeLong, paired). The two are not distinguishable; these images would "
        "show a true difference of 0.040 or more four times in five, and smaller ones less often."
    )
    worse = sentences.told(
        row(word="worse", p_adjusted=0.0004, tests=3), run="run 2", against="run 1"
    )
    assert "p < 0.001, adjusted by Holm" in worse
    assert worse.endswith("Run 2 is worse than run 1 in this.")
    unknown = row(word="undefined", p_adjusted=None, method="undefined: a class is missing")
    assert "cannot be told" in sentences.told(unknown, run="run 2", against="run 1")
    folds = sentences.over_folds(row(differences=[0.02] * 5), run="run 2", against="run 1")
    assert folds.startswith("Fold by fold, over 5 folds that both have. AUC: 0.85 for run 1")
    assert "these folds would show a true difference of 0.040 or more" in folds
