"""What the helper process does with a line of JSON: each request becomes lines of answers.

``{"id", "do": "predict", "run", "images"}`` is answered by one ``{"id", "item"}`` an image,
``{"id", "do": "prepare", …}`` by one in all (``preparing``), and so are ``"compare"`` with ``runs``
and ``split``, and ``"judge-table"`` with ``path``; then ``{"id", "end": true}`` comes, or
at any point ``{"id", "error": {"message", "hint"}}``.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import UserError
from runs.comparing.comparing import compare_runs
from runs.helper.child import DOING
from runs.helper.models import Models
from runs.helper.preparing import prepared
from runs.scripts.parts.prediction import predict_images

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

_log = logging.getLogger(__name__)


def serve(questions: Iterable[str], answers: TextIO, workspace: Path) -> None:
    """Answer line by line until ``questions`` end."""
    models = Models(workspace)
    for line in questions:
        request = json.loads(line)
        for answer in _answered(request, models, workspace):
            answers.write(json.dumps({"id": request["id"], **answer}) + "\n")
            answers.flush()


def _answered(request: dict[str, Any], models: Models, workspace: Path) -> Iterator[dict[str, Any]]:
    try:
        for item in _items(request, models, workspace):
            yield {"item": item}
        yield {"end": True}
    except UserError as error:
        yield {"error": {"message": error.message, "hint": error.hint}}
    except Exception as error:  # noqa: BLE001 whatever it was, the one who asked must hear of it
        _log.exception("%s failed.", request)
        yield {"error": {"message": f"{DOING[request['do']]} failed: {error}.", "hint": ""}}


def _items(request: dict[str, Any], models: Models, workspace: Path) -> Iterator[dict[str, Any]]:
    if request["do"] == "prepare":
        yield prepared(request)
    elif request["do"] == "compare":
        yield compare_runs(workspace, request["runs"], split=request["split"])
    else:
        yield from _predicted(request["run"], request["images"], models)


def _predicted(run_id: int, images: Iterable[str], models: Models) -> Iterator[dict[str, Any]]:
    """One at a time, so that whoever waits sees that work goes on."""
    trained = models.get(run_id)
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
