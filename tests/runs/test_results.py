"""What pages and commands read of a run, and who may see the test set."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from runs import results
from runs.store.errors import RunConflictError, RunMissingError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.workspace import run_folder

NUMBERS = {"auc": 0.9, "roc": {"fpr": [0, 1]}, "per_class": {"roc": {"auc": 0.9, "roc": None}}}


def ended(workspace: Path, state: RunState | None, *, files: bool = True) -> int:
    """A run in a state, with results or without."""
    with RunStore(workspace) as store:
        run_id = store.create(
            name="First try",
            design_name="Tiny",
            design_digest="a" * 64,
            dataset="demo",
            dataset_digest="b" * 64,
            recipe={"epochs": 2},
            seed=4,
            epochs_planned=2,
        )
        if state:
            store.claim(run_id, claim="mine")
            error = "It broke." if state is RunState.FAILED else None
            phases = [{"name": "train", "seconds": 3.0, "images_per_second": 80.0}]
            store.finish(run_id, claim="mine", state=state, error=error, phases=phases, seconds=3.5)
    folder = run_folder(workspace, run_id)
    folder.mkdir(parents=True, exist_ok=True)
    if files:
        (folder / results.EVALUATION).write_text(json.dumps({"validation": NUMBERS}))
        (folder / results.TEST_EVALUATION).write_text(json.dumps({"test": NUMBERS}))
    return run_id


def test_the_document_has_the_keys_that_others_rely_on(tmp_path: Path) -> None:
    document = results.run_json(tmp_path, ended(tmp_path, RunState.SUCCEEDED))
    assert document["validation"] == NUMBERS
    assert document | {"validation": None} == {
        "run": 1,
        "name": "First try",
        "state": "succeeded",
        "error": None,
        "design": "Tiny",
        "design_digest": "a" * 64,
        "dataset": "demo",
        "dataset_digest": "b" * 64,
        "recipe": {"epochs": 2},
        "seed": 4,
        "epochs": 2,
        "seconds": 3.5,
        "phases": [{"name": "train", "seconds": 3.0, "images_per_second": 80.0}],
        "peak_memory_mb": None,
        "test_opened": 0,
        "starred": False,
        "tags": [],
        "note": "",
        "in_bin": False,
        "validation": None,
        "operating_point": None,
    }


def test_curves_are_left_out_for_lists_but_not_a_class_of_that_name(tmp_path: Path) -> None:
    document = results.run_json(tmp_path, ended(tmp_path, RunState.SUCCEEDED), curves=False)
    assert document["validation"] == {"auc": 0.9, "per_class": {"roc": {"auc": 0.9}}}


def test_the_test_set_stays_shut_until_it_is_opened_and_counted(tmp_path: Path) -> None:
    run_id = ended(tmp_path, RunState.STOPPED)
    assert "test" not in results.run_json(tmp_path, run_id, with_test=True)
    assert results.open_test(tmp_path, run_id)["test"] == NUMBERS
    assert results.open_test(tmp_path, run_id)["test_opened"] == 2
    assert "test" in results.run_json(tmp_path, run_id, with_test=True)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "it is not finished"),
        (RunState.FAILED, "it failed"),
        (RunState.STOPPED, "stopped before its first epoch"),
    ],
)
def test_what_has_no_results_says_why(tmp_path: Path, state: RunState | None, words: str) -> None:
    run_id = ended(tmp_path, state, files=False)
    assert results.run_json(tmp_path, run_id)["validation"] is None
    with pytest.raises(results.ResultsError, match=words):
        results.open_test(tmp_path, run_id)
    assert results.run_json(tmp_path, run_id)["test_opened"] == 0


def test_the_test_set_of_a_run_that_goes_on_cannot_be_opened(tmp_path: Path) -> None:
    run_id = ended(tmp_path, None)
    with pytest.raises(RunConflictError, match="test set"):
        results.open_test(tmp_path, run_id)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"validation": 3}',
        '{"validation": {"auc"',
        '{"validation": {"auc": 1}}',
        '{"validation": {"per_class": [1]}}',
    ],
)
def test_a_torn_file_is_told_in_words(tmp_path: Path, text: str) -> None:
    run_id = ended(tmp_path, RunState.SUCCEEDED)
    (run_folder(tmp_path, run_id) / results.EVALUATION).write_text(text)
    with pytest.raises(results.ResultsError, match=f"The results of run {run_id}"):
        results.run_json(tmp_path, run_id)
    (one,) = results.runs_json(tmp_path)
    assert f"The results of run {run_id}" in one["problem"]


def test_a_run_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RunMissingError):
        results.run_json(tmp_path, 7)


def test_classes_called_like_other_columns_keep_a_column_of_their_own() -> None:
    assert results.score_columns(["benign", "label"]) == ["benign", "label (score)"]


def test_nothing_heavy_is_loaded() -> None:
    heavy = {"tensorflow", "keras", "sklearn", "scipy"}
    code = f"import sys, runs.results; print({heavy} & set(sys.modules))"
    printed = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert printed.stdout == "set()\n"
