"""Every move from every state, on every backend: allowed ones happen, others change nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from runs.store.errors import RunConflictError, RunMissingError, TooManyAttemptsError
from runs.store.states import RunState
from runs.store.store import RunStore

MOVES: dict[str, tuple[Callable[[RunStore, int], object], dict[RunState, RunState]]] = {
    "claim": (
        lambda store, run: store.claim(run, claim="me"),
        {RunState.QUEUED: RunState.RUNNING},
    ),
    "succeed": (
        lambda store, run: store.finish(run, claim="me", state=RunState.SUCCEEDED),
        {RunState.RUNNING: RunState.SUCCEEDED},
    ),
    "fail": (
        lambda store, run: store.finish(run, claim="me", state=RunState.FAILED, error="No room."),
        {RunState.RUNNING: RunState.FAILED},
    ),
    "stop": (
        lambda store, run: store.finish(run, claim="me", state=RunState.STOPPED),
        {RunState.RUNNING: RunState.STOPPED},
    ),
    "stop waiting": (
        lambda store, run: store.stop_waiting(run),
        {RunState.QUEUED: RunState.STOPPED, RunState.INTERRUPTED: RunState.STOPPED},
    ),
    "requeue": (
        lambda store, run: store.requeue(run),
        {RunState.INTERRUPTED: RunState.QUEUED},
    ),
    "request stop": (
        lambda store, run: store.request_stop(run),
        {RunState.RUNNING: RunState.RUNNING},
    ),
    "beat": (
        lambda store, run: store.beat(run, claim="me"),
        {RunState.RUNNING: RunState.RUNNING},
    ),
}


def bring_to(store: RunStore, run: int, state: RunState) -> None:
    if state is not RunState.QUEUED:
        store.claim(run, claim="me")
    if state is RunState.INTERRUPTED:
        assert store.interrupt_stale(0) == [run]
    elif state.finished:
        store.finish(run, claim="me", state=state, error="No room.")


@pytest.mark.parametrize("state", RunState)
@pytest.mark.parametrize("move", MOVES)
def test_a_move_happens_from_its_sources_and_nowhere_else(
    store: RunStore, waiting: int, state: RunState, move: str
) -> None:
    act, leads_to = MOVES[move]
    bring_to(store, waiting, state)
    before = store.get(waiting)
    if state in leads_to:
        act(store, waiting)
        assert store.get(waiting).state is leads_to[state]
        return
    with pytest.raises(RunConflictError) as refused:
        act(store, waiting)
    assert refused.value.state is state
    after = store.get(waiting)
    assert after.model_dump(exclude={"read_at"}) == before.model_dump(exclude={"read_at"})


@pytest.mark.parametrize("move", MOVES)
def test_a_run_that_is_not_there_is_named(store: RunStore, move: str) -> None:
    with pytest.raises(RunMissingError, match="There is no run 7"):
        MOVES[move][0](store, 7)


@pytest.mark.parametrize("move", ["succeed", "fail", "stop", "beat"])
def test_a_worker_without_the_claim_changes_nothing(
    store: RunStore, waiting: int, move: str
) -> None:
    store.claim(waiting, claim="somebody else")
    with pytest.raises(RunConflictError, match=r"Run 1 cannot .*: it is running"):
        MOVES[move][0](store, waiting)
    assert store.get(waiting).claim == "somebody else"


def test_a_claim_sets_holder_heartbeat_and_attempt_at_once(store: RunStore, waiting: int) -> None:
    store.claim(waiting, claim="me")
    run = store.get(waiting)
    assert (run.claim, run.attempt) == ("me", 1)
    assert run.heartbeat_at == run.progress_at == run.started_at
    assert run.heartbeat_at is not None
    assert abs(run.heartbeat_at - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_finished_run_keeps_what_its_worker_said(store: RunStore, running: int) -> None:
    phases = [{"name": "train", "seconds": 4.5, "images_per_second": 80.0}]
    store.finish(
        running,
        claim="me",
        state=RunState.SUCCEEDED,
        summary={"auc": 0.87, "auc_low": float("nan")},
        phases=phases,
        peak_memory_mb=812.5,
        seconds=4.5,
    )
    run = store.get(running)
    assert run.summary == {"auc": 0.87, "auc_low": None}
    assert (run.phases, run.peak_memory_mb, run.seconds) == (phases, 812.5, 4.5)
    assert run.claim is None
    assert run.ended_at is not None


def test_an_ending_must_be_an_ending(store: RunStore, running: int) -> None:
    with pytest.raises(ValueError, match="Expected one of succeeded, stopped, failed"):
        store.finish(running, claim="me", state=RunState.QUEUED)


def test_a_fourth_attempt_is_refused_in_a_sentence(store: RunStore, waiting: int) -> None:
    for attempt in (1, 2, 3):
        store.claim(waiting, claim="me")
        assert store.get(waiting).attempt == attempt
        store.interrupt_stale(0)
        if attempt < 3:
            store.requeue(waiting)
    with pytest.raises(TooManyAttemptsError, match="Run 1 was interrupted 3 times") as refused:
        store.requeue(waiting)
    assert "start a new run" in refused.value.hint
    assert store.get(waiting).state is RunState.INTERRUPTED
    store.stop_waiting(waiting)


def test_an_interrupted_run_says_why_and_a_requeued_one_begins_clean(
    store: RunStore, running: int
) -> None:
    store.request_stop(running)
    store.interrupt_stale(0)
    run = store.get(running)
    assert run.error is not None
    assert "ended without a word" in run.error
    assert run.claim is None
    store.requeue(running)
    run = store.get(running)
    assert (run.error, run.heartbeat_at, run.stop_requested_at) == (None, None, None)


def test_the_wish_to_stop_reaches_the_worker_with_its_beat(store: RunStore, running: int) -> None:
    assert store.beat(running, claim="me") is False
    store.request_stop(running)
    asked = store.get(running).stop_requested_at
    assert store.beat(running, claim="me") is True
    store.request_stop(running)
    assert store.get(running).stop_requested_at == asked


def test_the_reaper_spares_a_run_that_beats_and_runs_it_was_not_asked_about(
    store: RunStore, running: int
) -> None:
    assert store.interrupt_stale(30) == []
    assert store.interrupt_stale(0, among=[]) == []
    assert store.interrupt_stale(0, among=[running + 1]) == []
    assert store.interrupt_stale(0, among=[running]) == [running]


def test_the_queue_is_served_in_order_and_a_resumed_run_joins_its_end(
    store: RunStore, queue: Callable[..., int]
) -> None:
    first, second = queue(), queue()
    assert store.next_queued() == first
    store.claim(first, claim="me")
    assert store.next_queued() == second
    store.interrupt_stale(0)
    store.requeue(first)
    assert store.next_queued() == second
    store.stop_waiting(second)
    assert store.next_queued() == first
    store.stop_waiting(first)
    assert store.next_queued() is None


def test_nobody_sees_a_run_before_it_is_ready(store: RunStore, queue: Callable[..., int]) -> None:
    seen = []
    run = queue(before_visible=lambda run_id: seen.append((run_id, store.next_queued())))
    assert seen == [(run, None)]


def test_a_run_that_could_not_be_made_ready_was_never_there(
    store: RunStore, queue: Callable[..., int]
) -> None:
    def refuse(run_id: int) -> None:
        raise OSError(f"no room for {run_id}")

    with pytest.raises(OSError, match="no room for"):
        queue(before_visible=refuse)
    assert store.list() == []


def test_only_finished_runs_can_be_deleted_and_no_number_is_given_twice(
    store: RunStore, queue: Callable[..., int]
) -> None:
    run = queue()
    with pytest.raises(RunConflictError, match="cannot be deleted before it is finished"):
        store.delete(run)
    store.stop_waiting(run)
    store.delete(run)
    with pytest.raises(RunMissingError):
        store.get(run)
    assert queue() > run
