"""The bin: finished runs that are out of sight, with all that they have, until they are deleted.

The folders of runs are left to ``runs.training.launcher``, deleting for good to ``queueing``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, update

from runs.store.base import Transactions, check_number, refusal
from runs.store.clock import now
from runs.store.models import Run
from runs.store.states import FINISHED

if TYPE_CHECKING:
    from sqlalchemy import Update


class Binning(Transactions):
    """Into the bin and out of it; several runs together, or none."""

    def throw_away(self, *run_ids: int) -> None:
        """Put finished runs into the bin; one that lies there keeps its moment.

        Raises:
            RunConflictError: one is not finished; then none has changed.
            RunMissingError: one is not there; then none has changed.
        """
        moment = func.coalesce(Run.binned_at, now())
        guarded = update(Run).where(Run.state.in_(FINISHED)).values(binned_at=moment)
        self._each(run_ids, guarded, "be put into the bin before it is finished")

    def bring_back(self, *run_ids: int) -> None:
        """Take runs out of the bin; one that is not in it stays as it is.

        Raises:
            RunMissingError: one was deleted for good meanwhile; then none has changed.
        """
        self._each(run_ids, update(Run).values(binned_at=None), "be brought back")

    def _each(self, run_ids: tuple[int, ...], change: Update, wish: str) -> None:
        with self._writing() as connection:
            for run_id in run_ids:
                check_number(run_id)
                if connection.execute(change.where(Run.id == run_id)).rowcount != 1:
                    raise refusal(connection, run_id, wish)
