"""Every backend the store promises, each test on an empty database of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from runs.store.store import RunStore

GIVEN = "LESION_STUDIO_TEST_POSTGRES"
DIGEST = "a" * 64


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL where databases may be made: the one given, or one started here."""
    if GIVEN in os.environ:
        yield os.environ[GIVEN]
        return
    pytest.importorskip("pg8000", reason="needs PostgreSQL's driver: pip install pg8000")
    if not (_program("initdb") and _program("postgres")):
        pytest.skip(f"needs PostgreSQL: its programs installed, or a URL in {GIVEN}")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short, for the socket
    server = _start(folder, _user(folder))
    try:
        yield _address(folder)
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder)


def _program(name: str) -> str | None:
    """Where a program of PostgreSQL is; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


def _address(folder: Path) -> str:
    return f"postgresql+pg8000://studio@/postgres?unix_sock={folder}/.s.PGSQL.5432"


def _user(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root: then somebody else owns the server."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            shutil.chown(folder, name)
        except LookupError:
            continue
        return name
    pytest.skip("needs PostgreSQL, which does not run as root, and there is no other user")


def _start(folder: Path, user: str | None) -> subprocess.Popen[bytes]:
    data = str(folder / "data")
    make = [_program("initdb"), "--no-sync", "-A", "trust", "-U", "studio", "-D", data]
    subprocess.run(make, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off"]
    serve = [_program("postgres"), "-D", data]
    serve += [part for setting in settings for part in ("-c", setting)]
    server = subprocess.Popen(serve, user=user, cwd=folder, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not _answers(_address(folder)):
        assert server.poll() is None, "PostgreSQL ended while starting"
        assert time.monotonic() < deadline, "PostgreSQL did not start within a minute"
        time.sleep(0.1)
    return server


def _answers(url: str) -> bool:
    engine = create_engine(url)
    try:
        engine.connect().close()
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return True


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once per backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.db'}"
        return
    server = make_url(request.getfixturevalue("postgres"))
    yield server.render_as_string(hide_password=False)
    # A new schema is a new database as far as the store can see, and cheaper.
    admin = create_engine(server)
    with admin.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    admin.dispose()


@pytest.fixture
def store(url: str) -> Iterator[RunStore]:
    """An empty store, once per backend."""
    with RunStore(url) as opened:
        yield opened


@pytest.fixture
def queue(store: RunStore) -> Callable[..., int]:
    """Inserts a run with sensible values, and those given."""
    values: dict[str, Any] = {
        "name": "First try",
        "design_name": "Two-convolution CNN",
        "design_digest": DIGEST,
        "dataset": "demo",
        "dataset_digest": DIGEST,
        "recipe": {"epochs": 3, "learning_rate": 1e-3},
        "seed": 0,
        "epochs_planned": 3,
    }
    return lambda **changes: store.create(**(values | changes))


@pytest.fixture
def waiting(queue: Callable[..., int]) -> int:
    """A run in the queue."""
    return queue()


@pytest.fixture
def running(store: RunStore, waiting: int) -> int:
    """A run that the worker "me" holds."""
    store.claim(waiting, claim="me")
    return waiting
