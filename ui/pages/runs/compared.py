"""What is set side by side: runs, and cross-validations as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from runs.comparing.sentences import called, sentence_case
from runs.results import PREDICTIONS
from runs.series.repeats import place_of, shared_name
from runs.series.results import pooled
from runs.workspace import run_folder
from ui.frame import session
from ui.pages.runs import trained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from runs.store.records import RunRecord


@dataclass(frozen=True)
class Compared:
    """A run or a cross-validation.

    Args:
        ref: by what it is asked for: the number of a run, the name of a cross-validation.
        name: what a person called it.
        run: itself, or the first fold.
        parts: all runs that it consists of.
        numbers: of its validation images, or of all that its folds held out.
    """

    ref: int | str
    name: str
    run: RunRecord
    parts: tuple[RunRecord, ...]
    numbers: dict[str, Any]

    @property
    def title(self) -> str:
        """As "Run 3" or "Cross-validation 3f2a9c"."""
        return sentence_case(called(self.ref))

    @property
    def brief(self) -> str:
        """As "Run 3" or "Cross-val. 3f2a9c", where there is little room."""
        return self.title.replace("Cross-validation", "Cross-val.")

    @property
    def seconds(self) -> float | None:
        """What all of it took; ``None`` where nothing is known."""
        known = [run.seconds for run in self.parts if run.seconds is not None]
        return sum(known) if known else None

    @property
    def predicted(self) -> bool:
        """Whether every part of it has predictions to compare."""
        home = session.workspace()
        return all((run_folder(home, run.id) / PREDICTIONS).is_file() for run in self.parts)

    @property
    def synthetic(self) -> bool:
        """Whether it learnt from drawings."""
        return trained.synthetic(self.run.id)


def of_run(run: RunRecord) -> Compared:
    """A run, or one fold of a cross-validation alone."""
    return Compared(run.id, run.name, run, (run,), run.summary or {})


def of_series(repeats: Sequence[Sequence[RunRecord]]) -> Compared:
    """A cross-validation with all its folds and repeats."""
    first = repeats[0][0]
    runs = tuple(run for folds in repeats for run in folds)
    numbers = pooled(session.workspace(), first) or {}
    whole = place_of(str(first.series)).whole
    return Compared(whole, shared_name(first.name), first, runs, numbers)
