"""Holds every form of a run's model to the app's own scores, before any of them is given out.

The scores are the helper's, as on the Predict page; the forms are asked by ``verify.py``, as
whoever takes them home asks them. What was found is kept with the run while nothing of it changes.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from data.image import load_image
from runs.computer import versions
from runs.export import onnx_form
from runs.export.frozen import ExportError, frozen_run
from runs.export.hashed import sha256_of
from runs.export.onnx_form import ONNX
from runs.export.pictures import VERSION, pictures
from runs.results import MODEL
from runs.training import process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from runs.export.frozen import FrozenRun
    from runs.helper.client import Helper

FOLDER: Final = "export"
"""Of a run: what exports need and is costly to make."""
CHECK: Final = "check.json"
VERIFY: Final = "verify"
EXPECTED: Final = "expected.json"
LIMIT: Final = 1e-5
SECONDS: Final = 600
_PROJECT: Final = Path(__file__).resolve().parents[2]
_WITHOUT_ONNX: Final = (
    "Export it without ONNX: model.keras and predict.py are held to the app by themselves."
)
_NAMES: Final = {MODEL: "the model", "predict.py": "the code", ONNX: "ONNX"}


class Form(BaseModel):
    """How far a form of the model is from the app.

    Args:
        form: its file, or "pixels" for how pictures are read.
        agrees: whether it says the same.
        pictures: that it was asked about.
        largest_difference: between two scores of one picture; None where it has none.
        problem: why it could not be asked.
    """

    model_config = ConfigDict(frozen=True)

    form: str
    agrees: bool
    pictures: int
    largest_difference: float | None
    problem: str | None


class Check(BaseModel):
    """What the app says of the pictures, and whether all forms of the model say the same.

    Args:
        of: the digest of what was checked.
        forms: that were held to the app.
        onnx: SHA-256 of the ONNX file among them; None where there was none.
        expected: what ``verify/expected.json`` holds.
    """

    model_config = ConfigDict(frozen=True)

    of: str
    forms: tuple[Form, ...]
    onnx: str | None = None
    expected: dict[str, Any]

    @property
    def agrees(self) -> bool:
        """Whether nothing is wrong with any form."""
        return all(one.agrees for one in self.forms)

    @property
    def largest_difference(self) -> float:
        """Between the app and any form, from 0 to 1."""
        return max((one.largest_difference or 0.0 for one in self.forms), default=0.0)

    @property
    def in_words(self) -> str:
        """What was found, in a sentence."""
        named = [_NAMES[one.form] for one in self.forms if one.form in _NAMES]
        listed = " and ".join([", ".join(named[:-1]), named[-1]]) if len(named) > 1 else named[0]
        apart = f"{self.largest_difference:.2g}" if self.largest_difference else "0"
        return (
            f"Checked: {listed} say the same as the app on {self.forms[0].pictures} pictures; "
            f"largest difference {apart}."
        )


def onnx_missing() -> str | None:
    """Why no model can be given out as ONNX on this computer, in sentences; None where it can."""
    lacking = onnx_form.missing()
    if not lacking:
        return None
    return f"ONNX needs packages that are not installed: {', '.join(lacking)}. {onnx_form.GET_IT}"


def remembered(run: FrozenRun, *, onnx: bool = False) -> Check | None:
    """The check of a run as it is now, where it was made and went well."""
    path = run.folder / FOLDER / CHECK
    try:
        found = Check.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
    there = not onnx or found.onnx == (_sha256(run.folder / FOLDER / ONNX) or "none")
    return found if there and found.agrees and found.of == _digest(run) else None


def check(workspace: Path, run_id: int, *, helper: Helper, onnx: bool = False) -> Check:
    """Hold each form to the app, unless that was done before; takes up to a minute.

    Args:
        workspace: the folder with the runs.
        run_id: of a run with a trained network.
        helper: of the workspace; gives the app's scores.
        onnx: whether the model is to be given out as ONNX, too.

    Raises:
        ExportError: a form does not agree, could not be made or asked, or the run has no network.
        HelperError: the app itself cannot predict.
    """
    run = frozen_run(workspace, run_id)
    known = remembered(run, onnx=onnx)
    if known is not None:
        return known
    if onnx and (why := onnx_missing()):
        raise ExportError(why)
    folder = run.folder / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            found = _checked(run, run_id, Path(place), helper, onnx=onnx)
            if found.agrees:
                if onnx:
                    process.write_atomically(folder / ONNX, (Path(place) / ONNX).read_bytes())
                process.write_atomically(folder / CHECK, found.model_dump_json(indent=1).encode())
    except OSError as error:
        raise ExportError(
            f"Run {run_id} cannot be checked before its export: {error.strerror or error}.",
            "Make room on the disk, then try again.",
        ) from error
    _refuse(run_id, found)
    return found


def _checked(run: FrozenRun, run_id: int, place: Path, helper: Helper, *, onnx: bool) -> Check:
    """Lay out what is given out and ask its ``verify.py``."""
    shutil.copyfile(run.folder / MODEL, place / MODEL)
    for name, text in (("predict.py", run.predict_py), ("verify.py", run.verify_py)):
        (place / name).write_text(text, encoding="utf-8")
    (place / VERIFY).mkdir()
    for name, data in pictures().items():
        (place / VERIFY / name).write_bytes(data)
    expected = _expected(run, helper.predict(run_id, [place / VERIFY / n for n in pictures()]))
    (place / VERIFY / EXPECTED).write_text(as_text(expected), encoding="utf-8")
    if onnx:
        _convert(run.folder / MODEL, place / ONNX)
    done = _python(place, "verify.py", "--json")
    try:
        forms = json.loads(done.stdout)["forms"]
        made = _sha256(place / ONNX) if onnx else None
        return Check(of=_digest(run), forms=forms, onnx=made, expected=expected)
    except (ValueError, KeyError) as error:
        raise ExportError(
            f"Run {run_id} cannot be checked: its verify.py ended without an answer "
            f"({_last_line(done.stderr)}).",
            "Try again when the computer has less to do.",
        ) from error


def as_text(expected: Mapping[str, Any]) -> str:
    """``verify/expected.json``."""
    return json.dumps(expected, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _expected(run: FrozenRun, said: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The app's scores, and the pixels that it saw."""
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
        seen = hashlib.sha256(pixels.tobytes()).hexdigest()
        told.append({"file": name, "pixels": seen, "scores": scores})
    return {"classes": list(classes), "limit": LIMIT, "pictures": told}


