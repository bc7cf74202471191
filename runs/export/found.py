"""What was found when the forms of a network were held to the app; kept while nothing changes.

The holding itself is left to ``checking``.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from runs.computer import versions
from runs.export.hashed import sha256_of
from runs.export.onnx_form import NEEDED, ONNX
from runs.export.pictures import VERSION
from runs.results import MODEL

if TYPE_CHECKING:
    from pathlib import Path

    from runs.export.frozen import FrozenRun

CHECK: Final = "check.json"
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
        made: SHA-256 of each file among them that was made for the export, by its name.
        temperature: at which the app's scores were taken; None where they were taken as they are.
        expected: what ``verify/expected.json`` holds.
    """

    model_config = ConfigDict(frozen=True)

    of: str
    forms: tuple[Form, ...]
    made: dict[str, str] = {}
    temperature: float | None = None
    expected: dict[str, Any]

    def without(self, name: str) -> Check:
        """The same of all forms but one, such as one that is not given out."""
        forms = tuple(one for one in self.forms if one.form != name)
        made = {file: value for file, value in self.made.items() if file != name}
        return self.model_copy(update={"forms": forms, "made": made})

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
        app = "the app" if self.temperature is None else "the app at this temperature"
        return (
            f"Checked: {listed} say the same as {app} on {self.forms[0].pictures} pictures; "
            f"largest difference {apart}."
        )


def remembered(run: FrozenRun, *, onnx: bool = False) -> Check | None:
    """The check of a run as it is now, where it was made and went well; of what is given out.

    Args:
        run: the run.
        onnx: whether its model is to be given out as ONNX, too.
    """
    try:
        found = Check.model_validate_json((run.kept / CHECK).read_bytes())
    except (OSError, ValidationError):
        return None
    needed = made_files(run, onnx=onnx)
    there = all(found.made.get(name, "") == sha256(run.kept / name) for name in needed)
    if not (there and found.agrees and found.of == digest(run)):
        return None
    return found if onnx else found.without(ONNX)


def made_files(run: FrozenRun, *, onnx: bool) -> list[str]:
    """The files of a run that are made for its export, and kept beside the check."""
    return [*[MODEL] * (run.temperature is not None), *[ONNX] * onnx]


def digest(run: FrozenRun) -> str:
    """Of the model, all that is made of it, and what runs it: a new version checks anew."""
    told = hashlib.sha256(sha256_of(run.folder / MODEL).encode())
    packages = json.dumps([run.packages, versions(*NEEDED)])
    texts = (run.predict_py, run.verify_py, run.design.digest(), packages)
    for text in (*texts, str(VERSION)):
        told.update(text.encode())
    return told.hexdigest()


def sha256(file: Path) -> str | None:
    """Of a file; None where there is none."""
    return sha256_of(file) if file.is_file() else None
