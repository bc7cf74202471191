"""A worker holds its run, hears the wish to stop, and lets go when the run is another's."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from runs.store.models import Run
from runs.store.store import RunStore
from runs.training import heartbeat
from runs.training.heartbeat import LOST, TERMINATED, Heartbeat

HOLDER = """
import sys, time
from pathlib import Path
from runs.store.store import RunStore
from runs.training.heartbeat import Heartbeat
with RunStore(Path(sys.argv[1])) as store:
    store.claim(1, claim="mine")
    with Heartbeat(store, 1, "mine"):
        time.sleep(30)
        print("still writing")
"""


def soon(holds: Callable[[], bool], within: float = 5.0) -> bool:
    deadline = time.monotonic() + within
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return holds()


def test_the_wish_to_stop_is_heard(store: RunStore, queue: Callable[[], int]) -> None:
    run_id = queue()
    store.claim(run_id, claim="mine")
    with Heartbeat(store, run_id, "mine") as held:
        assert not held.ending
        store.request_stop(run_id)
        assert soon(lambda: held.ending)
        held.leave_if_terminated()  # stopping is not leaving


def test_it_beats(
    store: RunStore, queue: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_S", 0.2)
    monkeypatch.setattr(heartbeat, "LISTEN_S", 0.1)
    run_id = queue()
    store.claim(run_id, claim="mine")
    claimed = store.get(run_id).heartbeat_at
    with Heartbeat(store, run_id, "mine"):
        assert soon(lambda: store.get(run_id).heartbeat_at != claimed)


def test_terminated_without_a_wish_leaves_without_a_word(
    store: RunStore, queue: Callable[[], int]
) -> None:
    run_id = queue()
    store.claim(run_id, claim="mine")
    before = signal.getsignal(signal.SIGTERM)
    with Heartbeat(store, run_id, "mine") as held:
        os.kill(os.getpid(), signal.SIGTERM)
        assert held.ending
        with pytest.raises(SystemExit) as left:
            held.leave_if_terminated()
    assert left.value.code == TERMINATED
    assert store.get(run_id).state == "running"
    assert signal.getsignal(signal.SIGTERM) is before


def test_terminated_after_a_wish_stops_as_wished(store: RunStore, queue: Callable[[], int]) -> None:
    run_id = queue()
    store.claim(run_id, claim="mine")
    with Heartbeat(store, run_id, "mine") as held:
        store.request_stop(run_id)
        os.kill(os.getpid(), signal.SIGTERM)
        held.leave_if_terminated()


@pytest.mark.parametrize("fate", ["taken", "deleted"])
def test_a_lost_run_ends_the_process_at_once(
    workspace: Path, store: RunStore, queue: Callable[[], int], fate: str
) -> None:
    run_id = queue()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, workspace], cwd=Path(heartbeat.__file__).parents[2]
    )
    assert soon(lambda: store.get(run_id).state == "running", within=30)
    if fate == "taken":
        with store._writing() as connection:
            connection.execute(update(Run).values(claim="another's"))
    else:
        with store._writing() as connection:
            connection.execute(update(Run).values(state="queued", claim=None))
        store.stop_waiting(run_id)
        store.delete(run_id)
    assert holder.wait(20) == LOST
