"""Learning in phases: more and more of a pretrained network, each from the best weights so far."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training.submission import SubmissionError
from runs.workspace import run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
NETWORK: list[tuple[str, dict[str, Any]]] = [
    ("Input", {"height": 32, "width": 32}),
    ("Backbone", {"architecture": "SqueezeNet 1.1", "weights": "none"}),
    ("GlobalAveragePooling2D", {}),
    ("Dropout", {"rate": 0.3}),
    ("Classifier", {}),
]
PHASES = "head, 2 epochs, 0.01; last 2 blocks, 2 epochs, 0.001; all, 1 epoch, 0.0001"
NAMES = ["1: head", "2: last 2 blocks", "3: all"]
FEWER = "head, 2 epochs, 0.01; last 1 blocks, 2 epochs, 0.001; last 2 blocks, 1 epoch, 0.0001"
"""Quicker to trace than where all layers learn."""


def learned(workspace: Path, run_id: int) -> bytes:
    return (run_folder(workspace, run_id) / "predictions.parquet").read_bytes()


def worth(epoch: EpochRecord) -> tuple[float, float]:
    assert epoch.val_auc is not None
    assert epoch.val_loss is not None
    return epoch.val_auc, -epoch.val_loss


def test_each_phase_learns_what_it_says_and_the_best_epoch_of_all_is_kept(
    store: RunStore, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    run = work(ask(layers=NETWORK, phases=PHASES))
    assert run.state is RunState.SUCCEEDED
    told = [phase["name"] for phase in run.phases]
    assert told == ["prepare", "features", NAMES[0], "features", *NAMES[1:], "evaluate"]
    epochs = store.epochs(run.id)
    assert [one.phase for one in epochs] == [NAMES[0]] * 2 + [NAMES[1]] * 2 + [NAMES[2]]
    assert [one.epoch for one in epochs] == [1, 2, 1, 2, 1]
    rates = [0.01, 0.01, 0.001, 0.001, 0.0001]
    assert [one.learning_rate for one in epochs] == pytest.approx(rates)
    summary = run.summary or {}
    assert worth(epochs[summary["best_epoch"] - 1]) == max(map(worth, epochs))
    assert summary["auc"] == pytest.approx(max(map(worth, epochs))[0], abs=1e-3)
    assert run.epochs_planned == len(epochs)


def test_a_phase_begins_with_the_best_weights_of_the_one_before(
    store: RunStore, ask: Callable[..., int], work: Callable[[int], RunRecord]
) -> None:
    """In steps of almost nothing the second phase stays where the first was at its best."""
    still = "head, 3 epochs, 0.05; all, 1 epoch, 1e-12; last 2 blocks, 1 epoch, 1e-12"
    run = work(ask(layers=NETWORK, phases=still, precision="float32"))
    *first, second, third = store.epochs(run.id)
    best = max(map(worth, first))
    assert worth(second) == pytest.approx(best, abs=1e-4)
    assert worth(third) == pytest.approx(best, abs=1e-4)


def test_broken_off_in_a_phase_and_resumed_comes_to_the_same(
    workspace: Path,
    store: RunStore,
    ask: Callable[..., int],
    break_off: Callable[[int, int], None],
    go_on: Callable[[int], RunRecord],
    work: Callable[[int], RunRecord],
) -> None:
    broken = ask(layers=NETWORK, phases=FEWER)
    break_off(broken, 4)
    assert 3 <= len(store.epochs(broken)) < 5
    kept = run_folder(workspace, broken) / "checkpoints"
    assert not (kept / "phase-1").exists()
    whole = work(ask(layers=NETWORK, phases=FEWER))
    again = go_on(broken)
    assert again.seconds is not None
    assert again.seconds > sum(one.seconds or 0 for one in store.epochs(broken))
    assert learned(workspace, broken) == learned(workspace, whole.id)
    assert (again.summary or {})["best_epoch"] == (whole.summary or {})["best_epoch"]


def test_stopped_in_a_later_phase_it_keeps_the_best_so_far(
    store: RunStore,
    ask: Callable[..., int],
    work: Callable[[int], RunRecord],
    sees: Callable[..., RunRecord],
) -> None:
    run = ask(layers=NETWORK, phases="head, 2 epochs, 0.01; last 1 blocks, 400 epochs, 0.0001")
    asking = threading.Thread(
        target=lambda: (
            sees(run, lambda one: one.progress.get("epoch", 0) >= 3),
            store.request_stop(run),
        )
    )
    asking.start()
    stopped = work(run)
    asking.join()
    assert stopped.state is RunState.STOPPED
    epochs = store.epochs(run)
    assert 2 <= len(epochs) < 100
    assert worth(epochs[(stopped.summary or {})["best_epoch"] - 1]) == max(map(worth, epochs))


def test_more_blocks_than_there_are_cannot_learn(ask: Callable[..., int]) -> None:
    with pytest.raises(SubmissionError, match=r"SqueezeNet 1\.1 has \d+ blocks, so its last 99"):
        ask(layers=NETWORK, phases="head, 1, 0.1; last 99 blocks, 1, 0.1")


def test_phases_without_a_pretrained_network_are_refused(
    ask: Callable[..., int],
) -> None:
    with pytest.raises(SubmissionError, match="has no Backbone"):
        ask(phases=PHASES)


def test_a_head_that_is_fitted_at_once_has_no_phases(ask: Callable[..., int]) -> None:
    with pytest.raises(SubmissionError, match="fitted in one go, so there are no phases"):
        ask(layers=[*NETWORK[:-2], ("SVM", {})], phases=PHASES)
