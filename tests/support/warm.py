"""A Python for tests that has loaded Keras already: saves some seven seconds of work a start.

``python()`` is a program that runs scripts, modules and code as ``COLD`` does, which is for tests
of how a process starts, what it loads, and what it takes of the memory. Where the system cannot
copy a process, both are one.
"""

from __future__ import annotations

import atexit
import os
import shlex
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

COLD = sys.executable
_HERE = Path(__file__).parent
_AS = {
    "TF_ENABLE_ONEDNN_OPTS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OPENBLAS_NUM_THREADS": "1",  # a process is copied without its threads
}


class _Server:
    """Started when it is first asked for, and anew after somebody ended it."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="warm")
        folder = Path(self._folder.name)
        self._python, self._socket = folder / "python", folder / "socket"
        words = [COLD, "-SEs", _HERE / "warm_start.py", self._socket]
        self._python.write_text(f'#!/bin/sh\nexec {shlex.join(map(str, words))} "$@"\n')
        self._python.chmod(0o700)
        self._log = folder / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.end)

    @property
    def python(self) -> str:
        if self._process is None or self._process.poll() is not None:
            assert self._process is None or self._process.returncode != 1, self._log.read_text()
            self._socket.unlink(missing_ok=True)
            self._process = self._started()
        return str(self._python)

    def _started(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [COLD, _HERE / "warm_server.py", self._socket],
                stdin=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **_AS},
            )
        while not self._socket.exists():
            assert process.poll() is None, self._log.read_text()
            time.sleep(0.01)
        return process

    def end(self) -> None:
        if self._process is not None:
            self._process.communicate(timeout=60)  # which closes its input, for which it waits


_server = cache(_Server)


def python() -> str:
    """The path of such a Python; its server ends with this process."""
    return _server().python if hasattr(os, "pidfd_open") else COLD
