"""The queue, with real worker processes: started, killed, stopped, resumed."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from runs.store.errors import RunConflictError, RunMissingError, TooManyAttemptsError
from runs.store.records import RunRecord
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher, process
from runs.training.launcher import Patience
from runs.training.process import Identity
from runs.training.starting import last_launch
from runs.workspace import run_folder

Queue = Callable[[], int]
Stub = Callable[[str], list[str]]
Until = Callable[[int, Callable[[RunRecord], object]], RunRecord]
Gone = Callable[[Identity], None]
QUICK = Patience(gone_s=0.3)


def is_running(run: RunRecord) -> bool:
    return run.state is RunState.RUNNING


def worker_of(run: RunRecord) -> Identity:
    worker = Identity.from_claim(run.claim or "")
    assert worker is not None
    return worker


def log(workspace: Path, run_id: int) -> str:
    return (run_folder(workspace, run_id) / "log.txt").read_text(encoding="utf-8")


def test_a_run_is_trained_in_a_process_of_its_own_and_its_output_kept(
    workspace: Path, queue: Queue, stub: Stub, until: Until, store: RunStore
) -> None:
    run_id = queue()
    assert launcher.start_next(workspace, worker=stub("diligent")) == run_id
    run = until(run_id, lambda run: run.state.finished)
    assert (run.state, run.summary, run.attempt) == (RunState.SUCCEEDED, {"auc": 0.8}, 1)
    assert [epoch.loss for epoch in store.epochs(run_id)] == [0.5, 0.5]
    assert log(workspace, run_id) == f"diligent took up run {run_id}\n"


def test_the_queue_goes_on_by_itself_when_a_worker_ends(
    workspace: Path, queue: Queue, stub: Stub, until: Until, store: RunStore
) -> None:
    runs = [queue(), queue(), queue()]
    launcher.start_next(workspace, worker=stub("diligent"))
    until(runs[-1], lambda run: run.state.finished)
    ended = [run.ended_at for run in reversed(store.list())]
    assert ended == sorted(moment for moment in ended if moment)


def test_only_one_is_trained_at_a_time_however_many_sessions_ask(
    workspace: Path, queue: Queue, stub: Stub, until: Until
) -> None:
    first, second = queue(), queue()
    with ThreadPoolExecutor(8) as pool:
        tries = [
            pool.submit(launcher.start_next, workspace, worker=stub("deaf")) for _ in range(16)
        ]
    assert [done.result() for done in tries if done.result()] == [first]
    until(first, is_running)
    assert launcher.start_next(workspace, worker=stub("deaf")) is None
    assert until(second, lambda _run: True).state is RunState.QUEUED


def test_four_processes_asking_at_once_start_one_worker(
    workspace: Path, queue: Queue, stub: Stub, until: Until
) -> None:
    first, _second = queue(), queue()
    ask = (
        "import sys, pathlib; from runs.training.starting import start_next;"
        "print(start_next(pathlib.Path(sys.argv[1]), worker=sys.argv[2:]))"
    )
    command = [sys.executable, "-c", ask, str(workspace), *stub("deaf")]
    askers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    answers = [asker.communicate(timeout=60)[0].strip() for asker in askers]
    assert sorted(answers) == sorted([str(first), "None", "None", "None"])
    process.kill(worker_of(until(first, is_running)))


def test_a_worker_outlives_the_process_that_started_it(
    workspace: Path, queue: Queue, stub: Stub, until: Until
) -> None:
    run_id = queue()
    ask = (
        "import sys, pathlib; from runs.training.starting import start_next;"
        "start_next(pathlib.Path(sys.argv[1]), worker=sys.argv[2:])"
    )
    subprocess.run([sys.executable, "-c", ask, str(workspace), *stub("polite")], check=True)
    run = until(run_id, is_running)
    launcher.stop(workspace, run_id)
    assert until(run_id, lambda run: run.state.finished).state is RunState.STOPPED
    process.kill(worker_of(run))


def test_killed_interrupted_resumed_three_times_and_no_more(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id = queue()
    launcher.start_next(workspace, worker=stub("deaf"))
    for attempt in (1, 2, 3):
        run = until(run_id, is_running)
        assert run.attempt == attempt
        assert launcher.reap(workspace, patience=Patience(gone_s=0, beat_s=0)) == []
        process.kill(worker_of(run))
        gone(worker_of(run))
        run = launcher.wait(workspace, run_id, worker=stub("deaf"), patience=QUICK, poll_s=0.1)
        assert run.state is RunState.INTERRUPTED
        assert "ended without a word" in (run.error or "")
        if attempt < 3:
            launcher.resume(workspace, run_id, worker=stub("deaf"))
    with pytest.raises(TooManyAttemptsError, match="was interrupted 3 times"):
        launcher.resume(workspace, run_id, worker=stub("deaf"))
    assert log(workspace, run_id).count("took up run") == 3


def test_a_killed_worker_does_not_hold_up_the_queue(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    first, second = queue(), queue()
    launcher.start_next(workspace, worker=stub("deaf"))
    worker = worker_of(until(first, is_running))
    process.kill(worker)
    gone(worker)
    run = launcher.wait(workspace, second, worker=stub("diligent"), patience=QUICK, poll_s=0.1)
    assert run.state is RunState.SUCCEEDED


def test_a_waiting_run_stops_at_once(workspace: Path, queue: Queue, store: RunStore) -> None:
    run_id = queue()
    launcher.stop(workspace, run_id)
    assert store.get(run_id).state is RunState.STOPPED
    with pytest.raises(RunConflictError, match="was already stopped"):
        launcher.stop(workspace, run_id)
    with pytest.raises(RunMissingError):
        launcher.stop(workspace, run_id + 1)


def test_a_polite_worker_stops_by_itself_and_is_helped_out_of_the_door(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id, next_id = queue(), queue()
    launcher.start_next(workspace, worker=stub("polite"))
    worker = worker_of(until(run_id, is_running))
    launcher.stop(workspace, run_id)
    until(run_id, lambda run: run.state is RunState.STOPPED)
    launcher.supervise(workspace, worker=stub("diligent"))
    assert worker.alive
    launcher.supervise(workspace, worker=stub("diligent"), patience=Patience(linger_s=0))
    gone(worker)
    launcher.supervise(workspace, worker=stub("diligent"))
    until(next_id, lambda run: run.state is RunState.SUCCEEDED)


def test_a_worker_whose_run_was_deleted_is_ended(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id = queue()
    launcher.start_next(workspace, worker=stub("polite"))
    worker = worker_of(until(run_id, is_running))
    launcher.stop(workspace, run_id)
    until(run_id, lambda run: run.state is RunState.STOPPED)
    launcher.delete(workspace, run_id)
    launcher.reap(workspace)
    gone(worker)


def test_a_worker_that_does_not_stop_is_told_to_end(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id = queue()
    launcher.start_next(workspace, worker=stub("deaf"))
    worker = worker_of(until(run_id, is_running))
    launcher.stop(workspace, run_id)
    launcher.reap(workspace)
    assert worker.alive
    launcher.reap(workspace, patience=Patience(term_s=0))
    gone(worker)
    run = launcher.wait(workspace, run_id, patience=QUICK, poll_s=0.1)
    assert run.state is RunState.STOPPED


def test_a_worker_that_will_not_be_told_is_ended(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id = queue()
    launcher.start_next(workspace, worker=stub("stubborn"))
    worker = worker_of(until(run_id, is_running))
    launcher.stop(workspace, run_id)
    launcher.reap(workspace, patience=Patience(term_s=0))
    until(run_id, lambda _run: "TERM? Never." in log(workspace, run_id))
    assert worker.alive
    launcher.reap(workspace, patience=Patience(term_s=0, kill_s=0))
    gone(worker)
    run = launcher.wait(workspace, run_id, patience=QUICK, poll_s=0.1)
    assert run.state is RunState.STOPPED


def test_a_worker_that_still_gets_on_is_given_time_but_not_for_ever(
    workspace: Path, queue: Queue, stub: Stub, until: Until, gone: Gone
) -> None:
    run_id = queue()
    launcher.start_next(workspace, worker=stub("busy"))
    worker = worker_of(until(run_id, is_running))
    launcher.stop(workspace, run_id)
    until(run_id, _asked_seconds_ago(3))
    launcher.reap(workspace, patience=Patience(term_s=3, kill_s=3))
    until(run_id, _asked_seconds_ago(4))
    assert worker.alive
    launcher.reap(workspace, patience=Patience(most_s=3))
    gone(worker)


def _asked_seconds_ago(seconds: float) -> Callable[[RunRecord], bool]:
    def holds(run: RunRecord) -> bool:
        assert run.stop_requested_at is not None
        return (run.read_at - run.stop_requested_at).total_seconds() >= seconds

    return holds


def test_a_worker_that_dies_before_it_begins_is_tried_three_times_then_told(
    workspace: Path, queue: Queue, stub: Stub, gone: Gone
) -> None:
    run_id = queue()
    for _ in range(3):
        assert launcher.start_next(workspace, worker=stub("stillborn")) == run_id
        launch = last_launch(workspace)
        assert launch is not None
        gone(launch.worker)
    run = launcher.wait(workspace, run_id, worker=stub("stillborn"))
    assert run.state is RunState.FAILED
    assert run.error == (
        "The training program ended 3 times before it began. Its last words were: "
        "ModuleNotFoundError: No module named 'tensorflow'"
    )


def test_a_run_whose_folder_is_gone_fails_and_the_next_one_starts(
    workspace: Path, queue: Queue, stub: Stub, until: Until, store: RunStore
) -> None:
    broken, whole = queue(), queue()
    run_folder(workspace, broken).rmdir()
    assert launcher.start_next(workspace, worker=stub("diligent")) == whole
    run = store.get(broken)
    assert run.state is RunState.FAILED
    assert "could not be started" in (run.error or "")
    until(whole, lambda run: run.state is RunState.SUCCEEDED)


def test_waiting_tells_every_change_once(workspace: Path, queue: Queue, stub: Stub) -> None:
    run_id = queue()
    told: list[RunState] = []
    run = launcher.wait(
        workspace, run_id, lambda run: told.append(run.state), worker=stub("diligent"), poll_s=0.05
    )
    assert run.state is RunState.SUCCEEDED
    assert (told[0], told[-1]) == (RunState.QUEUED, RunState.SUCCEEDED)
    assert len(told) <= 5


def test_a_run_of_another_computer_is_judged_by_its_beat_alone(
    workspace: Path, queue: Queue, store: RunStore
) -> None:
    run_id = queue()
    store.claim(run_id, claim="another-computer/1/0.00/abc")
    assert launcher.reap(workspace) == []
    assert launcher.reap(workspace, patience=Patience(beat_s=0)) == [run_id]


def test_a_worker_that_lives_is_spared_however_late_its_beat(
    workspace: Path, queue: Queue, store: RunStore
) -> None:
    run_id = queue()
    store.claim(run_id, claim=process.new_claim())
    assert launcher.reap(workspace, patience=Patience(beat_s=0, gone_s=0)) == []
    assert store.get(run_id).state is RunState.RUNNING


def test_stopping_and_starting_at_once_never_loses_the_wish(
    workspace: Path, queue: Queue, store: RunStore
) -> None:
    for _ in range(10):
        run_id = queue()
        taken = threading.Thread(target=_claim_or_not, args=(store, run_id))
        taken.start()
        launcher.stop(workspace, run_id)
        taken.join()
        run = store.get(run_id)
        assert run.state is RunState.STOPPED or run.stop_requested_at is not None


def _claim_or_not(store: RunStore, run_id: int) -> None:
    try:
        store.claim(run_id, claim="me")
    except RunConflictError:
        return


def test_a_deleted_run_takes_its_files_with_it(
    workspace: Path, queue: Queue, store: RunStore
) -> None:
    run_id = queue()
    (run_folder(workspace, run_id) / "model.keras").write_bytes(b"weights")
    with pytest.raises(RunConflictError):
        launcher.delete(workspace, run_id)
    assert run_folder(workspace, run_id).is_dir()
    launcher.stop(workspace, run_id)
    launcher.delete(workspace, run_id)
    assert not run_folder(workspace, run_id).exists()
    assert store.list() == []
