"""Runs that are stopped or fail: what they keep, and what they say."""

from __future__ import annotations

import contextlib
import resource
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.library import Library
from data.pixels import PixelStore
from data.versions.decisions import Decision
from data.versions.kinds import Kind
from data.versions.log import decide
from runs import results
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import checkpoints
from runs.workspace import run_folder

pytestmark = [
    pytest.mark.keras,
    # Keras's saving asks TensorFlow's variables for arrays in NumPy 1's way.
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),
]
Work = Callable[[int], RunRecord]
Ask = Callable[..., int]
Holds = Callable[[RunRecord], object]


def stop_when(sees: Callable[..., RunRecord], store: RunStore, run_id: int, holds: Holds) -> None:
    """Asks a run to stop as soon as it is where ``holds`` says."""

    def watch() -> None:
        sees(run_id, holds)
        store.request_stop(run_id)

    threading.Thread(target=watch, daemon=True).start()


def test_stopped_amid_an_epoch_keeps_and_judges_the_best_so_far(
    workspace: Path,
    store: RunStore,
    ask: Ask,
    work: Work,
    sees: Callable[..., RunRecord],
) -> None:
    run_id = ask(epochs=400, batch_size=2, optimiser="adamw", class_weights=False)
    stop_when(sees, store, run_id, lambda run: run.progress.get("epoch", 0) >= 3)
    run = work(run_id)
    epochs = store.epochs(run_id)
    assert run.state is RunState.STOPPED
    assert 2 <= len(epochs) < 400
    assert run.summary is not None
    assert run.summary["auc"] == pytest.approx(max(epoch.val_auc or 0 for epoch in epochs))
    assert (run_folder(workspace, run_id) / "model.keras").is_file()
    assert results.open_test(workspace, run_id)["test"]["images"] > 0


def test_stopped_before_its_first_epoch_has_no_results(
    workspace: Path,
    store: RunStore,
    ask: Ask,
    work: Work,
    sees: Callable[..., RunRecord],
) -> None:
    run_id = ask()
    stop_when(sees, store, run_id, lambda run: run.state is RunState.RUNNING)
    run = work(run_id)
    assert (run.state, run.summary, run.error) == (RunState.STOPPED, None, None)
    assert results.run_json(workspace, run_id)["validation"] is None
    with pytest.raises(results.ResultsError, match="stopped before its first epoch"):
        results.open_test(workspace, run_id)


def test_a_changed_dataset_fails_with_words(workspace: Path, ask: Ask, work: Work) -> None:
    run_id = ask()
    about = Library(workspace).load("lesions").folder / "dataset.json"
    digest = Library(workspace).load("lesions").digest
    about.write_text(about.read_text().replace(digest, "0" * 64))
    run = work(run_id)
    assert run.state is RunState.FAILED
    assert run.error == (
        "The dataset “lesions” has changed since this run was started. "
        "Start a new run on it as it is now."
    )
    assert [phase["name"] for phase in run.phases] == ["prepare"]


def test_a_run_keeps_the_version_of_the_dataset_it_was_asked_for(
    workspace: Path, ask: Ask, work: Work
) -> None:
    run_id = ask()
    before = Library(workspace).load("lesions")
    image = before.manifest.query("split == 'validation'")["image_id"].iloc[0]
    decide(before.folder, before.classes, Decision(Kind.EXCLUDE, (image,), "blurred", ""))
    assert Library(workspace).load("lesions").digest != before.digest
    run = work(run_id)
    assert run.state is RunState.SUCCEEDED
    judged = pd.read_parquet(run_folder(workspace, run_id) / "predictions.parquet")
    assert image in set(judged["image_id"])
    later = work(ask())
    judged = pd.read_parquet(run_folder(workspace, later.id) / "predictions.parquet")
    assert image not in set(judged["image_id"])
    assert len(judged) > 0


def test_a_deleted_dataset_fails_with_words(workspace: Path, ask: Ask, work: Work) -> None:
    run_id = ask()
    Library(workspace).delete("lesions")
    run = work(run_id)
    assert run.state is RunState.FAILED
    assert "“lesions”" in str(run.error)


def test_a_changed_design_fails_with_words(workspace: Path, ask: Ask, work: Work) -> None:
    run_id = ask()
    design = run_folder(workspace, run_id) / "design.json"
    design.write_text(design.read_text().replace('"units": 16', '"units": 17'))
    assert "was changed after the run was started" in str(work(run_id).error)


def test_a_loss_that_is_no_number_fails_with_words(
    workspace: Path, store: RunStore, ask: Ask, work: Work
) -> None:
    run = work(ask(layers=wide(16), epochs=30, learning_rate=10.0, optimiser="sgd"))
    assert run.state is RunState.FAILED
    assert "the loss is no longer a number" in str(run.error)
    assert "learning rate ten times smaller" in str(run.error)
    assert len(store.epochs(run.id)) < 30
    with pytest.raises(results.ResultsError, match="it failed"):
        results.open_test(workspace, run.id)


def wide(units: int) -> list[tuple[str, dict[str, Any]]]:
    """A network without anything that holds its numbers in bounds."""
    dense = ("Dense", {"units": units})
    return [("Input", {"height": 32, "width": 32}), ("Flatten", {}), dense, dense, CLASSIFIER]


CLASSIFIER: tuple[str, dict[str, Any]] = ("Classifier", {})


def rewrite(workspace: Path, **columns: Callable[[pd.DataFrame], object]) -> None:
    """Damages the manifest in place, as no import would."""
    path = Library(workspace).load("lesions").folder / "manifest.parquet"
    frame = pd.read_parquet(path)
    frame.assign(**columns).to_parquet(path)


def test_a_lesion_on_two_sides_fails_with_words(workspace: Path, ask: Ask, work: Work) -> None:
    run_id = ask()
    rewrite(workspace, group=lambda frame: frame["group"] * 0)
    assert "1 lesions are in more than one of train, validation and test" in str(work(run_id).error)


def test_a_class_with_nothing_to_learn_from_fails_with_words(
    workspace: Path, ask: Ask, work: Work
) -> None:
    run_id = ask()
    rewrite(
        workspace,
        label=lambda frame: np.where(frame["split"] == "train", "benign", frame["label"]),
    )
    assert "has no training image of “malignant”" in str(work(run_id).error)


@contextlib.contextmanager
def largest_file(size: int) -> Iterator[None]:
    """No file of this process may grow beyond ``size`` bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_fails_with_words_and_keeps_what_was_measured(
    workspace: Path, store: RunStore, ask: Ask, work: Work
) -> None:
    PixelStore.open(Library(workspace).load("lesions"), 32, 32)  # the network alone is too large
    run_id = ask(layers=wide(256), epochs=2, learning_rate=1e-5)
    with largest_file(1_500_000):
        run = work(run_id)
    assert run.state is RunState.FAILED
    assert str(run.error).startswith("The disk is full")
    assert [epoch.epoch for epoch in store.epochs(run_id)] == [1]
    assert checkpoints.newest(run_folder(workspace, run_id) / "checkpoints") is None
