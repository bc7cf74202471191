"""One zip with everything that a person takes home of a run; what is in each file is told beside.

Nothing of a photograph is in it, and the test's numbers only once they were opened and counted.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from runs.export.archive import write_zip
from runs.export.frozen import ExportError, frozen_run
from runs.export.readme import readme
from runs.export.requirements import requirements
from runs.export.weights import licence_name
from runs.operating.point import OPERATING_POINT
from runs.results import MODEL
from runs.training.earlier import without_paths

if TYPE_CHECKING:
    from pathlib import Path

    from runs.export.frozen import FrozenRun

__all__ = ["ExportError", "export_run"]


def export_run(*, workspace: Path, run_id: int, to: Path) -> dict[str, Any]:
    """Write a run's zip; the same run gives the same bytes.

    Args:
        workspace: the folder with the runs.
        run_id: of a run that has trained at least one epoch.
        to: the folder that receives the zip; made when it is missing.

    Returns:
        ``bundle``: the zip's path; ``files``: the names in it.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has nothing to export, or the zip cannot be written.
    """
    run = frozen_run(workspace, run_id)
    name = f"lesion-studio-run-{run_id}"
    path = to / f"{name}.zip"
    try:
        to.mkdir(parents=True, exist_ok=True)
        files = write_zip(path, name, contents(run))
    except OSError as error:
        raise ExportError(
            f"The bundle cannot be written to {to}: {error.strerror or error}.",
            "Choose another folder, or make room on the disk.",
        ) from error
    return {"bundle": str(path.resolve()), "files": files}


def contents(run: FrozenRun) -> dict[str, str | Path]:
    """Each file of the bundle by its name: its text, or the file that is copied."""
    files: dict[str, str | Path] = {
        MODEL: run.folder / MODEL,
        "design.json": without_paths(run.design).to_json(),
        "facts.json": run.folder / "facts.json",
        "train.py": run.train_py,
        "predict.py": run.predict_py,
        "requirements.txt": requirements(run.packages, fitted=run.fitted),
        "metrics.json": metrics(run),
        "README.md": readme(run),
    }
    if run.results["operating_point"]:
        files[OPERATING_POINT] = run.folder / OPERATING_POINT
    for one in run.starting_files:
        if one.source.is_file():
            files[one.name] = one.source
        if one.licence is not None:
            files[licence_name(one)] = one.licence
    return files


def metrics(run: FrozenRun) -> str:
    """``metrics.json``: what ``show`` prints, with what the numbers belong to."""
    told = {
        **run.results,
        "classes": run.facts.class_names,
        "input": asdict(run.picture),
        "grouped_by": run.dataset["grouped_by"],
        "synthetic": run.dataset["synthetic"],
        "notices": run.dataset["notices"],
    }
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
