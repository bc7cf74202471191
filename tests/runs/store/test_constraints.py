"""What the database itself refuses, whoever writes to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from runs.store.engine import open_engine
from runs.store.records import EpochRecord
from runs.store.store import RunStore

REFUSED = {
    "state_known": "UPDATE runs SET state = 'paused', claim = NULL",
    "held_while_running": "UPDATE runs SET claim = NULL WHERE state = 'running'",
    "running_beats": "UPDATE runs SET heartbeat_at = NULL WHERE state = 'running'",
    "running_was_attempted": "UPDATE runs SET attempt = 0 WHERE state = 'running'",
    "end_is_dated": "UPDATE runs SET state = 'succeeded', claim = NULL",
    "failure_says_why": (
        "UPDATE runs SET state = 'failed', claim = NULL, ended_at = created_at, error = NULL"
    ),
    "attempts_bounded": "UPDATE runs SET attempt = 4",
    "design_digest_whole": "UPDATE runs SET design_digest = 'abc'",
    "dataset_digest_whole": "UPDATE runs SET dataset_digest = 'abc'",
    "name_given": "UPDATE runs SET name = ''",
    "seed_not_negative": "UPDATE runs SET seed = -1",
    "epochs_not_negative": "UPDATE runs SET epochs_planned = -1",
    "counted_from_one": "UPDATE epochs SET epoch = 0",
    "seconds_not_negative": "UPDATE epochs SET seconds = -1",
    "ck_epochs_accuracy_is_a_share": "UPDATE epochs SET accuracy = 1.5",
    "val_accuracy_is_a_share": "UPDATE epochs SET val_accuracy = -0.5",
    "val_auc_is_a_share": "UPDATE epochs SET val_auc = 1.5",
    "test_openings_dataset_digest_whole": (
        "INSERT INTO test_openings (dataset_digest, opened_at) VALUES ('abc', '2026-01-01')"
    ),
}


@pytest.fixture
def held(store: RunStore, running: int) -> int:
    """A running run with one epoch."""
    store.record_epoch(running, EpochRecord(phase="train", epoch=1), claim="me")
    return running


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("constraint", REFUSED)
def test_the_database_refuses(url: str, constraint: str) -> None:
    engine = open_engine(url)
    with pytest.raises(DBAPIError, match=constraint), engine.begin() as connection:
        connection.execute(text(REFUSED[constraint]))
    engine.dispose()


def test_an_epoch_is_there_once_and_belongs_to_a_run(held: int, url: str) -> None:
    engine = open_engine(url)
    insert = "INSERT INTO epochs (run_id, phase, epoch, seconds) VALUES (:run, 'train', 1, 0)"
    for run in (held, held + 1):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(text(insert), {"run": run})
    engine.dispose()


def test_the_name_of_a_run_is_held_by_the_store_too(
    store: RunStore, queue: Callable[..., int]
) -> None:
    with pytest.raises(DBAPIError, match="name_given"):
        queue(name="")
    assert store.list() == []
