"""One helper process as its client sees it: asked by a line, watched while it works.

Limits of time and memory are kept here; starting another one is left to ``client``.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import psutil

from layers_catalog.errors import UserError
from runs.training import process
from runs.training.process import Identity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Step = Callable[[int, int], None]
    """Takes how many steps are done, of how many."""

DOING: Final = {
    "predict": "Predicting",
    "prepare": "Preparing the photographs",
    "look": "Looking through the photograph",
    "open": "Taking the weights",
    "compare": "Comparing the runs",
    "judge-table": "Judging the table",
    "judge-anew": "Judging anew",
    "explain": "Making the heat map",
    "learn": "Looking at the training images",
    "liken": "Comparing with the training images",
}
"""How messages call what is asked for."""
COMMAND = (sys.executable, "-m", "runs.helper")
_PROJECT = Path(__file__).resolve().parents[2]
_LOOK_S = 0.2
_LONG_LOG = 1_000_000


class HelperError(UserError):
    """The helper process did not do what it was asked for."""


@dataclass(frozen=True)
class Limits:
    """What a helper process may take.

    Args:
        seconds: without any answer, before it is ended.
        memory_mb: of resident memory, children counted in, in megabytes (10^6 bytes).
    """

    seconds: float
    memory_mb: float


class Child:
    """A running helper process.

    Args:
        workspace: the folder with the runs.
        log: takes what it prints besides answers.
        limits: beyond which it is killed.
        command: that ``--workspace`` is added to.
    """

    def __init__(
        self, workspace: Path, log: Path, limits: Limits, command: tuple[str, ...] = COMMAND
    ) -> None:
        self._limits, self._log = limits, log
        if log.is_file() and log.stat().st_size > _LONG_LOG:
            log.unlink()
        with log.open("ab") as errors:
            self._popen = subprocess.Popen(  # noqa: S603 our own command, no shell
                [*command, "--workspace", str(workspace)],
                # The workspace too has folders "runs" and "data", which Python must not import.
                cwd=_PROJECT,
                env={"TF_ENABLE_ONEDNN_OPTS": "1", **os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="ascii",
                start_new_session=True,
            )
        self.identity = Identity.of(self._popen.pid)
        self._stdin = cast("IO[str]", self._popen.stdin)  # pipes both, so they are there
        self._stdout = cast("IO[str]", self._popen.stdout)
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._asked, self._doing = 0, ""
        self._reader = threading.Thread(target=self._read, daemon=True, name="reads the helper")
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._popen.poll() is None

    def ask(
        self, do: str, question: Mapping[str, object], step: Step = lambda *_: None
    ) -> Iterator[Any]:
        """The items of the answer, as they come.

        Args:
            do: what, one of ``DOING``.
            question: the rest of it, as JSON values.
            step: called with steps done and in all, where an item takes several.

        Raises:
            HelperError: it said so, it died, or it was killed for what it took.
        """
        self._asked += 1
        self._doing = DOING[do]
        try:
            self._stdin.write(json.dumps({"id": self._asked, "do": do, **question}) + "\n")
            self._stdin.flush()
        except OSError:
            raise self._died() from None
        while "end" not in (answer := self._answer()):
            if "error" in answer:
                raise HelperError(answer["error"]["message"], answer["error"]["hint"])
            if "step" in answer:
                step(*answer["step"])
            else:
                yield answer["item"]

    def kill(self) -> None:
        """End it, at once: it has nothing to lose, and TensorFlow takes seconds to say goodbye."""
        process.kill(self.identity)
        self._popen.wait()
        with contextlib.suppress(OSError):  # what it has not read is lost
            self._stdin.close()
        self._reader.join()

    def _read(self) -> None:
        with self._stdout:
            for line in self._stdout:
                self._lines.put(line)
        self._lines.put(None)

    def _answer(self) -> dict[str, Any]:
        """The next line of this question's answer."""
        deadline = time.monotonic() + self._limits.seconds
        while True:
            try:
                line = self._lines.get(timeout=_LOOK_S)
            except queue.Empty:
                self._watch(deadline)
                continue
            if line is None:
                raise self._died()
            answer = dict(json.loads(line))
            if answer["id"] == self._asked:  # else: of a question that was given up
                return answer

    def _watch(self, deadline: float) -> None:
        """Kill it when it takes too long or too much."""
        if self._memory_mb() > self._limits.memory_mb:
            self.kill()
            raise HelperError(
                f"{self._doing} took more than {self._limits.memory_mb:,.0f} MB of memory, "
                "so it was ended.",
                "Close other programs and try again, or use a smaller network.",
            )
        if time.monotonic() > deadline:
            self.kill()
            raise HelperError(
                f"{self._doing} gave no answer for {self._limits.seconds:,.0f} seconds, "
                "so it was ended.",
                "Try again when the computer has less to do: it starts anew.",
            )

    def _memory_mb(self) -> float:
        total = 0
        try:
            leader = psutil.Process(self._popen.pid)
            for member in (leader, *leader.children(recursive=True)):
                total += member.memory_info().rss
        except psutil.NoSuchProcess:
            return total / 1e6
        return total / 1e6

    def _died(self) -> HelperError:
        self.kill()
        return HelperError(
            f"{self._doing} ended without an answer.",
            f"Try again: it starts anew. What it said last is in {self._log}.",
        )
