"""Reading runs and their epochs as frozen records; nothing here changes a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from runs.store.base import LARGEST_ID, Transactions, check_number
from runs.store.clock import now
from runs.store.errors import RunMissingError
from runs.store.models import Epoch, Opening, Run, Tag
from runs.store.notes import PARTING
from runs.store.records import EpochRecord, RunRecord
from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Label, Select


class Reading(Transactions):
    """What can be asked of the store."""

    def get(self, run_id: int) -> RunRecord:
        """The run as it stands now.

        Raises:
            RunMissingError: no run has this number.
        """
        check_number(run_id)
        with self._reading() as connection:
            row = connection.execute(_records().where(Run.id == run_id)).mappings().one_or_none()
        if row is None:
            raise RunMissingError(run_id)
        return RunRecord.model_validate(dict(row))

    def list(
        self,
        *,
        states: Collection[RunState] | None = None,
        among: Collection[int] | None = None,
        series: Collection[str] | None = None,
        binned: bool | None = False,
    ) -> Records:
        """All runs but those in the bin, newest first.

        Args:
            states: those in one of them only.
            among: those with one of these numbers only; other numbers are passed over.
            series: the folds of these cross-validations only, of all their repeats.
            binned: true for those in the bin, None for both.
        """
        statement = _records().order_by(Run.id.desc())
        if binned is not None:
            statement = statement.where(Run.binned_at.is_not(None) == binned)
        if states is not None:
            statement = statement.where(Run.state.in_(states))
        if among is not None:
            statement = statement.where(Run.id.in_(possible(among)))
        if series is not None:
            repeats = [Run.series.startswith(f"{whole}-", autoescape=True) for whole in series]
            statement = statement.where(or_(Run.series.in_(series), *repeats))
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

    def curves(self, run_ids: Collection[int]) -> Curves:
        """What each epoch of several runs measured, in the order of training, by run.

        A run without epochs is not among them.
        """
        columns = [Epoch.run_id, *(getattr(Epoch, name) for name in EpochRecord.model_fields)]
        statement = select(*columns).where(Epoch.run_id.in_(run_ids)).order_by(Epoch.id)
        found: Curves = {}
        with self._reading() as connection:
            for run_id, *values in connection.execute(statement):  # mappings take thrice as long
                told = dict(zip(EpochRecord.model_fields, values, strict=True))
                found.setdefault(run_id, []).append(EpochRecord.model_validate(told))
        return found

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
Numbers = list[int]
Epochs = list[EpochRecord]
Curves = dict[int, list[EpochRecord]]


def possible(run_ids: Collection[int]) -> Numbers:
    """Those that could be numbers of runs."""
    return [run_id for run_id in run_ids if 0 < run_id <= LARGEST_ID]


def times_tested() -> Label[int]:
    """How often the test results of the run of a row were opened."""
    opened = select(func.count()).where(Opening.run_id == Run.id).scalar_subquery()
    return opened.label("test_opened")


def tags_of() -> Label[str]:
    """The tags of the run of a row as one text, to be parted by ``notes.parted``."""
    joined = func.aggregate_strings(Tag.tag, PARTING)
    return select(joined).where(Tag.run_id == Run.id).scalar_subquery().label("tags")


def _records() -> Select[tuple[object, ...]]:
    columns = Run.__table__.columns
    return select(*columns, tags_of(), times_tested(), now().label("read_at")).select_from(Run)
