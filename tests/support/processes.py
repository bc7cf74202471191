"""Processes that a test starts, and their end."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

import psutil


@contextlib.contextmanager
def none_outlives() -> Iterator[None]:
    """Ends every process that was started within the block, and none that ran before.

    A server or browser that a wider fixture holds for the tests to come is such an earlier one.
    """
    before = set(psutil.Process().children(recursive=True))
    try:
        yield
    finally:
        for child in psutil.Process().children(recursive=True):
            if child not in before:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()


def end_when(seen: Callable[[], object]) -> None:
    """Tells this process to end, as a computer that shuts down does, once something was seen."""

    def watch() -> None:
        seen()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
