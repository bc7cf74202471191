"""Numbers in words: shares with their intervals, durations, sizes, and the notices that must stand.

Pure text; what is shown where is left to the pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from runs.store.states import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

DROP_ZONE = (
    "Dermoscopy only, like the training set. Files are not kept. No decisions about patients."
)
DRAWINGS = "Drawings, not patients: this number says nothing about skin."
LABEL = "Label in your data"
"""What a photograph is called by those who collected it: not what this program finds."""
OPTIMISTIC = "used for choosing: optimistic"
UNKNOWN = "–"

STATES: Mapping[str, str] = {
    RunState.QUEUED: "waiting",
    RunState.RUNNING: "training",
    RunState.INTERRUPTED: "interrupted",
    RunState.SUCCEEDED: "done",
    RunState.STOPPED: "stopped early",
    RunState.FAILED: "failed",
    "incomplete": "not all folds are here",
}
"""Where a run stands, or (the last, too) a cross-validation, as pages and commands say it."""

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#~$|]|:(?=[a-z])")
"""What Streamlit's Markdown would take for more than text."""
_MINUTE, _HOUR = 60, 3600
_UNITS = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))


def percent(share: float | None) -> str:
    """``0.873`` as "87 %"; what is unknown as a dash."""
    return UNKNOWN if share is None else f"{100 * share:.0f}\u00a0%"


def share_with_interval(share: float | None, low: float | None, high: float | None) -> str:
    """``0.873, 0.82, 0.91`` as "87 % (82 to 91)"."""
    if share is None:
        return "undefined"
    if low is None or high is None:
        return percent(share)
    return f"{percent(share)} ({100 * low:.0f} to {100 * high:.0f})"


def auc(result: Mapping[str, Any] | None) -> str:
    """The AUC of an evaluation with its interval: "0.84 (0.80 to 0.88)"."""
    if not result or result.get("auc") is None:
        return UNKNOWN
    low, high = result.get("auc_low"), result.get("auc_high")
    if low is None or high is None:
        return f"{result['auc']:.2f}"
    return f"{result['auc']:.2f} ({low:.2f} to {high:.2f})"


def duration(seconds: float | None) -> str:
    """A time in words: "40 seconds", "3 minutes", "1 hour 20 minutes"."""
    if seconds is None:
        return UNKNOWN
    if seconds < _MINUTE:
        return plural(max(1, round(seconds)), "second")
    minutes = round(seconds / _MINUTE)
    if minutes < _HOUR // _MINUTE:
        return plural(minutes, "minute")
    hours, rest = divmod(minutes, 60)
    return plural(hours, "hour") + (f" {plural(rest, 'minute')}" if rest else "")


def brief(seconds: float) -> str:
    """A time in few letters: "40 s", "3 min", "1 h 20 min"."""
    minutes = round(seconds / _MINUTE)
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))}\u00a0s"
    hours, rest = divmod(minutes, _HOUR // _MINUTE)
    told = [f"{hours}\u00a0h"] * bool(hours) + [f"{rest}\u00a0min"] * bool(rest)
    return " ".join(told)


def moment(when: datetime) -> str:
    """A moment on this computer's clock: "3 Nov 2026, 14:05"."""
    here = when.astimezone()
    return f"{day(when)}, {here:%H:%M}"


def day(when: datetime) -> str:
    """The same without the hour: "3 Nov 2026"."""
    here = when.astimezone()
    return f"{here.day} {here:%b %Y}"


def roughly(seconds: float) -> str:
    """A time to plan with: "about 3 minutes"; nobody plans with less than one."""
    return "under a minute" if seconds < _MINUTE else f"about {duration(seconds)}"


def expected(seconds: float | None, *, folds: int | None = None) -> str:
    """How long a training should take, or all of a cross-validation, as a sentence.

    Args:
        seconds: in all; None where it is not known.
        folds: of a cross-validation.
    """
    if seconds is None:
        of_one = f"; {folds} folds take up to {folds} times that" if folds else ""
        return f"How long that takes is known after the first epoch{of_one}."
    whole = f"for all {folds} folds" if folds else "in all"
    return f"Perhaps {roughly(seconds)} {whole} on this computer."


def time_left(seconds: float | None) -> str:
    """What remains: "about 3 minutes left", "a few seconds left"; nothing where it is unknown."""
    if seconds is None:
        return ""
    if seconds < 10:  # noqa: PLR2004  nobody plans with fewer
        return "a few seconds left"
    if (tens := 10 * round(seconds / 10)) < _MINUTE:
        return f"about {tens} seconds left"
    return f"about {duration(max(seconds, _MINUTE))} left"


def plural(count: int, thing: str, things: str = "") -> str:
    """``1, "image"`` as "1 image"; ``10015, "image"`` as "10,015 images"."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def population(told: Mapping[str, Any]) -> str:
    """What an import says of itself, in short: "600 images of 420 lesions"."""
    images = plural(told["images"], "image")
    return f"{images} of {plural(told['lesions'], 'lesion')}" if told.get("lesions") else images


def computer(told: Mapping[str, Any]) -> dict[str, str]:
    """A computer in words, from what ``runs.computer`` tells of it; what is missing is unknown."""
    memory = told.get("memory_mb")
    return {
        "Processor": str(told.get("processor", UNKNOWN)),
        "Cores": str(told.get("cores", UNKNOWN)),
        "Memory": UNKNOWN if memory is None else size(memory * 1e6),
        "bfloat16 arithmetic": "yes" if told.get("bf16") else "no",
        "GPU": "present" if told.get("gpu") else "none (none is needed)",
        "System": str(told.get("system", UNKNOWN)),
        "Python": str(told.get("python", UNKNOWN)),
    }


def part(split: str) -> str:
    """The part of a photograph: "train", "validation", "test" or "left out"."""
    return "left out" if split == "excluded" else split


def unit(grouped_by: str) -> str:
    """What a dataset was divided by: "lesion", "patient", or "photograph" without ids of them."""
    return "photograph" if grouped_by == "image" else grouped_by


def size(count: float) -> str:
    """Bytes as "7.1 MB" (powers of 1000, as disks are sold)."""
    unit = next((u for u, step in _UNITS if count >= step), "bytes")
    step = dict(_UNITS).get(unit, 1)
    return f"{count / step:.1f} {unit}" if unit in {"MB", "GB"} else f"{count / step:.0f} {unit}"


def plain(text: str) -> str:
    """``text`` with Markdown's signs made harmless: names of files and lesions stay as they are."""
    return _SIGNS.sub(r"\\\g<0>", text)
