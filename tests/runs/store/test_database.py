"""How the database is opened, and how one of an older or newer studio is met."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from runs.store import clock
from runs.store.engine import open_engine, writing
from runs.store.errors import StoreError
from runs.store.listing import Wanted
from runs.store.migrations.apply import configuration
from runs.store.models import Base
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.store.upgrade import HEAD

OLD = Path(__file__).parent / "old"
OPENS = """
import sys, pathlib
from runs.store.store import RunStore
RunStore(pathlib.Path(sys.argv[1])).close()
print([name for name in ("alembic", "pandas", "keras", "tensorflow") if name in sys.modules])
"""


def test_the_newest_revision_is_the_one_that_opening_looks_for() -> None:
    assert ScriptDirectory.from_config(configuration()).get_heads() == [HEAD]


def test_the_revisions_make_the_tables_that_the_models_declare(url: str) -> None:
    RunStore(url).close()
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_revisions_make_the_constraints_that_the_models_declare(tmp_path: Path) -> None:
    RunStore(tmp_path).close()
    migrated = create_engine(f"sqlite:///{tmp_path / 'studio.db'}")
    declared = create_engine("sqlite://")
    Base.metadata.create_all(declared)
    for table in Base.metadata.tables:
        made, meant = (
            {c["name"]: c["sqltext"] for c in inspect(engine).get_check_constraints(table)}
            for engine in (migrated, declared)
        )
        assert made == meant
        assert inspect(migrated).get_foreign_keys(table) == inspect(declared).get_foreign_keys(
            table
        )
    migrated.dispose()
    declared.dispose()


@pytest.mark.parametrize("dump", sorted(OLD.glob("*.sql")), ids=lambda path: path.stem)
def test_an_old_database_is_upgraded_with_all_that_is_in_it(dump: Path, tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "studio.db")
    old.executescript(dump.read_text(encoding="utf-8"))
    old.close()
    with RunStore(tmp_path) as store:
        assert [(run.id, run.state) for run in store.list()] == [
            (4, RunState.INTERRUPTED),
            (3, RunState.FAILED),
            (2, RunState.SUCCEEDED),
        ]
        run = store.get(2)
        assert (run.test_opened, run.summary, run.attempt) == (2, {"auc": 0.87}, 1)
        assert run.created_at == datetime(2026, 3, 1, 9, 30, 0, 250_000, tzinfo=UTC)
        assert [epoch.val_auc for epoch in store.epochs(2)] == [0.81, 0.87]
        store.requeue(4)
        assert store.next_queued() == 4
        assert store.times_opened("b" * 64) == 3
        assert (run.tags, run.note, run.binned_at, run.synthetic) == ((), "", None, None)
        assert [line.auc for line in store.lines()] == [None, None, 0.87]


def test_the_revision_before_is_upgraded_on_every_backend(url: str) -> None:
    engine = open_engine(url)
    with writing(engine).begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        connection.execute(text(_EARLIER), {"a": "a" * 64})
        connection.execute(
            text(
                "INSERT INTO test_openings (run_id, dataset_digest, opened_at)"
                " VALUES (1, :a, '2026-03-01 09:30:00')"
            ),
            {"a": "a" * 64},
        )
    engine.dispose()
    with RunStore(url) as store:
        run = store.get(1)
        assert (run.tags, run.note, run.binned_at, run.synthetic) == ((), "", None, None)
        assert (run.state, run.summary, run.test_opened) == (RunState.SUCCEEDED, {"auc": 0.87}, 1)
        store.tag(1, add=["old"])
        store.throw_away(1)
        assert [line.tags for line in store.lines(Wanted(binned=True))] == [("old",)]


_EARLIER = """
INSERT INTO runs (id, name, state, attempt, created_at, queued_at, ended_at, design_name,
  design_digest, dataset, dataset_digest, recipe, seed, epochs_planned, progress, summary, phases)
