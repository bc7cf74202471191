"""Holds every form of a run's model to the app's own scores, before any of them is given out.

The scores are the helper's, as on the Predict page; the forms are asked by ``verify.py``, as
whoever takes them home asks them.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from data.image import load_image
from runs.export.forms import WITHOUT_ONNX, onnx_missing, write_chances, write_onnx
from runs.export.found import CHECK, Check, digest, made_files, remembered, sha256
from runs.export.frozen import ExportError
from runs.export.onnx_form import ONNX
from runs.export.pictures import pictures
from runs.export.processes import last_line, python
from runs.results import MODEL
from runs.tempering import tempered
from runs.training import process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runs.export.frozen import FrozenRun
    from runs.helper.client import Helper

VERIFY: Final = "verify"
EXPECTED: Final = "expected.json"
LIMIT: Final = 1e-5


def check(run: FrozenRun, *, helper: Helper, onnx: bool = False) -> Check:
    """Hold each form to the app, unless that was done before; takes up to a minute.

    Args:
        run: with a trained network.
        helper: of its workspace; gives the app's scores.
        onnx: whether the model is to be given out as ONNX, too.

    Raises:
        ExportError: a form does not agree, or could not be made or asked.
        HelperError: the app itself cannot predict.
    """
    known = remembered(run, onnx=onnx)
    if known is not None:
        return known
    if onnx and (why := onnx_missing()):
        raise ExportError(why)
    try:
        run.kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            found = _checked(run, Path(place), helper, onnx=onnx)
            if found.agrees:
                for name in found.made:
                    process.write_atomically(run.kept / name, (Path(place) / name).read_bytes())
                text = found.model_dump_json(indent=1)
                process.write_atomically(run.kept / CHECK, text.encode())
    except OSError as error:
        raise ExportError(
            f"Run {run.number} cannot be checked before its export: {error.strerror or error}.",
            "Make room on the disk, then try again.",
        ) from error
    _refuse(run.number, found)
    return found


def _checked(run: FrozenRun, place: Path, helper: Helper, *, onnx: bool) -> Check:
    """Lay out what is given out and ask its ``verify.py``."""
    if run.temperature is None:
        shutil.copyfile(run.folder / MODEL, place / MODEL)
    else:
        write_chances(run.folder / MODEL, place / MODEL, run.temperature)
    for name, text in (("predict.py", run.predict_py), ("verify.py", run.verify_py)):
        (place / name).write_text(text, encoding="utf-8")
    (place / VERIFY).mkdir()
    for name, data in pictures().items():
        (place / VERIFY / name).write_bytes(data)
    said = helper.predict(run.number, [place / VERIFY / name for name in pictures()])
    expected = _expected(run, said)
    (place / VERIFY / EXPECTED).write_text(as_text(expected), encoding="utf-8")
    if onnx:
        write_onnx(place / MODEL, place / ONNX)
    done = python(place, "verify.py", "--json")
    try:
        return Check(
            of=digest(run),
            forms=json.loads(done.stdout)["forms"],
            made={name: sha256(place / name) or "" for name in made_files(run, onnx=onnx)},
            temperature=run.temperature,
            expected=expected,
        )
    except (ValueError, KeyError) as error:
        raise ExportError(
            f"Run {run.number} cannot be checked: its verify.py ended without an answer "
            f"({last_line(done.stderr)}).",
            "Try again when the computer has less to do.",
        ) from error


def as_text(expected: Mapping[str, Any]) -> str:
    """``verify/expected.json``."""
    return json.dumps(expected, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _expected(run: FrozenRun, said: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The app's scores, at the temperature where there is one, and the pixels that it saw."""
    classes, picture = run.facts.class_names, run.picture
    told = []
    for (name, data), one in zip(pictures().items(), said, strict=True):
        if one["problem"]:
            raise ExportError(f"The app could not judge the picture {name}: {one['problem']}")
        pixels = load_image(io.BytesIO(data), picture.height, picture.width, picture.fit)
        scores = [one["probabilities"][each] for each in classes]
        if not all(map(math.isfinite, scores)):
            raise ExportError(
                f"The network was not exported: it answers with no number to the picture {name}.",
                "Its weights have grown beyond measure: train again with a lower learning rate.",
            )
        if run.temperature is not None:
            scores = tempered(np.array([scores]), run.temperature)[0].tolist()
        seen = hashlib.sha256(pixels.tobytes()).hexdigest()
        told.append({"file": name, "pixels": seen, "scores": scores})
    at = {} if run.temperature is None else {"temperature": run.temperature}
    return {"classes": list(classes), "limit": LIMIT, **at, "pictures": told}


def _refuse(run_id: int, found: Check) -> None:
    for one in found.forms:
        if one.problem:
            raise ExportError(f"Run {run_id} was not exported: {one.form}: {one.problem}.")
        if not one.agrees:
            raise ExportError(
                f"Run {run_id} was not exported: {one.form} does not say the same as the app on "
                f"{one.pictures} pictures; the largest difference is {one.largest_difference:.2g}, "
                f"the limit {LIMIT:.0e}.",
                WITHOUT_ONNX
                if one.form == ONNX
                else "Please report it, with the file design.json of the run.",
            )
