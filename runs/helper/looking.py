"""What the helper process answers about photographs beyond their scores.

``{"do": "explain", "run", "image", "positive", "method", "outline", "to"}`` writes a heat map over
a photograph to the picture ``to``; ``{"do": "liken", "run", "image"}`` tells what it is like;
``{"do": "learn", "run", "seconds"}`` goes on looking at the training images for that, and is
answered by ``{"done", "total"}``. Each has one item.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from runs.evaluation.heatmap.making import Method
from runs.explaining.making import Asked, explained
from runs.likeness.kept import Known, trained_at
from runs.likeness.learning import Learning
from runs.likeness.measuring import beside
from runs.workspace import run_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.helper.child import Step
    from runs.helper.models import Models


class Looking:
    """Answers for one workspace.

    Args:
        workspace: the folder with the runs.
        models: their networks.
    """

    def __init__(self, workspace: Path, models: Models) -> None:
        self._workspace, self._models = workspace, models
        self._learning: Learning | None = None
        self._known: tuple[tuple[int, int], Known] | None = None

    def explained(self, request: Mapping[str, Any], step: Step) -> dict[str, Any]:
        """A heat map."""
        outline = request["outline"]
        asked = Asked(
            request["positive"],
            Method(request["method"]),
            Path(request["to"]),
            Path(outline) if outline else None,
        )
        return explained(self._models.get(request["run"]), Path(request["image"]), asked, step)

    def beside(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What a photograph is like."""
        trained = self._models.get(request["run"])
        return beside(trained, self._known_of(request["run"]), Path(request["image"]))

    def learned(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """How far the training images are looked at, after some more of them."""
        run_id, under_way = request["run"], self._learning
        trained = self._models.get(run_id)
        if self._known_of(run_id) is not None:
            return {"done": 1, "total": 1}
        if under_way is None or under_way.trained is not trained:
            under_way = self._learning = Learning(self._workspace, run_id, trained)
        under_way.go_on(request["seconds"])
        told = {"done": under_way.done, "total": under_way.total}
        if under_way.done == under_way.total:
            self._learning = None
        return told

    def _known_of(self, run_id: int) -> Known | None:
        """The training images of a run, read once."""
        folder = run_folder(self._workspace, run_id)
        key = run_id, trained_at(folder)
        if self._known is None or self._known[0] != key:
            known = Known.read(folder)
            self._known = None if known is None else (key, known)
        return None if self._known is None else self._known[1]
