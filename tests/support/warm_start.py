"""``python -SEs warm_start.py SOCKET WORDS``: what ``python WORDS`` does, by the warm server.

It stands for the program: signals are passed on, and its exit status is the program's. What the
server cannot become is started as a process of its own.
"""

import json
import os
import signal
import socket
import sys


def main(place: str, words: list[str]) -> int:
    """Ask for a program and wait for its end; returns its exit status."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(place)
    except OSError:
        return _started(words)
    asked = json.dumps({"words": words, "environment": dict(os.environ)}).encode()
    socket.send_fds(connection, [asked + b"\n"], [0, 1, 2, os.open(".", os.O_RDONLY)])
    answers = connection.makefile()
    pid = int(answers.readline() or 0)
    if not pid:
        return _started(words)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _: os.kill(pid, number))
    status = int(answers.readline() or 1)
    if status < 0:
        if -status != signal.SIGKILL:
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    return status


def _started(words: list[str]) -> int:
    import subprocess

    return subprocess.call([sys.executable, *words])


if __name__ == "__main__":
    _, server, *rest = sys.argv
    told = rest[0] in {"-m", "-c"} or not rest[0].startswith("-")
    sys.exit(main(server, rest) if told else _started(rest))
