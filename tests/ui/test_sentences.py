"""Verdicts and progress: the sentences say the numbers, and nothing more."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from cli import console
from runs.evaluation import evaluate
from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState
from ui.pages.results import verdict
from ui.pages.runs import compare
from ui.pages.runs.compared import of_run
from ui.pages.train import progress

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def run(**changes: Any) -> RunRecord:
    base: dict[str, Any] = dict.fromkeys(RunRecord.model_fields)
    base |= {
        "id": 3, "name": "A on B", "state": RunState.RUNNING, "attempt": 1, "created_at": NOW,
        "queued_at": NOW, "design_name": "A", "design_digest": "d" * 64, "dataset": "B",
        "dataset_digest": "e" * 64, "recipe": {"epochs": 10, "seed": 0}, "seed": 0,
        "epochs_planned": 10, "progress": {}, "phases": [], "starred": False, "test_opened": 0,
        "read_at": NOW, "note": "",
    }  # fmt: skip
    return RunRecord(**base | changes)


def epochs(*areas: float) -> list[EpochRecord]:
    return [EpochRecord(phase="train", epoch=n, val_auc=a) for n, a in enumerate(areas, start=1)]


def test_learning_says_from_where_to_where_and_how_long() -> None:
    told = run(progress={"epoch": 3, "seconds_left": 130})
    assert progress.sentence(told, epochs(0.81, 0.84)) == (
        "Learning: validation AUC 0.81 → 0.84; about 2 minutes left."
    )


def test_going_through_the_photographs_tells_how_far_it_is() -> None:
    far = {"text": "Judging: 9 of 90", "done": 9, "total": 90, "seconds_left": 34.0}
    said = progress.sentence(run(progress=far), epochs(0.81, 0.84))
    assert said == "Judging: 9 of 90; about 30 seconds left."
    stopping = run(progress=far, stop_requested_at=NOW)
    assert progress.sentence(stopping, epochs(0.81)).startswith("Stopping. Judging: 9 of 90; ")
    assert progress.steps(stopping, epochs(0.81)) == "9 of 90"
    assert progress.share_done(stopping, epochs(0.81)) == 0.1


@pytest.mark.parametrize("terminal", [True, False])
def test_what_is_counted_overwrites_itself_in_a_terminal_only(
    *, terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    fit = {"text": "Fitting the SVM", "step": 1, "steps": 2}
    moves: list[dict[str, Any]] = [
        {"text": "Looking"},
        {"text": "Looking: 9 of 90", "done": 9, "total": 90, "seconds_left": 34.0},
        {"text": "Training", "epoch": 2, "epochs": 4, "step": 1, "steps": 3},
        {"text": "Training", "epoch": 2, "epochs": 4, "step": 3, "steps": 3, "seconds_left": 130},
        fit,
        fit | {"step": 2},
    ]
    for told in moves:
        console.tell_change(run(progress=told))
    said = capsys.readouterr().err
    lines = [line.rstrip() for line in said.split("\r" if terminal else "\n") if line.strip()]
    counted = {
        "training: Looking: 9 of 90, about 30 seconds left",
        "training: Training, epoch 2 of 4",
        "training: Fitting the SVM, 1 of 2",
    }
    all_of_them = [
        "training: Looking",
        "training: Looking: 9 of 90, about 30 seconds left",
        "training: Training, epoch 2 of 4",
        "training: Training, epoch 2 of 4, about 2 minutes left",
        "training: Fitting the SVM, 1 of 2",
        "training: Fitting the SVM, 2 of 2",
    ]
    assert lines == [line for line in all_of_them if terminal or line not in counted]


def test_no_gain_is_not_called_learning() -> None:
    assert progress.sentence(run(), epochs(0.81, 0.80)).startswith("Not better yet")


def test_a_phase_of_learning_names_itself() -> None:
    told = run(
        epochs_planned=11,
        progress={"text": "Phase 2 of 3 (last 5 blocks)", "epoch": 5, "step": 2, "steps": 9},
        phases=[{"name": "features", "seconds": 70.0}, {"name": "1: head", "seconds": 9.0}],
    )
    said = "Phase 2 of 3 (last 5 blocks), epoch 5 of 11 in all, batch 2 of 9"
    assert progress.steps(told, epochs(0.7)) == said
    assert progress.behind(told).endswith(", phase 1 (head) (9 seconds)")


def test_a_head_that_is_fitted_tells_its_fits() -> None:
    told = run(epochs_planned=1, progress={"text": "Fitting the SVM", "step": 4, "steps": 16})
    assert progress.sentence(told, []) == "Fitting the SVM."
    assert progress.steps(told, []) == "Fit 4 of 16"
    assert progress.share_done(told, []) == 0.25
    assert progress.sentence(told, epochs(0.81), fitted=True) == "Fitted: validation AUC 0.81."
    judging = run(epochs_planned=1, progress={"text": "Judging what was learnt"})
    assert progress.steps(judging, epochs(0.81)) == "Judging what was learnt"
    stopping = run(epochs_planned=1, stop_requested_at=NOW)
    assert progress.sentence(stopping, [], fitted=True) == "Stopping."
    assert progress.sentence(stopping, epochs(0.81), fitted=True) == (
        "Stopping. What it has learnt is kept."
    )
    interrupted = run(epochs_planned=1, state=RunState.INTERRUPTED)
    assert progress.sentence(interrupted, [], fitted=True).endswith(
        "Resume it to fit the head anew."
    )
    assert progress.sentence(interrupted, []).endswith("go on from the last whole epoch.")


def test_silence_is_told() -> None:
    told = run(progress_at=NOW - timedelta(minutes=5))
    assert progress.sentence(told, []) == "Getting ready; no sign for 5 minutes."


def test_a_wish_to_stop_is_told() -> None:
    stopping = run(stop_requested_at=NOW)
    assert progress.sentence(stopping, []) == (
        "Stopping after this batch; the first of a phase can take minutes. No epoch "
        "is whole yet, so there is nothing to keep."
    )
    assert progress.sentence(stopping, epochs(0.81)) == (
        "Stopping after this batch; the first of a phase can take minutes. What it has learnt is "
        "kept."
    )


def test_the_ends() -> None:
    done = run(state=RunState.SUCCEEDED, seconds=240.0)
    assert progress.sentence(done, epochs(0.7, 0.9, 0.8)) == (
        "Done in 4 minutes: best validation AUC 0.90."
    )
    judged = run(state=RunState.SUCCEEDED, seconds=240.0, summary={"auc": 0.884})
    assert progress.sentence(judged, epochs(0.7, 0.9)) == (  # by four looks at each photograph
        "Done in 4 minutes: validation AUC 0.88."
    )
    assert progress.sentence(done, epochs(0.9), fitted=True) == (
        "Done in 4 minutes: validation AUC 0.90."
    )
    stopped = run(state=RunState.STOPPED)
    assert progress.sentence(stopped, []) == "Stopped before there was anything to keep."
    failed = run(state=RunState.FAILED, error="The memory was not enough.")
    assert progress.sentence(failed, []) == "Failed. The memory was not enough."
    queued = run(state=RunState.QUEUED)
    assert progress.sentence(queued, [], before=2) == "Waiting: 2 trainings before it."


def test_the_share_counts_the_epoch_at_hand_once() -> None:
    told = run(progress={"epoch": 2, "step": 7, "steps": 14})
    assert progress.share_done(told, epochs(0.7)) == 0.15
    assert progress.steps(told, epochs(0.7)) == "Epoch 2 of 10, batch 7 of 14"


def test_what_is_behind_a_run_is_told_in_words() -> None:
    phases = [{"name": "prepare", "seconds": 8.2}, {"name": "train", "seconds": 130.0}]
    told = run(phases=phases)
    assert progress.behind(told) == "Done: getting ready (8 seconds), training (2 minutes)"
    assert progress.behind(told, fitted=True).endswith("fitting (2 minutes)")
    assert progress.behind(run()) == ""


def test_verdict_counts_found_and_false_alarms() -> None:
    labels = np.repeat([0, 1], [360, 300])
    positive = np.array([0.9] * 90 + [0.1] * 270 + [0.9] * 262 + [0.1] * 38)
    scores = np.column_stack([1 - positive, positive])
    names = ("benign", "malignant or pre-malignant")
    told = evaluate(labels, scores, np.arange(660), names)
    said = verdict.verdict(told, split="validation")
    assert said.lines == (
        f"Sensitivity 87\u00a0% (95\u00a0% interval 83 to 91): 262 of 300 {names[1]} found",
        "Specificity 75\u00a0% (95\u00a0% interval 70 to 79): 90 of 360 benign flagged wrongly",
    )
    assert said.measured == (
        "On 660 validation images of 660 lesions; the highest score decides. Measured on this "
        "collection, not on your patients."
    )


def test_verdict_of_several_classes_names_the_weakest() -> None:
    labels = np.repeat([0, 1, 2], 10)
    scores = np.eye(3)[np.where(np.arange(30) < 26, labels, 0)]
    told = evaluate(labels, scores, np.arange(30), ("bcc", "mel", "nv"))
    said = verdict.verdict(told, split="test", grouped_by="image")
    assert said.lines[0] == "26 of 30 named rightly"
    assert said.lines[1].startswith("Missed most: nv. Sensitivity 60\u00a0% (95\u00a0% interval ")
    assert said.lines[1].endswith("): 6 of 10 nv found")
    assert said.measured.startswith("On 30 test images; ")


def test_accuracy_stands_beside_the_majority() -> None:
    scores = np.array([[0.9, 0.1]] * 8 + [[0.1, 0.9]] * 2)
    told = evaluate(np.repeat([0, 1], [8, 2]), scores, np.arange(10), ("benign", "malignant"))
    accuracy = verdict.headline(told)[2]
    assert (accuracy.value, accuracy.beside) == ("100\u00a0%", "always “benign” 80\u00a0%")


def test_the_area_stands_with_its_interval() -> None:
    labels = np.repeat([0, 1], 20)
    positive = np.linspace(0.2, 0.8, 40)
    positive[::7] = 0.5
    scores = np.column_stack([1 - positive, positive])
    told = evaluate(labels, scores, np.arange(40), ("benign", "malignant"))
    area = verdict.headline(told)[0]
    assert area.value == f"{told['auc']:.2f}"
    assert area.beside == f"95\u00a0%: {told['auc_low']:.2f} to {told['auc_high']:.2f}"


def test_only_what_differs_is_compared() -> None:
    one, other = run(id=1, seconds=60.0), run(id=2, seed=1, seconds=60.0)
    other = other.model_copy(update={"recipe": {"epochs": 20, "seed": 1}})
    assert compare.differing([of_run(one), of_run(other)]) == [
        {"": "epochs", "Run 1": "10", "Run 2": "20"},
        {"": "seed", "Run 1": "0", "Run 2": "1"},
    ]
    assert compare.differing([of_run(one), of_run(one)]) == []
    drawn = other.model_copy(update={"id": 3, "design_digest": "f" * 64})
    assert compare.differing([of_run(one), of_run(drawn), of_run(other)])[0] == {
        "": "drawing", "Run 1": "differs", "Run 3": "differs", "Run 2": "as run 1"
    }  # fmt: skip


def test_the_log_is_shown_without_the_notices_of_tensorflow() -> None:
    ours, failure = "01:59:29 Run 1, attempt 1.", "E0000 00:00:17.9 1 port.cc:1] It failed."
    notices = [
        "WARNING: All log messages before absl::InitializeLog() is called are written to STDERR",
        "I0000 00:00:1795571964.013979   30744 port.cc:153] oneDNN custom operations are on.",
        "To enable the following instructions: AVX2, in other operations, rebuild TensorFlow.",
        "02:01:50 5 out of the last 12 calls to <function f> triggered tf.function retracing.",
    ]
    assert progress.without_notices([*notices, ours, failure]) == [ours, failure]
