"""A run's own photographs beside another collection's: the AUCs, the drop, and all in sentences.

Only files are read: light enough for the pages.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from data.library import Library
from runs import results
from runs.outside.drop import drop, in_words
from runs.outside.records import times_judged
from runs.store.store import RunStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from runs.outside.drop import Drop

_AREA: Final = ("auc", "auc_low", "auc_high")
_TIMES: Final = {1: "once", 2: "twice"}
_CLOSED: Final = (
    "Its own test set is closed, so this is its validation: used for choosing, and so optimistic"
)
OWN_TEST: Final = "its own test set"
OWN_VALIDATION: Final = "its own validation images"


def told_beside(
    workspace: Path, told: Mapping[str, Any], *, calibrated: bool = False
) -> dict[str, Any]:
    """What stands beside a result on another collection.

    Args:
        workspace: the folder with the runs.
        told: as ``runs.outside.judging.judge`` gave it.
        calibrated: whether it is told beside scores at a temperature, of which it is not.

    Returns:
        ``{own: {split, auc, auc_low, auc_high}, drop: {value, low, high}, times_judged,
        sentences}``; ``drop`` is ``None`` where an AUC is undefined.
    """
    own = _own(workspace, int(told["run"]))
    outside = told["evaluation"]
    found = drop(own, outside)
    digests = {told["dataset_digest"], *Library(workspace).versions(told["dataset"])}
    times = times_judged(workspace, digests)
    test = own["split"] == "test"
    called = OWN_TEST if test else OWN_VALIDATION
    sentences = [
        in_words(own, outside, own=called, name=told["dataset"]),
        *([] if test else [_closed(found)]),
        *_at_point(told, calibrated=calibrated),
        _on(told),
        *(f"Left out: {one['images']:,} that {one['why']}." for one in told["left_out"]),
        *outside.get("notes", ()),
        *told["notices"],
        _judged(told["dataset"], times),
    ]
    return {
        "own": own,
        "drop": asdict(found) if found else None,
        "times_judged": times,
        "sentences": sentences,
    }


def _closed(found: Drop | None) -> str:
    lower = found is not None and found.value > 0
    return f"{_CLOSED}; a part of the drop may be that alone." if lower else f"{_CLOSED}."


def _judged(name: str, times: int) -> str:
    often = _TIMES.get(times, f"{times:,} times")
    said = f"“{name}” was judged on {often}, by all runs together: the more is chosen by it, the "
    return said + "less it can tell."


def _own(workspace: Path, run_id: int) -> dict[str, Any]:
    """The test set where it was opened, else validation; a fold's held-out part is no test set."""
    with RunStore(workspace) as store:
        run = store.get(run_id)
    told = results.run_json(workspace, run_id, with_test=True, curves=False)
    split = "test" if run.test_opened and told.get("test") else "validation"
    numbers = told.get(split) or {}
    return {"split": split, **{key: numbers.get(key) for key in _AREA}}


def _on(told: Mapping[str, Any]) -> str:
    images, groups, unit = told["images"], told["groups"], told["grouped_by"]
    of = "" if unit == "image" else f" of {groups:,} {unit}{'s' * (groups != 1)}"
    return f"Judged on {images:,} photograph{'s' * (images != 1)}{of} that the run has not seen."


def _at_point(told: Mapping[str, Any], *, calibrated: bool) -> list[str]:
    """Both shares at the frozen threshold, where one was saved; it is never at a temperature."""
    point = told.get("point")
    if not point:
        return []
    shares = " and ".join(_share(point, name) for name in ("sensitivity", "specificity"))
    of = " of the scores without the temperature" if calibrated else ""
    return [f"At the run's frozen threshold of {point['threshold']:.3f}{of}: {shares}."]


def _share(point: Mapping[str, Any], name: str) -> str:
    value, low, high = (point[f"{name}{end}"] for end in ("", "_low", "_high"))
    if value is None:
        return f"{name} undefined"
    if low is None or high is None:
        return f"{name} {100 * value:.0f} %"
    return f"{name} {100 * value:.0f} % ({100 * low:.0f} to {100 * high:.0f})"
