"""What a cross-validation has come to, as the command line prints and the pages show it."""

from __future__ import annotations

import json
import statistics
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from runs.described import without_curves
from runs.series.paths import POOLED
from runs.series.repeats import SPREAD, Repeat, place_of
from runs.store.states import RunState
from runs.workspace import series_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from runs.store.records import RunRecord


def by_series(runs: Iterable[RunRecord]) -> dict[str, list[RunRecord]]:
    """The runs that are folds, by their series, in the order of the folds."""
    found: dict[str, list[RunRecord]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.fold or 0):
        if run.series is not None:
            found[run.series].append(run)
    return dict(found)


def repeated(runs: Iterable[RunRecord]) -> list[list[list[RunRecord]]]:
    """Cross-validations, the latest first: each as its repeats, and these as their folds."""
    found: dict[str, list[list[RunRecord]]] = defaultdict(list)
    for series, folds in by_series(runs).items():
        found[place_of(series).whole].append(folds)
    ordered = (sorted(one, key=lambda folds: _place(folds).repeat) for one in found.values())
    return sorted(ordered, key=lambda repeats: -repeats[0][0].id)


def folder_of(workspace: Path, run: RunRecord) -> Path:
    """Where the files are of the cross-validation that a run is a fold of."""
    return series_folder(workspace, place_of(str(run.series)).whole)


def pooled(workspace: Path, run: RunRecord) -> dict[str, Any] | None:
    """The numbers of all photographs that the folds beside a run held out, curves and all.

    With repeats each photograph by the mean of its scores; None until all folds have ended, and of
    a run that is no fold.
    """
    if run.series is None:
        return None
    told: dict[str, Any] | None = _read(workspace, place_of(run.series).whole).get("pooled")
    return told or None


def whole_json(
    workspace: Path, repeats: Sequence[Sequence[RunRecord]], *, curves: bool = False
) -> dict[str, Any]:
    """A cross-validation as ``show`` prints it, once or repeated: what it was asked to be.

    Args:
        workspace: the folder with the runs.
        repeats: the folds of each that is there, at least one.
        curves: give curves, reliability bins and subgroups, too.
    """
    if _place(repeats[0]).repeats == 1:
        return series_json(workspace, repeats[0], curves=curves)
    return repeated_json(workspace, repeats, curves=curves)


def repeated_json(
    workspace: Path, repeats: Sequence[Sequence[RunRecord]], *, curves: bool = False
) -> dict[str, Any]:
    """A repeated cross-validation: the spread over all folds, and each repeat as it is alone.

    Args:
        workspace: the folder with the runs.
        repeats: the folds of each that is there, at least one.
        curves: give the curves, reliability bins and subgroups of all photographs together, too.
    """
    each = [{"repeat": _place(folds).repeat, **series_json(workspace, folds)} for folds in repeats]
    first, place = repeats[0][0], _place(repeats[0])
    aucs = [fold["auc"] for one in each for fold in one["runs"] if fold["auc"] is not None]
    together = [one["pooled"]["auc"] for one in each if one["pooled"]]
    mean, spread = _mean_and_sd(aucs)
    pooled_mean, pooled_spread = _mean_and_sd([auc for auc in together if auc is not None])
    problems = [one["problem"] for one in each if "problem" in one]
    return {
        "series": place.whole,
        "design": first.design_name,
        "dataset": first.dataset,
        "seeds": [one["seed"] for one in each],
        "state": _state_of_all([one["state"] for one in each], place.repeats),
        "folds": first.folds,
        "repeats": place.repeats,
        "auc_mean": mean,
        "auc_sd": spread,
        "folds_judged": len(aucs),
        "pooled_auc_mean": pooled_mean,
        "pooled_auc_sd": pooled_spread,
        "about_the_spread": SPREAD,
        "pooled": _shown(_read(workspace, place.whole), curves=curves),
        "each": each,
        "seconds": sum(one["seconds"] for one in each),
        **({"problem": problems[0]} if problems else {}),
    }


def _place(folds: Sequence[RunRecord]) -> Repeat:
    return place_of(str(folds[0].series))


def _mean_and_sd(values: Sequence[float]) -> tuple[float | None, float | None]:
    """Mean and sample standard deviation; None where there are too few."""
    mean = statistics.fmean(values) if values else None
    return mean, statistics.stdev(values) if len(values) > 1 else None


def _state_of_all(states: Sequence[str], repeats: int) -> str:
    if "running" in states:
        return "running"
    whole = set(states) == {"succeeded"} and len(states) == repeats
    return "succeeded" if whole else "incomplete"


def series_json(
    workspace: Path, runs: Sequence[RunRecord], *, curves: bool = False
) -> dict[str, Any]:
    """One cross-validation: its folds, their mean AUC, and all held-out photographs together.

    Args:
        workspace: the folder with the runs.
        runs: the folds that are there, at least one.
        curves: give the curves, reliability bins and subgroups of all photographs together, too.
    """
    first = runs[0]
    told = _read(workspace, str(first.series))
    aucs = {fold["fold"]: fold["auc"] for fold in told.get("folds", [])}
    mean, spread = _mean_and_sd([auc for auc in aucs.values() if auc is not None])
    return {
        "series": first.series,
        "design": first.design_name,
        "dataset": first.dataset,
        "seed": first.seed,
        "state": _state(runs),
        "folds": first.folds,
        "runs": [
            {"run": run.id, "fold": run.fold, "state": str(run.state), "auc": aucs.get(run.fold)}
            for run in runs
        ],
        "auc_mean": mean,
        "auc_sd": spread,
        "pooled": _shown(told, curves=curves),
        "seconds": sum(run.seconds or 0 for run in runs),
        **({"problem": told["problem"]} if "problem" in told else {}),
    }


def _shown(told: Mapping[str, Any], *, curves: bool) -> dict[str, Any] | None:
    found: dict[str, Any] | None = told.get("pooled")
    return found if found is None or curves else without_curves(found)


def _state(runs: Sequence[RunRecord]) -> str:
    """Running while one waits or trains, succeeded when all did, else incomplete."""
    states = {run.state for run in runs}
    if any(not state.finished for state in states):
        return "running"
    whole = states == {RunState.SUCCEEDED} and len(runs) == runs[0].folds
    return "succeeded" if whole else "incomplete"


def _read(workspace: Path, series: str) -> dict[str, Any]:
    """What was kept of it; only ``problem``, a sentence, where its file is damaged."""
    path = series_folder(workspace, series) / POOLED
    try:
        told = dict(json.loads(path.read_bytes()))
        for fold in told.get("folds", []):
            _ = fold["fold"], fold["auc"]
        if told.get("pooled") is not None:
            without_curves(told["pooled"])
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {
            "problem": f"The results of this cross-validation in {path} cannot be read: judge it "
            f"anew with `judge {place_of(series).whole}`."
        }
    return told
