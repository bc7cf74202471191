"""A run's progress as one sentence: what it does now, whether it learns, how long it still takes.

Pure text from records; nothing is read or shown here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from runs.store.states import RunState
from runs.training.phases import FEATURES
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.store.records import EpochRecord, RunRecord

_NOTICE = re.compile(
    r"WARNING: All log messages before absl::|[IW]\d{4} \d\d:\d\d:|"
    r"To enable the following instructions:|.* triggered tf\.function retracing"
)
_STUCK_AFTER = 120
"""Seconds without a sign from the training before the page says so."""

_PHASES = {
    "prepare": "getting ready",
    FEATURES: "looking at the photographs once",
    "train": "training",
    "lesions": "counting photographs without a lesion",
    "evaluate": "judging what was learnt",
}
"""The phases of a run in words, by the names that the store keeps."""


def sentence(
    run: RunRecord, epochs: Sequence[EpochRecord], *, before: int = 0, fitted: bool = False
) -> str:
    """Where a run stands.

    Args:
        run: as it was read.
        epochs: what its epochs measured so far.
        before: how many trainings wait or run before it, when it is queued.
        fitted: its head is fitted at once: there are no epochs to tell of.
    """
    match run.state:
        case RunState.QUEUED:
            return _queued(before)
        case RunState.RUNNING:
            return _running(run, epochs, fitted=fitted)
        case RunState.SUCCEEDED:
            return f"Done in {wording.duration(run.seconds)}{_judged(run, epochs, fitted=fitted)}."
        case RunState.STOPPED:
            nothing = "Stopped before there was anything to keep."
            best = _judged(run, epochs, fitted=fitted)
            return f"Stopped on your wish{best}." if epochs else nothing
        case RunState.INTERRUPTED:
            on = "fit the head anew" if fitted else "go on from the last whole epoch"
            return (
                "Interrupted: its process ended, as when a computer is switched off. "
                f"Resume it to {on}."
            )
        case _:
            return f"Failed. {run.error or 'It left no reason; the log may tell more.'}"


def _queued(before: int) -> str:
    if not before:
        return "Starting."
    return f"Waiting: {wording.plural(before, 'training')} before it."


def _running(run: RunRecord, epochs: Sequence[EpochRecord], *, fitted: bool) -> str:
    if run.stop_requested_at is not None and "total" not in run.progress:
        return _stopping(epochs, fitted=fitted)
    parts = [
        f"{_doing(run, epochs, fitted=fitted)}",
        wording.time_left(run.progress.get("seconds_left")),
        _quiet(run),
    ]
    return "; ".join(part for part in parts if part) + "."


def _stopping(epochs: Sequence[EpochRecord], *, fitted: bool) -> str:
    """Half an epoch or half a fit is no measurement, and is not kept."""
    when = (
        "Stopping."
        if fitted
        else "Stopping after this batch; the first of a phase can take minutes."
    )
    if epochs:
        return f"{when} What it has learnt is kept."
    return when if fitted else f"{when} No epoch is whole yet, so there is nothing to keep."


def _doing(run: RunRecord, epochs: Sequence[EpochRecord], *, fitted: bool) -> str:
    if "total" in run.progress:  # photographs are gone through: the time left is of that
        stopping = "Stopping. " if run.stop_requested_at is not None else ""
        return f"{stopping}{run.progress['text']}"
    areas = [epoch.val_auc for epoch in epochs if epoch.val_auc is not None]
    if len(areas) > 1:
        verb = "Learning" if max(areas[1:]) > areas[0] else "Not better yet"
        return f"{verb}: validation AUC {areas[0]:.2f} → {areas[-1]:.2f}"
    if areas:
        done = "Fitted" if fitted else "First epoch done"
        return f"{done}: validation AUC {areas[0]:.2f}"
    if run.progress.get("epoch"):
        return "Learning: the first validation AUC comes after the first epoch"
    return str(run.progress.get("text") or "Getting ready")


def _quiet(run: RunRecord) -> str:
    """A remark when nothing was heard for long; seconds by the database's clock."""
    if run.progress_at is None:
        return ""
    silent = (run.read_at - run.progress_at).total_seconds()
    return f"no sign for {wording.duration(silent)}" if silent > _STUCK_AFTER else ""


def _judged(run: RunRecord, epochs: Sequence[EpochRecord], *, fitted: bool) -> str:
    """As all other pages tell it: a network that looks four times does so only in the end."""
    area = (run.summary or {}).get("auc")
    if area is not None:
        return f": validation AUC {area:.2f}"
    areas = [epoch.val_auc for epoch in epochs if epoch.val_auc is not None]
    best = "" if fitted else "best "
    return f": {best}validation AUC {max(areas):.2f}" if areas else ""


def share_done(run: RunRecord, epochs: Sequence[EpochRecord]) -> float:
    """How much of the planned training, or of the photographs gone through, is done: 0..1."""
    if run.state.finished:
        return 1.0
    if total := run.progress.get("total"):
        return min(1.0, float(run.progress["done"] / total))
    step, total = run.progress.get("step") or 0, run.progress.get("steps") or 0
    begun = run.progress.get("epoch") or len(epochs) + 1
    part = min(1.0, step / total) if total else 0.0
    return min(1.0, (begun - 1 + part) / max(1, run.epochs_planned))


def steps(run: RunRecord, epochs: Sequence[EpochRecord]) -> str:
    """The small print of a run's progress: "Epoch 4 of 10, batch 12 of 57", "Fit 3 of 31".

    Between and after the epochs, what it does instead: "Judging what was learnt".
    """
    told = run.progress
    if told.get("total"):
        return f"{told['done']:,} of {told['total']:,}"
    if told.get("steps") and not told.get("epoch"):
        return f"Fit {told.get('step') or 0} of {told['steps']}"
    if not told.get("epoch"):
        begun = "Starting" if run.phases else ""
        return str(told.get("text") or "") if epochs else begun
    text, counted = str(told.get("text") or ""), f"{told['epoch']} of {run.epochs_planned}"
    phased = text.startswith("Phase ")
    said = f"{text}, epoch {counted} in all" if phased else f"Epoch {counted}"
    if told.get("steps"):
        said += f", batch {told.get('step') or 0} of {told['steps']}"
    return said


def without_notices(lines: Sequence[str]) -> list[str]:
    """A log without what TensorFlow tells those who build it; its errors stay."""
    return [line for line in lines if not _NOTICE.match(line)]


def behind(run: RunRecord, *, fitted: bool = False) -> str:
    """What is done already: "Done: getting ready (8 seconds), training (2 minutes)"; else nothing.

    Args:
        run: as it was read.
        fitted: its head is fitted at once.
    """
    done = [f"{name} ({wording.duration(took)})" for name, took in parts(run, fitted=fitted)]
    return f"Done: {', '.join(done)}" if done else ""


def parts(run: RunRecord, *, fitted: bool = False) -> list[tuple[str, float]]:
    """What is behind a run, in words, and the seconds that each part took.

    Args:
        run: as it was read.
        fitted: its head is fitted at once.
    """
    words = _PHASES | ({"train": "fitting"} if fitted else {})
    return [(_named(one["name"], words), float(one.get("seconds") or 0)) for one in run.phases]


def _named(part: str, words: Mapping[str, str]) -> str:
    """A part of a run in words; a phase of learning names itself, such as "2: last 5 blocks"."""
    phase = re.fullmatch(r"(\d+): (.+)", part)
    return f"phase {phase[1]} ({phase[2]})" if phase else words.get(part, part)
