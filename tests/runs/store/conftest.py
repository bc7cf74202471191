"""Every backend the store promises, each test on an empty database of it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateSchema, DropSchema

from runs.store.store import RunStore

GIVEN = "LESION_STUDIO_TEST_POSTGRES"
DIGEST = "a" * 64


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL where databases may be made: the one given, or one started here."""
    if GIVEN in os.environ:
        yield os.environ[GIVEN]
        return
    pytest.importorskip("psycopg", reason="needs PostgreSQL's driver: pip install psycopg[binary]")
    if not (shutil.which("initdb") and shutil.which("postgres")):
        pytest.skip(f"needs PostgreSQL: its programs on the path, or a URL in {GIVEN}")
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short, for the socket
    server = _start(folder, _user(folder))
    try:
        yield f"postgresql+psycopg://studio@/postgres?host={folder}"
    finally:
        server.terminate()
        server.wait(timeout=30)
        shutil.rmtree(folder)


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
    make = ["initdb", "--no-sync", "-A", "trust", "-U", "studio", "-D", str(folder / "data")]
    subprocess.run(make, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)
    settings = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off"]
    serve = ["postgres", "-D", str(folder / "data")]
    serve += [part for setting in settings for part in ("-c", setting)]
    server = subprocess.Popen(serve, user=user, cwd=folder, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not _answers(f"postgresql+psycopg://studio@/postgres?host={folder}"):
        assert server.poll() is None, "PostgreSQL ended while starting"
        assert time.monotonic() < deadline, "PostgreSQL did not start within a minute"
        time.sleep(0.1)
    return server


def _answers(url: str) -> bool:
    engine = create_engine(url)
    try:
        engine.connect().close()
    except OperationalError:
        return False
    finally:
        engine.dispose()
    return True


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once per backend."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'studio.db'}"
        return
    server = make_url(request.getfixturevalue("postgres"))
    # A schema of its own is a database of its own as far as the store can see, and cheaper.
    name = f"test_{uuid.uuid4().hex}"
    admin = create_engine(server)
    with admin.begin() as connection:
        connection.execute(CreateSchema(name))
    own = server.update_query_dict({"options": f"-csearch_path={name}"})
    yield own.render_as_string(hide_password=False)
    with admin.begin() as connection:
        connection.execute(DropSchema(name, cascade=True))
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
