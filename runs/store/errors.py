"""What can go wrong with the record of a run, in words for whoever asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_catalog.errors import UserError, WrongCallError

if TYPE_CHECKING:
    from runs.store.states import RunState


class StoreError(UserError):
    """The database cannot be opened or used."""


class RunMissingError(WrongCallError):
    """No run has this number."""

    def __init__(self, run_id: int) -> None:
        super().__init__(f"There is no run {run_id}.", "Choose one from the list of runs.")


class RunConflictError(UserError):
    """The run was not where the change expected it: it has moved on or changed hands.

    Args:
        message: what cannot be done, and why.
        hint: what to do about it.
        state: where the run was found.
    """

    def __init__(self, message: str, hint: str, *, state: RunState) -> None:
        super().__init__(message, hint)
        self.state = state


class TooManyAttemptsError(RunConflictError):
    """The run was interrupted as often as it may be."""
