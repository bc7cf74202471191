"""Each way of training a case, once: which commands, and what they came to."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engine import ours
from benchmarks.engine.table import Measured, Way
from benchmarks.engine.timed import timed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.engine.cases import Case
    from benchmarks.engine.photographs import Photographs

FLOAT32 = "precision=float32"


@dataclass(frozen=True, kw_only=True)
class Ways:
    """All ways of training one case.

    Args:
        case: what is trained.
        photographs: what it is trained on.
        whole: run the usual script to its end, however long that takes.
        seed: of all of them.
    """

    case: Case
    photographs: Photographs
    whole: bool = False
    seed: int = 0

    def all(self) -> Iterator[tuple[Way, Measured]]:
        """Every way, one after the other."""
        yield Way.USUAL, self.usual()
        if self.case.frozen:
            yield Way.CAREFUL, self.careful()
        with ours.fresh_workspace(self.photographs) as workspace:
            yield Way.OURS, ours.trained(self.case, workspace, seed=self.seed)
            if self.case.frozen:
                yield Way.OURS_AGAIN, ours.trained(self.case, workspace, seed=self.seed)
        with ours.fresh_workspace(self.photographs) as workspace:
            precise = ours.trained(self.case, workspace, seed=self.seed, settings=[FLOAT32])
            yield Way.OURS_FLOAT32, precise

    def usual(self) -> Measured:
        """The usual script, extended to all epochs where only some are run."""
        epochs = self.case.epochs
        run = epochs if self.whole else min(epochs, self.case.timed_epochs or epochs)
        learns = [] if self.case.frozen else ["--all-layers"]
        measured, told = self._script("usual", epochs=run, more=learns)
        return measured.scaled_to(epochs, run=run, epoch_seconds=told["epoch_seconds"])

    def careful(self) -> Measured:
        """The careful script."""
        return self._script("careful", epochs=self.case.epochs, more=[])[0]

    def _script(
        self, name: str, *, epochs: int, more: list[str]
    ) -> tuple[Measured, dict[str, float]]:
        """Run a script, and judge its model where the case is judged and all epochs were run."""
        python = [sys.executable, "-m"]
        with tempfile.TemporaryDirectory() as folder:
            model, photographs = str(Path(folder) / "model.keras"), str(self.photographs.folders)
            learning = ["--epochs", str(epochs), "--seed", str(self.seed), *more]
            options = [photographs, model, *self.case.script_options, *learning]
            done = timed([*python, f"benchmarks.engine.{name}", *options])
            whole = self.case.judged and epochs == self.case.epochs
            judge = [*python, "benchmarks.engine.judged", model, photographs]
            judged = timed(judge).told if whole else {}
        measured = Measured(
            seconds=done.seconds,
            peak_mb=done.peak_mb,
            images_per_second=done.told["images_per_second"],
            validation_auc=judged.get("validation"),
            test_auc=judged.get("test"),
        )
        return measured, done.told
