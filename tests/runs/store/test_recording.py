from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import pytest
from pydantic import ValidationError

from runs.store.errors import RunConflictError, RunMissingError
from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore


def epoch(number: int, phase: str = "train", **measured: float) -> EpochRecord:
    return EpochRecord.model_validate({"phase": phase, "epoch": number} | measured)


def test_epochs_come_back_as_they_were_measured(store: RunStore, running: int) -> None:
    whole = EpochRecord(
        phase="head",
        epoch=1,
        loss=0.61,
        accuracy=0.7,
        val_loss=0.65,
        val_accuracy=0.68,
        val_auc=0.74,
        learning_rate=1e-3,
        seconds=12.5,
        images_per_second=81.0,
    )
    store.record_epoch(running, whole, claim="me")
    assert store.epochs(running) == [whole]


def test_a_resumed_run_replaces_the_epoch_it_repeats_and_keeps_the_order(
    store: RunStore, running: int
) -> None:
    for phase, number in (("head", 1), ("head", 2), ("all", 1)):
        store.record_epoch(running, epoch(number, phase, loss=1.0), claim="me")
    store.interrupt_stale(0)
    store.requeue(running)
    store.claim(running, claim="me again")
    store.record_epoch(running, epoch(2, "head", loss=0.5), claim="me again")
    assert [(e.phase, e.epoch, e.loss) for e in store.epochs(running)] == [
        ("head", 1, 1.0),
        ("head", 2, 0.5),
        ("all", 1, 1.0),
    ]


def test_a_worker_that_lost_the_run_writes_nothing(store: RunStore, running: int) -> None:
    store.interrupt_stale(0)
    store.requeue(running)
    store.claim(running, claim="another")
    with pytest.raises(RunConflictError, match="cannot be written to by this worker"):
        store.record_epoch(running, epoch(1), claim="me")
    with pytest.raises(RunConflictError, match="cannot be written to by this worker"):
        store.set_progress(running, claim="me", step=1)
    assert store.epochs(running) == []
    assert store.get(running).progress == {}


def test_a_diverged_loss_is_kept_as_no_number(store: RunStore, running: int) -> None:
    store.record_epoch(running, epoch(1, loss=math.nan, val_loss=math.inf, seconds=1), claim="me")
    (kept,) = store.epochs(running)
    assert (kept.loss, kept.val_loss, kept.seconds) == (None, None, 1.0)


@pytest.mark.parametrize("wrong", [{"accuracy": 1.2}, {"epoch": 0}, {"seconds": -1}, {"phase": ""}])
def test_a_measurement_that_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        EpochRecord.model_validate({"phase": "train", "epoch": 1} | wrong)


def test_progress_is_replaced_and_moves_both_clocks(store: RunStore, running: int) -> None:
    before = store.get(running)
    store.set_progress(running, claim="me", phase="train", step=3, steps=40, seconds_left=12.5)
    store.set_progress(running, claim="me", phase="train", step=4, steps=40)
    after = store.get(running)
    assert after.progress == {"phase": "train", "step": 4, "steps": 40}
    assert before.progress_at is not None
    assert after.progress_at is not None
    assert after.progress_at > before.progress_at
    assert after.heartbeat_at == after.progress_at


def test_phases_behind_the_run_are_kept_until_its_end(store: RunStore, running: int) -> None:
    phases = [{"name": "head", "seconds": 3.5, "images_per_second": 80.0}]
    store.set_phases(running, phases, claim="me")
    assert store.get(running).phases == phases
    store.finish(running, claim="me", state=RunState.SUCCEEDED)
    assert store.get(running).phases == phases


def test_of_a_new_attempt_no_phase_is_behind(store: RunStore, running: int) -> None:
    phases = [{"name": "prepare", "seconds": 3.5, "images_per_second": None}]
    store.set_phases(running, phases, claim="me")
    assert store.interrupt_stale(0) == [running]
    assert store.get(running).phases == phases
    store.requeue(running)
    store.claim(running, claim="another")
    assert store.get(running).phases == []


def test_a_beat_alone_does_not_look_like_progress(store: RunStore, running: int) -> None:
    store.beat(running, claim="me")
    run = store.get(running)
    assert run.heartbeat_at is not None
    assert run.progress_at is not None
    assert run.heartbeat_at > run.progress_at


def test_every_look_at_the_test_set_counts_for_ever(
    store: RunStore, queue: Callable[..., int]
) -> None:
    first, second = queue(), queue()
    for run in (first, second):
        store.claim(run, claim="me")
        store.finish(run, claim="me", state=RunState.SUCCEEDED)
    assert [store.open_test(first), store.open_test(first), store.open_test(second)] == [1, 2, 1]
    assert store.get(first).test_opened == 2
    assert [run.test_opened for run in store.list()] == [1, 2]
    store.delete(first)
    assert store.times_opened("a" * 64) == 3
    assert store.times_opened("b" * 64) == 0


def test_a_run_without_results_has_no_test_to_open(store: RunStore, running: int) -> None:
    with pytest.raises(RunConflictError, match="cannot show results on its test set: it is run"):
        store.open_test(running)
    assert store.times_opened("a" * 64) == 0


def test_runs_are_listed_newest_first_and_by_state(
    store: RunStore, queue: Callable[..., int]
) -> None:
    first, second, third = queue(), queue(name="Second"), queue()
    store.stop_waiting(second)
    assert [run.id for run in store.list()] == [third, second, first]
    assert [run.name for run in store.list(states=[RunState.STOPPED])] == ["Second"]


def test_people_may_star_and_rename_a_run(store: RunStore, running: int) -> None:
    store.star(running, starred=True)
    store.rename(running, "The good one")
    run = store.get(running)
    assert (run.starred, run.name, run.state) == (True, "The good one", RunState.RUNNING)


def test_a_run_that_is_gone_cannot_be_renamed(store: RunStore, running: int) -> None:
    with pytest.raises(RunMissingError, match=f"There is no run {running + 1}"):
        store.rename(running + 1, "The good one")


@pytest.mark.parametrize("number", [0, -1, 2**31, 10**30])
def test_a_number_that_no_run_can_have_is_no_run(store: RunStore, number: int) -> None:
    for asked in (
        store.get,
        store.throw_away,
        store.bring_back,
        store.delete,
        partial(store.star, starred=True),
        partial(store.tag, add=["one"]),
        partial(store.write_note, text="A note."),
    ):
        with pytest.raises(RunMissingError):
            asked(number)
