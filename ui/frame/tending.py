"""Looks after the queue beside the pages: marks what was interrupted, starts what waits.

One quiet thread a workspace, so that no page waits for it and the queue goes on with no browser
open. What it does is left to the launcher.
"""

from __future__ import annotations

import sys
import threading
import traceback
from pathlib import Path

import streamlit as st

from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import launcher
from ui.frame import session

_EVERY = 3.0
"""Seconds between two looks."""


class Tender:
    """The thread and what it last saw.

    Args:
        workspace: the folder with the runs; its first round is done before this returns.
    """

    def __init__(self, workspace: Path) -> None:
        self.running = 0
        """How many trainings were running at the last look."""
        self._workspace = workspace
        self._wake = threading.Event()
        self._ended = False
        self._round()
        threading.Thread(target=self._loop, daemon=True, name="tends the queue").start()

    def look(self) -> None:
        """Look now: something was started, stopped or has ended."""
        self._count()
        self._wake.set()

    def close(self) -> None:
        """No further look."""
        self._ended = True
        self._wake.set()

    def _loop(self) -> None:
        while not self._ended and self._workspace.is_dir():
            self._wake.wait(_EVERY)
            self._wake.clear()
            try:
                self._round()
            except Exception:  # noqa: BLE001  a full disk or a locked database now is not one later
                traceback.print_exc(file=sys.stderr)

    def _round(self) -> None:
        if self._ended:
            return
        launcher.supervise(self._workspace)
        self._count()

    def _count(self) -> None:
        with RunStore(self._workspace) as store:
            self.running = len(store.list(states={RunState.RUNNING}))


def tender() -> Tender:
    """The tender of this workspace, begun when it is first asked for."""
    return _tender(str(session.workspace()))


@st.cache_resource(show_spinner=False, on_release=Tender.close)
def _tender(folder: str) -> Tender:
    return Tender(Path(folder))