def _convert(model: Path, to: Path) -> None:
    """Write the model as ONNX there."""
    module = onnx_form.__name__
    done = _python(_PROJECT, "-m", module, str(model), str(to))
    if done.returncode or not to.is_file():
        raise ExportError(
            f"This network cannot be given out as ONNX ({_last_line(done.stderr)}).",
            _WITHOUT_ONNX,
        )


def _python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 our own scripts, no shell
            [sys.executable, *arguments],
            cwd=folder,
            env={"TF_ENABLE_ONEDNN_OPTS": "1", **os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ExportError(
            f"Checking the export gave no answer for {SECONDS // 60} minutes, so it was ended.",
            "Try again when the computer has less to do.",
        ) from None


def _refuse(run_id: int, found: Check) -> None:
    for one in found.forms:
        if one.problem:
            raise ExportError(f"Run {run_id} was not exported: {one.form}: {one.problem}.")
        if not one.agrees:
            raise ExportError(
                f"Run {run_id} was not exported: {one.form} does not say the same as the app on "
                f"{one.pictures} pictures; the largest difference is {one.largest_difference:.2g}, "
                f"the limit {LIMIT:.0e}.",
                _WITHOUT_ONNX
                if one.form == ONNX
                else "Please report it, with the file design.json of the run.",
            )


def _digest(run: FrozenRun) -> str:
    """Of the model, all that is made of it, and what runs it: a new version checks anew."""
    told = hashlib.sha256()
    packages = json.dumps([run.packages, versions(*onnx_form.NEEDED)])
    texts = (run.predict_py, run.verify_py, run.design.digest(), packages)
    for text in (sha256_of(run.folder / MODEL), *texts, str(VERSION)):
        told.update(text.encode())
    return told.hexdigest()


def _sha256(file: Path) -> str | None:
    return sha256_of(file) if file.is_file() else None


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "it said nothing"
