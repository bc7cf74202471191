"""``python -m runs.training.worker RUN_ID --workspace DIR``: one process, one run.

Claims the run, holds it while ``job`` works, writes how it ended, and starts the next in the
queue. Keras is loaded only once the run is claimed.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError
from runs.files import TIMES
from runs.loading import large_libraries
from runs.series.repeats import place_of
from runs.series.results import repeated
from runs.store.errors import RunConflictError, RunMissingError
from runs.store.states import RunState
from runs.store.store import RunStore
from runs.training import failures, process
from runs.training.heartbeat import LOST, Ended, Heartbeat
from runs.training.phases import Phases, peak_memory_mb
from runs.training.starting import start_next
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.store.records import EpochRecord
    from runs.training.job import Job

_log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one run; returns the exit status: 0 when its end was written, 3 when it was another's."""
    parser = argparse.ArgumentParser(prog="runs.training.worker", description=__doc__)
    parser.add_argument("run_id", type=int)
    parser.add_argument("--workspace", type=Path, required=True)
    given = parser.parse_args(arguments)
    logging.basicConfig(
        stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S"
    )
    with RunStore(given.workspace) as store:
        try:
            Worker(store, given.workspace, given.run_id).do()
        except (RunConflictError, RunMissingError) as lost:
            _log.warning("%s", lost)
            return LOST
    start_next(given.workspace)
    return 0


def judge_series(store: RunStore, workspace: Path, run_id: int) -> None:
    """Judge the cross-validation that the run is a fold of, when it was the last to end."""
    series = store.get(run_id).series
    if series is None:
        return
    from runs.series import pooling  # noqa: PLC0415  scikit-learn, for folds only

    (repeats,) = repeated(store.list(series=[place_of(series).whole], binned=None))
    try:
        for folds in repeats:
            if folds[0].series == series:
                pooling.pool(workspace, folds)
        pooling.pool_repeats(workspace, repeats)
    except (OSError, ValueError, KeyError, UserError):
        _log.exception("The folds of run %d were not judged together.", run_id)


@dataclass
class Worker:
    """Does one run.

    Args:
        store: the database.
        workspace: the folder with datasets and runs.
        run_id: of a waiting run.
    """

    store: RunStore
    workspace: Path
    run_id: int
    _claim: str = field(default_factory=process.new_claim, init=False)
    _phases: Phases = field(init=False)

    def __post_init__(self) -> None:
        """Let the store know of each part of the work once it is done."""
        self._phases = Phases(self._keep_phases, run_folder(self.workspace, self.run_id) / TIMES)

    def do(self) -> None:
        """Claim the run, do its work, and write how it ended.

        Raises:
            RunConflictError: the run is another's, or has become another's.
        """
        self.store.claim(self.run_id, claim=self._claim)
        with Heartbeat(self.store, self.run_id, self._claim) as heartbeat:
            ending = self._worked(heartbeat)
            judge_series(self.store, self.workspace, self.run_id)  # before anybody hears of the end
        self.store.finish(
            self.run_id,
            claim=self._claim,
            phases=self._phases.told(),
            peak_memory_mb=peak_memory_mb(),
            seconds=self._phases.seconds,
            **ending,
        )
        _log.info("Run %d %s.", self.run_id, ending["state"])

    def _worked(self, heartbeat: Heartbeat) -> dict[str, Any]:
        """What the store is told of the end: how the work ended, or why it failed."""
        try:
            with self._phases.phase("prepare"):
                job = self._job(heartbeat)
                job.prepare()
            outcome = job.work()
        except RunConflictError:
            raise  # the run is another's now: nothing more may be written
        except Ended:
            return {"state": RunState.STOPPED}
        except Exception as failure:  # noqa: BLE001  whatever it was, the run must say it
            _log.exception("Run %d failed.", self.run_id)
            return {"state": RunState.FAILED, "error": failures.in_words(failure)}
        return {"state": outcome.state, "summary": outcome.summary}

    def _job(self, heartbeat: Heartbeat) -> Job:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # the log is for people
        os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # faster without AVX-512, too
        self._tell({"text": "Starting TensorFlow", "phase": "start"})
        with large_libraries():
            from runs.training.job import Job  # noqa: PLC0415  takes seconds: the claim comes first

        run = self.store.get(self.run_id)
        _log.info("Run %d, attempt %d.", run.id, run.attempt)
        return Job(self.workspace, run, heartbeat, self._phases, self._tell, self._record)

    def _tell(self, progress: Mapping[str, Any]) -> None:
        self.store.set_progress(self.run_id, claim=self._claim, **progress)
        self._phases.note()

    def _keep_phases(self, phases: Sequence[Mapping[str, Any]]) -> None:
        self.store.set_phases(self.run_id, phases, claim=self._claim)

    def _record(self, epoch: EpochRecord) -> None:
        self.store.record_epoch(self.run_id, epoch, claim=self._claim)


if __name__ == "__main__":
    sys.exit(main())
