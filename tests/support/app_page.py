"""The whole app in Chromium: served from a workspace, its pages opened as a person does."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
_READY = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  return app && document.querySelector("h1")
    && app.getAttribute("data-test-script-state") !== "running"
    && !document.querySelector("[data-testid=stSkeleton]");
}"""


@dataclass(frozen=True)
class App:
    """A running app."""

    address: str
    process: subprocess.Popen[bytes]
    work_to_answer: float
    """The seconds in which a processor worked for it until it answered."""

    @property
    def memory_mb(self) -> float:
        """Resident memory of the web process and of what it started, in MiB."""
        leader = psutil.Process(self.process.pid)
        return (
            sum(one.memory_info().rss for one in [leader, *leader.children(recursive=True)]) / 2**20
        )

    def loaded(self, library: str) -> bool:
        """Whether the web process has mapped a library of that name (Linux)."""
        maps = Path(f"/proc/{self.process.pid}/maps")
        return f"/{library}/" in maps.read_text(encoding="utf-8")

    def open(self, page: Page, place: str) -> Page:
        """Open a page by its address and wait until it is drawn."""
        page.goto(f"{self.address}/{place}")
        return settled(page)


def settled(page: Page, *, still_ms: int = 700) -> Page:
    """Wait until the page is drawn and has been still for a moment."""
    page.wait_for_timeout(300)
    page.wait_for_function(_READY, timeout=PATIENCE_S * 1000)
    page.wait_for_timeout(still_ms)
    return page


@contextmanager
def app(workspace: Path) -> Iterator[App]:
    """Serve the app over a workspace, as ``lesion-studio app`` does."""
    program = str(Path(sys.executable).parent / "lesion-studio")
    with _served(
        [program, "app", "--no-browser", "--workspace", str(workspace), "--port"], workspace
    ) as running:
        yield running


@contextmanager
def empty_app(folder: Path) -> Iterator[App]:
    """Serve an empty page with Streamlit alone, for comparison."""
    folder.mkdir()
    page = folder / "page.py"
    page.touch()
    quiet = ["--server.headless", "true", "--server.port"]
    with _served([sys.executable, "-m", "streamlit", "run", str(page), *quiet], folder) as running:
        yield running


@contextmanager
def _served(command: list[str], home: Path) -> Iterator[App]:
    """Serve what a command serves; the port follows its last word."""
    running = _started(command, home) or _started(command, home)  # a port may be taken meanwhile
    if running is None:
        raise TimeoutError(f"The app did not answer: {_log(home).read_text()[-2000:]}")
    try:
        yield running
    finally:
        running.process.terminate()
        running.process.wait(timeout=30)


def _started(command: list[str], home: Path) -> App | None:
    """The app once it answers, or ``None`` when it ended or took too long."""
    port = _free_port()
    with _log(home).open("wb") as log:
        process = subprocess.Popen(
            [*command, str(port)],
            stdout=log,
            stderr=log,
            env={**os.environ, "LESION_STUDIO_HOME": str(home)},
        )
    address = f"http://127.0.0.1:{port}"
    if not _answers(f"{address}/_stcore/health", process):
        process.kill()
        process.wait(timeout=30)
        return None
    times = psutil.Process(process.pid).cpu_times()
    return App(address, process, times.user + times.system)


def _log(workspace: Path) -> Path:
    return workspace.with_name(f"{workspace.name}-app.log")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=1):  # noqa: S310  our own loopback address
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.02)
    return False
