"""Other forms of a run's network than the file that training left, each made in its own process."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from runs.export import chances_form, onnx_form
from runs.export.frozen import ExportError
from runs.export.processes import last_line, python

_PROJECT: Final = Path(__file__).resolve().parents[2]
WITHOUT_ONNX: Final = (
    "Export it without ONNX: model.keras and predict.py are held to the app by themselves."
)


def onnx_missing() -> str | None:
    """Why no model can be given out as ONNX on this computer, in sentences; None where it can."""
    lacking = onnx_form.missing()
    if not lacking:
        return None
    return f"ONNX needs packages that are not installed: {', '.join(lacking)}. {onnx_form.GET_IT}"


def write_onnx(model: Path, to: Path) -> None:
    """Write a network as ONNX.

    Raises:
        ExportError: some layer of it cannot be told in ONNX.
    """
    done = python(_PROJECT, "-m", onnx_form.__name__, str(model), str(to))
    if done.returncode or not to.is_file():
        raise ExportError(
            f"This network cannot be given out as ONNX ({last_line(done.stderr)}).", WITHOUT_ONNX
        )


def write_chances(model: Path, to: Path, temperature: float) -> None:
    """Write a network that gives its scores at a temperature.

    Raises:
        ExportError: that failed.
    """
    done = python(_PROJECT, "-m", chances_form.__name__, str(model), str(to), repr(temperature))
    if done.returncode or not to.is_file():
        raise ExportError(
            f"The temperature cannot be put into this network ({last_line(done.stderr)}).",
            "Export it without: its scores are then given as they are.",
        )
