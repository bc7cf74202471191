"""Reading runs and their epochs as frozen records; nothing here changes a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from runs.store.base import Transactions
from runs.store.clock import now
from runs.store.errors import RunMissingError
from runs.store.models import Epoch, Opening, Run
from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select


LARGEST_ID = 2**31 - 1
"""Of a 32-bit column; a larger number is no run's, and no driver could ask for it."""


class Reading(Transactions):
    """What can be asked of the store."""

    def get(self, run_id: int) -> RunRecord:
        """The run as it stands now.

        Raises:
            RunMissingError: no run has this number.
        """
        if not 0 < run_id <= LARGEST_ID:
            raise RunMissingError(run_id)
        with self._reading() as connection:
            row = connection.execute(_records().where(Run.id == run_id)).mappings().one_or_none()
        if row is None:
            raise RunMissingError(run_id)
        return RunRecord.model_validate(dict(row))

    def list(self, *, states: Collection[RunState] | None = None) -> Records:
        """All runs, or those in ``states``, newest first."""
        statement = _records().order_by(Run.id.desc())
        if states is not None:
            statement = statement.where(Run.state.in_(states))
        with self._reading() as connection:
            rows = connection.execute(statement).mappings().all()
        return [RunRecord.model_validate(dict(row)) for row in rows]

    def next_queued(self) -> int | None:
        """The number of the run that has waited longest; one being claimed now is passed over."""
        statement = (
            select(Run.id)
            .where(Run.state == RunState.QUEUED)
            .order_by(Run.queued_at, Run.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._reading() as connection:
            return connection.execute(statement).scalar()

    def epochs(self, run_id: int) -> Epochs:
        """What each epoch of the run measured, in the order of training."""
        columns = [getattr(Epoch, name) for name in EpochRecord.model_fields]
        statement = select(*columns).where(Epoch.run_id == run_id).order_by(Epoch.id)
        with self._reading() as connection:
            rows = connection.execute(statement).mappings().all()
        return [EpochRecord.model_validate(dict(row)) for row in rows]

    def times_opened(self, *dataset_digests: str) -> int:
        """How often the test set of a dataset was opened, by whichever run, deleted or not.

        Args:
            dataset_digests: of its versions.
        """
        statement = select(func.count()).where(Opening.dataset_digest.in_(dataset_digests))
        with self._reading() as connection:
            return connection.execute(statement).scalar_one()


# Inside the class ``list`` is its method.
Records = list[RunRecord]
Epochs = list[EpochRecord]


def _records() -> Select[tuple[object, ...]]:
    opened = select(func.count()).where(Opening.run_id == Run.id).scalar_subquery()
    return select(
        *Run.__table__.columns, opened.label("test_opened"), now().label("read_at")
    ).select_from(Run)
