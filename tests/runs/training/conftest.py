"""A workspace with a queue, and stub workers that are real processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes import none_outlives

from runs.store.records import RunRecord
from runs.store.store import RunStore
from runs.training import process
from runs.training.process import Identity
from runs.training.starting import last_launch
from runs.workspace import run_folder

STUB = Path(__file__).with_name("stub_worker.py")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    """An empty workspace; no worker outlives the test."""
    with none_outlives():
        yield tmp_path
    last = last_launch(tmp_path)
    if last is not None:
        process.kill(last.worker)


@pytest.fixture
def store(workspace: Path) -> Iterator[RunStore]:
    """The workspace's store."""
    with RunStore(workspace) as opened:
        yield opened


@pytest.fixture
def queue(workspace: Path, store: RunStore) -> Callable[[], int]:
    """Puts a run with its folder into the queue."""

    def insert() -> int:
        return store.create(
            name="First try",
            design_name="Two-convolution CNN",
            design_digest="a" * 64,
            dataset="demo",
            dataset_digest="a" * 64,
            recipe={},
            seed=0,
            epochs_planned=2,
            before_visible=lambda run_id: run_folder(workspace, run_id).mkdir(parents=True),
        )

    return insert


@pytest.fixture
def stub() -> Callable[[str], list[str]]:
    """The command of a worker of the given character."""
    return lambda character: [sys.executable, str(STUB), character]


@pytest.fixture
def until(store: RunStore) -> Callable[..., RunRecord]:
    """Waits until a run is as a test needs it; fails after half a minute."""

    def wait(run_id: int, holds: Callable[[RunRecord], object]) -> RunRecord:
        deadline = time.monotonic() + 30
        while not holds(run := store.get(run_id)):
            assert time.monotonic() < deadline, f"still {run}"
            time.sleep(0.05)
        return run

    return wait


@pytest.fixture
def gone() -> Callable[[Identity], None]:
    """Waits until a process is gone; fails after half a minute."""

    def wait(worker: Identity) -> None:
        deadline = time.monotonic() + 30
        while worker.alive:
            assert time.monotonic() < deadline, f"{worker} still lives"
            time.sleep(0.05)

    return wait
