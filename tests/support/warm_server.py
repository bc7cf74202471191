"""``python warm_server.py SOCKET``: has loaded Keras, and becomes any program that is asked for.

Each program is a copy of this process, made before TensorFlow computes anything or starts a thread.
The server ends when its standard input does, and with it all that it became.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import traceback
import types
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LOADED = ("tensorflow", "keras", "runs.training.job", "runs.helper.service", "runs.helper.models")
"""What is loaded beforehand; modules that are run as programs are not among them."""
FILES = 4
"""The standard streams, and the folder where the program is to run."""
_MOST = 1 << 20


def load() -> None:
    """Import what takes seconds; nothing may be computed here."""
    gc.disable()
    sys.path.insert(0, str(ROOT))
    for name in LOADED:
        importlib.import_module(name)
    sys.path.remove(str(ROOT))
    gc.freeze()
    gc.enable()
    assert threading.active_count() == 1, "a copy would have no other thread than its own"


def become(words: list[str]) -> None:
    """Run a program as ``python WORDS`` does."""
    import numpy as np

    np.random.mtrand._rand.seed()  # each process draws anew
    if words[0] == "-m":
        sys.path[0], sys.argv = str(Path.cwd()), words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.path[0], sys.argv = "", ["-c", *words[2:]]
        sys.modules["__main__"] = types.ModuleType("__main__")
        runpy._run_code(words[1], vars(sys.modules["__main__"]), mod_name="__main__")
    else:
        sys.path[0], sys.argv = str(Path(words[0]).resolve().parent), words
        runpy.run_path(words[0], run_name="__main__")


def end_as(words: list[str]) -> None:
    """Run a program and end with its status, as Python does, but without freeing memory."""
    status = 1
    try:
        become(words)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            sys.stderr.write(f"{end.code}\n")
    finally:
        if sys.exc_info()[0]:
            traceback.print_exc()
        threading._shutdown()
        atexit._run_exitfuncs()
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(status)


class Server:
    """Becomes programs, tells who asked how they end, and ends them when nobody waits any more."""

    def __init__(self, place: str) -> None:
        self._waits = selectors.DefaultSelector()
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{place}.new")
        self._listener.listen(64)
        Path(f"{place}.new").rename(place)

    def serve(self) -> None:
        """Until the end of the standard input."""
        self._on(self._listener, self._accept)
        self._on(sys.stdin.fileno(), lambda: sys.exit(0))
        while True:
            for key, _ in self._waits.select():
                if self._waits.get_map().get(key.fd) is key:  # not let go of by one before it
                    key.data()

    def _on(self, file: Any, do: Callable[[], None]) -> None:
        self._waits.register(file, selectors.EVENT_READ, do)

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        said, files, *_ = socket.recv_fds(connection, _MOST, FILES)
        while said and not said.endswith(b"\n"):
            said += connection.recv(_MOST)
        if not said:
            connection.close()
            return
        pid = os.fork()
        if not pid:
            self._forget()
            connection.close()
            _become(json.loads(said), files)
        for file in files:
            os.close(file)
        program = os.pidfd_open(pid)
        self._on(program, partial(self._ended, pid, program, connection))
        self._on(connection, partial(self._given_up, pid, connection))
        connection.sendall(b"%d\n" % pid)

    def _ended(self, pid: int, program: int, connection: socket.socket) -> None:
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self._waits.unregister(program)
        os.close(program)
        if connection.fileno() >= 0:
            self._waits.unregister(connection)
            with contextlib.suppress(OSError):
                connection.sendall(b"%d\n" % status)
            connection.close()

    def _given_up(self, pid: int, connection: socket.socket) -> None:
        """Whoever asked was killed, and so is the program."""
        self._waits.unregister(connection)
        connection.close()
        os.kill(pid, signal.SIGKILL)

    def _forget(self) -> None:
        """What is the server's is none of the program's business."""
        for key in list(self._waits.get_map().values()):
            if key.fd > sys.stderr.fileno():
                os.close(key.fd)


def _become(asked: dict[str, Any], files: list[int]) -> None:
    """A program, from its start to its end."""
    os.fchdir(files.pop())
    for place, stream in enumerate(files):
        os.dup2(stream, place)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["environment"])
    end_as(asked["words"])


if __name__ == "__main__":
    server = Server(sys.argv[1])
    load()
    server.serve()
