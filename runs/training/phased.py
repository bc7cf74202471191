"""A network that learns in phases, each from the best weights of the one before.

What a phase is comes from ``learning_phases``, how it is learned from ``learning``; here is the way
from one to the next, and what is kept of it should the run be interrupted.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from builder.lowering import lower
from runs.training import checkpoints, network, standing
from runs.training.heartbeat import Ended
from runs.training.learned import Learned, Place

if TYPE_CHECKING:
    from pathlib import Path

    from runs.training.learning import Learning
    from runs.training.recipe import Recipe
    from runs.training.standing import Arrays

_log = logging.getLogger(__name__)
_STATE, _WEIGHTS, _BEST = "state.json", "weights.npz", "best.npz"


class _Ended(BaseModel):
    """Where a training stands between two phases: how far, how long, and its best epoch so far."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int
    best_epoch: int
    worth: tuple[float, float]
    seconds: float
    chosen: dict[str, Any] = {}


@dataclass(frozen=True)
class Phased:
    """The learning of one run, in phases.

    Args:
        learning: of the network as it is drawn, with its starting weights.
    """

    learning: Learning

    def run(self) -> Learned:
        """Learn in every phase, or do what is left of them; the best epoch of all counts.

        Raises:
            UserError: in words for whoever started the run.
            Ended: the run was asked to stop before there was anything to keep.
            SystemExit: after SIGTERM without a wish to stop.
        """
        weights: Arrays = self.learning.model.get_weights()
        best, ended = None, checkpoints.newest(self._kept)
        if ended:
            weights, best = self._read(ended.folder)
        recipes = self.learning.recipe.by_phase
        for number in range(ended.epoch + 1 if ended else 1, len(recipes) + 1):
            before = best.epochs if best else 0
            try:
                learned = self._phase(number, recipes[number - 1], weights, before).run()
                learned = replace(learned, parts=None)  # of the phase's network, not of the drawn
            except Ended:
                if best is None:
                    raise
                best = replace(best, finished=False)
                break
            best, weights = self._better(best, learned), learned.weights
            if not learned.finished:
                break
            self._keep(number, weights, best)
        if best is None:
            raise ValueError("expected at least one phase")
        return replace(best, calls=self.learning.calls)

    def _phase(self, number: int, recipe: Recipe, weights: Arrays, before: int) -> Learning:
        """The learning of one phase."""
        learning, phase = self.learning, self.learning.recipe.phases[number - 1]
        spec, count = phase.drawn(learning.spec), len(learning.recipe.phases)
        calls = lower(spec, learning.facts)
        text = f"Phase {number} of {count} ({phase.learns})"
        _log.info("Phase %d of %d: %s.", number, count, phase)
        return replace(
            learning,
            spec=spec,
            calls=calls,
            model=network.rebuilt(calls, weights, flips=False),
            recipe=recipe,
            place=Place(
                name=f"{number}: {phase.learns}",
                folder=_folder(number),
                before=before,
                epochs=learning.recipe.epochs_in_all,
                text=text,
                last=number == count,
            ),
        )

    @staticmethod
    def _better(best: Learned | None, learned: Learned) -> Learned:
        """The better one of two, with the epochs of both; of two equally good ones the earlier."""
        if best is None:
            return learned
        better = learned.worth > best.worth
        return replace(
            learned if better else best,
            finished=learned.finished,
            epochs=best.epochs + learned.epochs,
            best_epoch=best.epochs + learned.best_epoch if better else best.best_epoch,
            seconds=best.seconds + learned.seconds,
        )

    @property
    def _kept(self) -> Path:
        return self.learning.folder / "checkpoints" / "phases"

    def _keep(self, number: int, weights: Arrays, best: Learned) -> None:
        """Save what the next phase starts from, and the best so far; then give up the phase's own.

        A checkpoint's "epoch" is here the number of phases that are done.
        """

        def fill(folder: Path) -> None:
            standing.write_arrays(folder / _WEIGHTS, weights)
            if best.weights is not weights:
                standing.write_arrays(folder / _BEST, best.weights)
            told = _Ended.model_validate(best, from_attributes=True)
            (folder / _STATE).write_text(told.model_dump_json(indent=1), encoding="utf-8")

        checkpoints.save(self._kept, number, fill)
        shutil.rmtree(self.learning.folder / _folder(number), ignore_errors=True)

    def _read(self, folder: Path) -> tuple[Arrays, Learned]:
        """What ``_keep`` has written: the weights to go on from, and the best so far."""
        told = _Ended.model_validate_json((folder / _STATE).read_bytes())
        weights = standing.read_arrays(folder / _WEIGHTS)
        there = (folder / _BEST).exists()
        best = Learned(
            finished=True,
            epochs=told.epochs,
            best_epoch=told.best_epoch,
            worth=told.worth,
            seconds=told.seconds,
            weights=standing.read_arrays(folder / _BEST) if there else weights,
            calls=self.learning.calls,
            chosen=told.chosen,
        )
        return weights, best


def _folder(number: int) -> str:
    """Where the checkpoints of a phase are kept, from the folder of the run."""
    return f"checkpoints/phase-{number}"