VALUES (1, 'old', 'succeeded', 1, '2026-03-01 09:30:00', '2026-03-01 09:30:00',
  '2026-03-01 09:40:00', 'CNN', :a, 'ham', :a, '{}', 0, 1, '{}', '{"auc": 0.87}', '[]')
"""


def test_a_database_of_a_newer_studio_is_refused_and_left_alone(url: str) -> None:
    RunStore(url).close()
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="install the newest version"):
        RunStore(url)
    with engine.connect() as connection:
        assert (
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
        )
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing_half_made(url: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE test_openings (id INTEGER)"))
    with pytest.raises(StoreError, match=r"test_openings.* already exists"):
        RunStore(url)
    assert inspect(engine).get_table_names() == ["test_openings"]
    engine.dispose()


def test_the_environment_may_name_another_database_for_a_workspace(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LESION_STUDIO_DATABASE", url)
    home = tmp_path / "home"
    home.mkdir()
    with RunStore(home) as store:
        assert store.list() == []
    assert list(home.iterdir()) == []


def test_opening_an_up_to_date_database_costs_no_alembic(tmp_path: Path) -> None:
    for expected in ("['alembic']", "[]"):
        done = subprocess.run(
            [sys.executable, "-c", OPENS, str(tmp_path)], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == expected


def test_sqlite_is_opened_as_several_processes_need_it(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'studio.db'}")
    expected = {"journal_mode": "wal", "busy_timeout": 15_000, "foreign_keys": 1, "synchronous": 1}
    with engine.connect() as connection:
        for pragma, value in expected.items():
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_a_writer_takes_its_lock_at_the_beginning(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'studio.db'}")
    other = sqlite3.connect(tmp_path / "studio.db", timeout=0, isolation_level=None)
    with engine.begin():
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    with writing(engine).begin(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()
    engine.dispose()


def test_an_unknown_kind_of_database_is_refused_in_a_sentence() -> None:
    with pytest.raises(StoreError, match=r"mysql://ann:\*\*\*@host/db is of a kind"):
        open_engine("mysql://ann:secret@host/db")


def test_a_database_that_cannot_be_opened_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="The database of runs cannot be opened"):
        RunStore(tmp_path / "missing")


FILLS = """
import pathlib, resource, sys
from runs.store.errors import StoreError
from runs.store.listing import Wanted
from runs.store.store import RunStore
with RunStore(pathlib.Path(sys.argv[1])) as store:
    size = pathlib.Path(sys.argv[1], "studio.db-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))  # as a full disk would
    try:
        store.create(name="x", design_name="x", design_digest="a" * 64, dataset="x",
                     dataset_digest="a" * 64, recipe={}, seed=0, epochs_planned=1)
    except StoreError as error:
        print(error)
    print(store.list())
"""


def test_a_full_disk_is_told_in_a_sentence_and_nothing_is_half_written(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS, str(tmp_path)], capture_output=True, text=True, check=True
    )
    told, runs = done.stdout.splitlines()
    assert told.startswith("The database of runs cannot be written to: ")
    assert told.endswith("has room.")
    assert runs == "[]"


def test_the_databases_clock_moves_within_a_transaction_and_knows_the_past(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        earlier, later = (connection.execute(select(clock.now())).scalar_one() for _ in range(2))
        past = connection.execute(select(clock.ago(90.5))).scalar_one()
    engine.dispose()
    assert earlier.tzinfo is UTC
    assert earlier <= later
    assert abs((later - past).total_seconds() - 90.5) < 1
    assert abs((datetime.now(UTC) - later).total_seconds()) < 5


def test_a_moment_without_time_zone_is_refused() -> None:
    dialect = create_engine("sqlite://").dialect
    with pytest.raises(ValueError, match="Expected a moment with its time zone"):
        clock.UtcDateTime().process_bind_param(datetime(2026, 1, 1), dialect)  # noqa: DTZ001  on purpose
