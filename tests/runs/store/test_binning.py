"""The bin: out of sight with all that a run has, brought back, and deleted on purpose."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from runs.store.engine import open_engine
from runs.store.errors import RunConflictError
from runs.store.listing import Wanted
from runs.store.records import EpochRecord
from runs.store.states import RunState
from runs.store.store import RunStore

Queue = Callable[..., int]


@pytest.fixture
def done(store: RunStore, running: int) -> int:
    store.record_epoch(running, EpochRecord(phase="train", epoch=1), claim="me")
    store.finish(running, claim="me", state=RunState.SUCCEEDED, summary={"auc": 0.8})
    store.open_test(running)
    return running


def test_a_run_in_the_bin_is_out_of_sight_and_whole_when_it_comes_back(
    store: RunStore, done: int
) -> None:
    before = store.get(done)
    store.tag(done, add=["keep"])
    store.throw_away(done)
    assert (store.list(), store.lines()) == ([], [])
    assert [line.id for line in store.lines(Wanted(binned=True))] == [done]
    first = store.get(done).binned_at
    assert first is not None
    store.throw_away(done)
    assert store.get(done).binned_at == first
    store.bring_back(done)
    after = store.get(done)
    unchanged = {"read_at", "tags"}
    assert after.model_dump(exclude=unchanged) == before.model_dump(exclude=unchanged)
    assert after.tags == ("keep",)
    assert len(store.epochs(done)) == 1
    assert store.lines(Wanted(binned=True)) == []


def test_openings_stay_counted_in_the_bin_and_after_it(store: RunStore, done: int) -> None:
    digest = store.get(done).dataset_digest
    store.throw_away(done)
    assert store.times_opened(digest) == 1
    store.delete(done)
    assert store.times_opened(digest) == 1


def test_what_was_brought_back_is_not_deleted_with_the_bin(store: RunStore, done: int) -> None:
    store.throw_away(done)
    store.bring_back(done)
    with pytest.raises(RunConflictError, match="out of which it was taken"):
        store.delete(done, binned=True)
    store.throw_away(done)
    store.delete(done, binned=True)
    assert store.list(binned=None) == []


def test_what_waits_or_learns_cannot_be_thrown_away(store: RunStore, queue: Queue) -> None:
    waiting, running = queue(), queue()
    store.claim(running, claim="me")
    for run in (waiting, running):
        with pytest.raises(RunConflictError, match="cannot be put into the bin before it is fin"):
            store.throw_away(run)
    store.stop_waiting(waiting)
    with pytest.raises(RunConflictError):
        store.throw_away(waiting, running)
    assert store.get(waiting).binned_at is None


def test_the_database_itself_keeps_what_is_at_work_out_of_the_bin(
    store: RunStore, url: str, running: int
) -> None:
    engine = open_engine(url)
    with pytest.raises(DBAPIError, match="only_finished_in_the_bin"), engine.begin() as connection:
        connection.execute(text("UPDATE runs SET binned_at = created_at"))
    engine.dispose()
    assert store.get(running).binned_at is None
