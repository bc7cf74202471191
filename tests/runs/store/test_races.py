"""Many at once: exactly one wins, nothing is lost, nobody is told that the database is locked."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from runs.store.errors import RunConflictError
from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore

THREADS = 16
PROCESSES = 4

RACER = """
import sys, time
from runs.store.errors import RunConflictError
from runs.store.store import RunStore
url, start, runs = sys.argv[1], float(sys.argv[2]), [int(run) for run in sys.argv[3:]]
with RunStore(url) as store:
    time.sleep(max(0.0, start - time.time()))
    for run in runs:
        try:
            store.claim(run, claim=sys.argv[0] + str(run))
            print(run)
        except RunConflictError:
            pass
"""


def race(act: Callable[[int], object], contenders: int = THREADS) -> list[int]:
    """Let all act at the same moment; returns who was not refused."""
    start = Barrier(contenders)

    def contend(number: int) -> int | None:
        start.wait()
        try:
            act(number)
        except RunConflictError:
            return None
        return number

    with ThreadPoolExecutor(contenders) as pool:
        return [n for n in pool.map(contend, range(contenders)) if n is not None]


def test_of_sixteen_threads_one_takes_up_the_run(store: RunStore, waiting: int) -> None:
    (winner,) = race(lambda n: store.claim(waiting, claim=f"worker {n}"))
    run = store.get(waiting)
    assert (run.claim, run.attempt) == (f"worker {winner}", 1)


def test_of_sixteen_threads_one_resumes_and_one_ends_the_run(store: RunStore, running: int) -> None:
    store.interrupt_stale(0)
    assert len(race(lambda _n: store.requeue(running))) == 1
    store.claim(running, claim="me")
    endings = [RunState.SUCCEEDED, RunState.STOPPED]
    (winner,) = race(lambda n: store.finish(running, claim="me", state=endings[n % 2]))
    assert store.get(running).state is endings[winner % 2]


def test_stopping_and_taking_up_a_waiting_run_exclude_each_other(
    store: RunStore, queue: Callable[..., int]
) -> None:
    def act(number: int) -> None:
        if number == 0:
            store.claim(run, claim="me")
        else:
            store.stop_waiting(run)

    for _ in range(10):
        run = queue()
        (winner,) = race(act, contenders=2)
        assert store.get(run).state is (RunState.RUNNING, RunState.STOPPED)[winner]


def test_four_processes_share_forty_runs_without_quarrel(
    store: RunStore, url: str, queue: Callable[..., int]
) -> None:
    runs = [queue() for _ in range(40)]
    start = str(time.time() + 3)
    command = [sys.executable, "-c", RACER, url, start, *map(str, runs)]
    racers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(PROCESSES)
    ]
    won = [int(run) for racer in racers for run in racer.communicate(timeout=60)[0].split()]
    assert sorted(won) == runs
    assert {run.attempt for run in store.list()} == {1}


def test_four_processes_may_open_a_new_workspace_at_once(url: str) -> None:
    command = [sys.executable, "-c", RACER, url, "0"]
    racers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(PROCESSES)
    ]
    assert [racer.communicate(timeout=60)[0] for racer in racers] == [""] * PROCESSES
    assert [racer.returncode for racer in racers] == [0] * PROCESSES


def test_a_beat_and_the_reaper_at_once_leave_the_run_alive_or_interrupted_never_both(
    store: RunStore, running: int
) -> None:
    def act(number: int) -> None:
        if number % 2:
            store.interrupt_stale(0)
        else:
            store.beat(running, claim="me")

    race(act)
    assert store.get(running).state is RunState.INTERRUPTED
    assert store.get(running).claim is None


def test_many_writers_of_one_epoch_leave_one_row(store: RunStore, running: int) -> None:
    records = [EpochRecord(phase="train", epoch=1, loss=float(n)) for n in range(THREADS)]
    race(lambda n: store.record_epoch(running, records[n], claim="me"))
    (kept,) = store.epochs(running)
    assert kept in records


def test_readers_are_not_kept_waiting_by_a_writer(
    store: RunStore, queue: Callable[..., int]
) -> None:
    first = queue()
    seen: list[int] = []
    queue(before_visible=lambda _run: seen.extend(run.id for run in store.list()))
    assert seen == [first]
