"""A run whose scores are given out as chances: at the temperature that validation gave, if wished.

All that is given out follows: the network (``chances_form``), the threshold, the predictions, and
what is told of them. Off unless it is asked for; the app itself goes on with scores as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from runs.export.chances_numbers import at_temperature
from runs.export.frozen import ExportError, frozen_run
from runs.operating import choosing
from runs.operating.applying import applied
from runs.operating.moving import moved
from runs.scripts import with_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from runs.export.frozen import FrozenRun

_TWO: Final = 2
_TRAIN: Final = (
    "What it trains gives its scores as they are learnt. The model.keras that came with it has a "
    "temperature of {at:.4g} besides, found on validation after the training; none is looked for "
    "here."
)


def temperature_of(results: Mapping[str, Any]) -> float | None:
    """The temperature that validation gave; None where none could be told.

    Args:
        results: of a run, as ``runs.results.run_json`` gives them.
    """
    told = (results.get("validation") or {}).get("calibration") or {}
    at: float | None = told.get("temperature")
    return at


def run_to_export(workspace: Path, run_id: int, *, calibrated: bool = False) -> FrozenRun:
    """A run as it is given out.

    Args:
        workspace: the folder with the runs.
        run_id: of a run that has trained at least one epoch.
        calibrated: whether its scores are given out at the temperature that validation gave.

    Raises:
        RunMissingError: there is no such run.
        ExportError: it has no model, its files are damaged, or it has no temperature.
        OperatingPointError: its saved point cannot be read, or cannot be chosen anew.
    """
    run = frozen_run(workspace, run_id)
    if not calibrated:
        return run
    at = temperature_of(run.results)
    if at is None:
        raise ExportError(
            f"Run {run_id} has no temperature: its validation lacks a class, its scores make no "
            "mistake there, or it was judged by an earlier version.",
            "Export it without: its scores are then given as they are.",
        )
    point = _point(workspace, run, at)
    return replace(
        run,
        temperature=at,
        results={**run.results, **_numbers(workspace, run, at), "operating_point": point},
        train_py=with_note(run.train_py, _TRAIN.format(at=at)),
    )


def _numbers(workspace: Path, run: FrozenRun, at: float) -> dict[str, Any]:
    """The numbers of validation, and of an opened test, beside scores at the temperature."""
    return {
        split: at_temperature(told, choosing.scored(workspace, run.number, split), at)
        for split in ("validation", "test")
        if (told := run.results.get(split))
    }


def _point(workspace: Path, run: FrozenRun, at: float) -> dict[str, Any] | None:
    """The saved point for scores at the temperature, with what it is worth on an opened test."""
    saved = choosing.saved(workspace, run.number)
    if saved is None:
        return None
    images = choosing.scored(workspace, run.number)
    point, said = moved(saved, images, at)
    told = {**point.as_json(), "temperature": at, "moved": said}
    if run.results.get("test"):
        test = choosing.scored(workspace, run.number, "test").at_temperature(at)
        told["test"] = applied(test, point)
    return told


def in_words(run: FrozenRun) -> Iterator[str]:
    """What it means that scores are given out at a temperature; nothing where they are not."""
    if run.temperature is None:
        return
    yield (
        f"All scores given out are at the temperature {run.temperature:.4g}: softmax(log(score) / "
        "temperature), put into the network itself. It was chosen on validation so that the log "
        "loss is least (Guo et al., ICML 2017). The class with the highest score stays the same. "
        "Lesion Studio itself goes on showing scores without it."
    )
    yield (
        f"Read as chances they hold for the mix of cases of the validation images ({_mix(run)}). "
        "Where yours is another, so are the chances."
    )
    if len(run.facts.class_names) > _TWO:
        yield (
            "AUC and average precision were measured on the scores before: with several classes a "
            "temperature can change the order of images, and so these numbers a little."
        )
    else:
        yield (
            "AUC, average precision and all decisions are the same as without it, but for scores "
            "so near to 0 or 1 that a computer cannot tell them apart."
        )


def _mix(run: FrozenRun) -> str:
    counts = [sum(row) for row in run.results["validation"]["confusion"]]
    whole = sum(counts)
    shares = zip(run.facts.class_names, counts, strict=True)
    return ", ".join(f"{name} {100 * count / whole:.0f} %" for name, count in shares)
