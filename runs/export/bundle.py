"""One zip with everything that a person takes home of a run; what is in each file is told beside.

Nothing of a photograph is in it, and the test's numbers only once they were opened and counted.
"""

from __future__ import annotations

import json
import tempfile
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers_catalog.errors import WrongCallError
from runs.described import NOTED
from runs.export.archive import write_zip
from runs.export.card.files import card_files
from runs.export.card.story import story_of
from runs.export.chances import in_words, run_to_export
from runs.export.checking import EXPECTED, VERIFY, as_text, check
from runs.export.frozen import ExportError
from runs.export.onnx_form import ONNX
from runs.export.pictures import pictures
from runs.export.readme import readme
from runs.export.requirements import requirements
from runs.export.weights import licence_name
from runs.helper.client import Helper
from runs.operating.point import OPERATING_POINT
from runs.results import MODEL
from runs.training.origins import without_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.export.found import Check
    from runs.export.frozen import FrozenRun

__all__ = ["BundleThereError", "ExportError", "export_run"]


class BundleThereError(WrongCallError):
    """A zip of that name is there already."""


def export_run(
    *,
    workspace: Path,
    run_id: int,
    to: Path,
    helper: Helper | None = None,
    onnx: bool = False,
    calibrated: bool = False,
    neutral: bool = False,
    overwrite: bool = False,
) -> dict[str, Any]:
    """Check a run's model in every form, then write its zip; the same run gives the same bytes.

    Args:
        workspace: the folder with the runs.
        run_id: of a run that has trained at least one epoch.
        to: the folder that receives the zip; made when it is missing.
        helper: of the workspace, where one is warm.
        onnx: whether to give the model as ONNX, too.
        calibrated: whether to give scores out at the temperature that validation gave.
        neutral: whether ``predictions.csv`` numbers the images, instead of naming them.
        overwrite: whether a zip that is there already may be replaced.

    Returns:
        ``bundle``: the zip's path; ``files``: the names in it; ``checked``: a sentence;
        ``largest_difference``: between the app's scores and those of any form;
        ``temperature``: at which scores are given out, or None.

    Raises:
        RunMissingError: there is no such run.
        BundleThereError: a zip of that name is there already.
        ExportError: it has nothing to export, a form of the model does not say what the app says,
            or the zip cannot be written.
    """
    run = run_to_export(workspace, run_id, calibrated=calibrated)
    path = to / f"{bundle_name(run)}.zip"
    if path.exists() and not overwrite:
        raise BundleThereError(
            f"{path} is there already.",
            "Choose another folder, or add --overwrite to replace it.",
        )
    with _helping(workspace, helper) as asked:
        found = check(run, helper=asked, onnx=onnx)
    return {
        **write_bundle(workspace, run, path, found, onnx=onnx, neutral=neutral),
        "checked": found.in_words,
        "largest_difference": found.largest_difference,
        "temperature": run.temperature,
    }


def bundle_name(run: FrozenRun) -> str:
    """What a run's zip and the folder in it are called."""
    return f"lesion-studio-run-{run.number}" + "-calibrated" * (run.temperature is not None)


def write_bundle(
    workspace: Path,
    run: FrozenRun,
    path: Path,
    found: Check,
    *,
    onnx: bool = False,
    neutral: bool = False,
) -> dict[str, Any]:
    """Write the zip of a run whose forms were checked; ``neutral``: with images numbered.

    Raises:
        ExportError: it cannot be written; what was there is as it was.
    """
    calibrated = run.temperature is not None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as place:
            story = story_of(workspace, run.number, calibrated=calibrated)
            files = contents(run) | card_files(story, neutral=neutral)
            files |= proofs(run, found, Path(place), onnx=onnx)
            names = write_zip(path, bundle_name(run), files)
    except OSError as error:
        raise ExportError(
            f"The bundle cannot be written to {path.parent}: {error.strerror or error}.",
            "Choose another folder, or make room on the disk.",
        ) from error
    return {"bundle": str(path.resolve()), "files": names}


@contextmanager
def _helping(workspace: Path, helper: Helper | None) -> Iterator[Helper]:
    """The helper that is warm, or one for this once."""
    if helper is not None:
        yield helper
        return
    with Helper(workspace) as own:
        yield own


def contents(run: FrozenRun) -> dict[str, str | Path]:
    """Each file of the bundle by its name: its text, or the file that is copied."""
    files: dict[str, str | Path] = {
        MODEL: run.model,
        "design.json": without_paths(run.design, run.workspace).to_json(),
        "facts.json": run.folder / "facts.json",
        "train.py": run.train_py,
        "predict.py": run.predict_py,
        "requirements.txt": requirements(run.packages, fitted=run.fitted),
        "metrics.json": metrics(run),
        "README.md": readme(run),
    }
    if run.results["operating_point"]:
        files[OPERATING_POINT] = point_file(run)
    for one in run.starting_files:
        if one.source.is_file():
            files[one.name] = one.source
        if one.licence is not None:
            files[licence_name(one)] = one.licence
    return files


def proofs(run: FrozenRun, found: Check, place: Path, *, onnx: bool) -> dict[str, str | Path]:
    """What proves that all forms agree: ``verify.py``, its pictures, the app's scores; and ONNX.

    Args:
        run: the run.
        found: of its check.
        place: an empty folder, for files that are no texts.
        onnx: whether ONNX was asked for.
    """
    files: dict[str, str | Path] = {
        "verify.py": run.verify_py,
        f"{VERIFY}/{EXPECTED}": as_text(found.expected),
    }
    for name, data in pictures().items():
        (place / name).write_bytes(data)
        files[f"{VERIFY}/{name}"] = place / name
    if onnx:
        files[ONNX] = run.kept / ONNX
        files["requirements.txt"] = requirements(run.packages, fitted=run.fitted, onnx=True)
        files["README.md"] = readme(run, onnx=True)
    return files


def point_file(run: FrozenRun) -> str | Path:
    """``operating_point.json``: as it was saved, or as it was moved to a temperature."""
    if run.temperature is None:
        return run.folder / OPERATING_POINT
    told = {name: value for name, value in run.results["operating_point"].items() if name != "test"}
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def metrics(run: FrozenRun) -> str:
    """``metrics.json``: what ``show`` prints but for a person's own notes, and what it is of."""
    told = {
        **{name: value for name, value in run.results.items() if name not in NOTED},
        "classes": run.facts.class_names,
        "input": asdict(run.picture),
        "grouped_by": run.dataset["grouped_by"],
        "synthetic": run.dataset["synthetic"],
        "notices": run.dataset["notices"],
        "temperature": run.temperature,
        "about_the_scores": list(in_words(run)),
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
