"""What the helper process does with a line of JSON: each request becomes lines of answers.

``{"id", "do": "predict", "run", "images"}`` is answered by one ``{"id", "item"}`` an image,
``{"id", "do": "prepare", …}`` by one in all (``preparing``), as are ``"look"`` (``mapping``),
``"open"`` (``opening``), ``"compare"`` with ``runs`` and ``split``, ``"judge-table"`` with ``path``
and ``positive``, ``"judge-anew"`` with ``run`` or ``series``; what is asked about a run's
photographs beyond scores is answered by ``looking``. Then ``{"id", "end": true}`` comes, or at any
point ``{"id", "error": {"message", "hint"}}``; before an item may come any number of
``{"id", "step": [done, total]}``.
"""

from __future__ import annotations

import json
import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError
from runs.comparing.comparing import compare_runs
from runs.helper.child import DOING
from runs.judged import judge_anew
from runs.loading import large_libraries
from runs.outside.table_judging import judge_table
from runs.scripts.parts.prediction import predict_images
from runs.series.pooling import judge_series_anew

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from runs.helper.child import Step
    from runs.helper.looking import Looking
    from runs.helper.mapping import Layers
    from runs.helper.models import Models

_log = logging.getLogger(__name__)


def serve(questions: Iterable[str], answers: TextIO, workspace: Path) -> None:
    """Answer line by line until ``questions`` end."""
    service = _Service(workspace)

    def answer(number: int, told: dict[str, Any]) -> None:
        answers.write(json.dumps({"id": number, **told}) + "\n")
        answers.flush()

    for line in questions:
        request = json.loads(line)
        number = request["id"]

        def step(done: int, total: int, number: int = number) -> None:
            answer(number, {"step": [done, total]})

        for told in service.answered(request, step):
            answer(number, told)


class _Service:
    """Answers for one workspace; Keras is loaded by the first question that needs it."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace

    @cached_property
    def _models(self) -> Models:
        with large_libraries():
            from runs.helper.models import Models

        return Models(self._workspace)

    @cached_property
    def _looking(self) -> Looking:
        from runs.helper.looking import Looking

        return Looking(self._workspace, self._models)

    @cached_property
    def _layers(self) -> Layers:
        with large_libraries():
            from runs.helper.mapping import Layers

        return Layers(self._workspace)

    def answered(self, request: dict[str, Any], step: Step) -> Iterator[dict[str, Any]]:
        try:
            for item in self._items(request, step):
                yield {"item": item}
            yield {"end": True}
        except UserError as error:
            yield {"error": {"message": error.message, "hint": error.hint}}
        except Exception as error:  # noqa: BLE001 whatever it was, the one who asked must hear of it
            _log.exception("%s failed.", request)
            yield {"error": {"message": f"{DOING[request['do']]} failed: {error}.", "hint": ""}}

    def _items(self, request: dict[str, Any], step: Step) -> Iterator[dict[str, Any]]:
        if request["do"] == "compare":
            yield compare_runs(self._workspace, request["runs"], split=request["split"])
        elif request["do"] == "judge-table":
            yield judge_table(Path(request["path"]), positive=request["positive"])
        elif request["do"] == "judge-anew":
            yield self._judged_anew(request)
        elif request["do"] in {"prepare", "open", "look"}:
            yield self._drawn(request)
        elif request["do"] == "explain":
            yield self._looking.explained(request, step)
        elif request["do"] == "learn":
            yield self._looking.learned(request)
        elif request["do"] == "liken":
            yield self._looking.beside(request)
        else:
            yield from self._predicted(request["run"], request["images"])

    def _drawn(self, request: dict[str, Any]) -> dict[str, Any]:
        """What is asked of a drawing, not of a run."""
        with large_libraries():
            from runs.helper.opening import kept
            from runs.helper.preparing import prepared

        if request["do"] == "look":
            return self._layers.looked(request)
        return kept(request) if request["do"] == "open" else prepared(request)

    def _judged_anew(self, request: dict[str, Any]) -> dict[str, Any]:
        """A run or, where one is named, a cross-validation."""
        if "series" in request:
            judge_series_anew(self._workspace, request["series"])
            return {"series": request["series"]}
        judge_anew(self._workspace, request["run"])
        return {"run": request["run"]}

    def _predicted(self, run_id: int, images: Iterable[str]) -> Iterator[dict[str, Any]]:
        """One at a time, so that whoever waits sees that work goes on."""
        trained = self._models.get(run_id)
        picture = trained.picture
        for image in images:
            yield from predict_images(
                trained.predict,
                [image],
                classes=trained.classes,
                height=picture.height,
                width=picture.width,
                fit=picture.fit,
                look=trained.look,
            )
