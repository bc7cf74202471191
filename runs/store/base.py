"""Transactions, and the sentence for a change that was refused; shared by the store's parts.

Which changes there are is left to ``reading``, ``moving`` and ``recording``.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from runs.store.engine import writing
from runs.store.errors import RunConflictError, RunMissingError, StoreError
from runs.store.models import Run
from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_STANDS = {
    RunState.QUEUED: "is waiting in the queue",
    RunState.RUNNING: "is running",
    RunState.INTERRUPTED: "was interrupted",
    RunState.SUCCEEDED: "has already succeeded",
    RunState.STOPPED: "was already stopped",
    RunState.FAILED: "has already failed",
}


LARGEST_ID = 2**31 - 1
"""Of a 32-bit column; a larger number is no run's, and no driver could ask for it."""


class Transactions:
    """A database with its two kinds of transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = writing(engine)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _in_words("read"), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _in_words("written to"), self._writer.begin() as connection:
            yield connection


@contextmanager
def _in_words(verb: str) -> Iterator[None]:
    """Tell trouble with the database itself (full disk, lost connection) as a ``StoreError``."""
    try:
        yield
    except (InterfaceError, OperationalError) as error:
        raise StoreError(
            f"The database of runs cannot be {verb}: {error.orig}.",
            "Check that its disk is there, can be written to, and has room.",
        ) from error


def check_number(run_id: int) -> None:
    """Refuse what no run can be called: a driver could not even ask for it.

    Raises:
        RunMissingError: the number is no 32-bit one.
    """
    if not 0 < run_id <= LARGEST_ID:
        raise RunMissingError(run_id)


def refusal(connection: Connection, run_id: int, wish: str) -> RunConflictError:
    """The error for a guarded change that met no row; reads only to say why.

    Args:
        connection: in whose transaction the change was tried.
        run_id: of the run that was to change.
        wish: what cannot be done, as in "Run 3 cannot {wish}".

    Raises:
        RunMissingError: there is no such run.
    """
    state = connection.execute(select(Run.state).where(Run.id == run_id)).scalar()
    if state is None:
        raise RunMissingError(run_id)
    return RunConflictError(
        f"Run {run_id} cannot {wish}: it {_STANDS[state]}.",
        "It has moved on or changed hands meanwhile; look at it again.",
        state=state,
    )
