"""Fixtures that every room's tests may use."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from warm import python

from data.demo import make_demo

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # as the program does, before TensorFlow
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell
    # tests press Ctrl-C in what they start, which would inherit that it means nothing
    signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("dev", max_examples=40, deadline=None)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_LEFT_OUT = re.compile(r"not \((\w+(?: or \w+)*)\)")
_WHOLE_FILE = re.compile(r"^pytestmark = (?:\[\s*)?pytest\.mark\.(\w+)", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file whose tests are all left out by its mark is not opened: many load TensorFlow."""
    if collection_path.suffix != ".py":
        return None
    mark = _WHOLE_FILE.search(collection_path.read_text(encoding="utf-8"))
    return (mark is not None and mark[1] in _left_out(config)) or None


def pytest_collection_finish(session: pytest.Session) -> None:
    """What the tests have imported stays: no collection of garbage need look through it again."""
    if session.items and "keras" in _left_out(session.config) and "tensorflow" in sys.modules:
        raise pytest.UsageError("A test file loads TensorFlow when it is read: import it in a test")
    gc.collect()
    gc.freeze()


def _left_out(config: pytest.Config) -> list[str]:
    """The marks that ``-m "not (… or …)"`` names."""
    named = _LEFT_OUT.fullmatch(config.option.markexpr)
    return named[1].split(" or ") if named else []


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with sixty demo lesions, made once; copy or link it, do not change it."""
    workspace = tmp_path_factory.mktemp("drawn")
    make_demo(workspace=workspace, count=60)
    return workspace


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real photographs beside the checkout; their licence keeps them out of it."""
    if not SHARED.is_dir():
        pytest.skip("needs HAM10000 beside the checkout, in ../shared/data (CC BY-NC, not shipped)")
    return SHARED


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the workspace of whoever runs it."""
    monkeypatch.setenv("LESION_STUDIO_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture(scope="module")
def warm() -> Iterator[None]:
    """All that is started with ``sys.executable``, helpers too, has loaded Keras already."""
    from runs.helper.held import Held

    started, given = python(), Held.__init__.__kwdefaults__
    assert given["command"][1:] == ("-m", "runs.helper")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "executable", started)
        patched.setitem(given, "command", (started, *given["command"][1:]))
        yield
