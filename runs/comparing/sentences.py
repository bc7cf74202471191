"""What a comparison says, in sentences that a statistician would sign; pure text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Final = {
    "auc": "AUC",
    "balanced_accuracy": "balanced accuracy",
    "sensitivity": "sensitivity",
    "specificity": "specificity",
}
NOT_DISTINGUISHABLE: Final = "not distinguishable"
_LEAST_P: Final = 0.001
_SMALL_P: Final = 0.1
"""Below it, a third digit is told."""
_CHOSEN: Final = (
    "Validation images were used for choosing, so both numbers are optimistic; the test set is the "
    "fairer judge, once."
)


def measure(row: Mapping[str, Any]) -> str:
    """“sensitivity, at each run's own operating point”; the AUC has no threshold to name."""
    name = NAMES[row["measure"]]
    return name if row["measure"] == "auc" else f"{name}, at {row['at']}"


def number(value: float | None) -> str:
    """``0.873`` as "0.87", ``-0.004`` as "−0.00"; what is unknown as a dash."""
    return "–" if value is None else f"{value:.2f}".replace("-", "−")


def small(value: float | None) -> str:
    """A difference with three digits and its sign: "+0.012"."""
    return "–" if value is None else f"{value:+.3f}".replace("-", "−")


def chance(p: float | None) -> str:
    """A p value: "p = 0.21", "p < 0.001"."""
    if p is None:
        return "no test"
    if p < _LEAST_P:
        return f"p < {_LEAST_P}"
    return f"p = {p:.3f}" if p < _SMALL_P else f"p = {p:.2f}"


def difference(row: Mapping[str, Any]) -> str:
    """``+0.020 (−0.010 to +0.050)``."""
    if row["low"] is None or row["high"] is None:
        return small(row["difference"])
    return f"{small(row['difference'])} ({small(row['low'])} to {small(row['high'])})"


def told(row: Mapping[str, Any], *, run: int, against: int, tests: int) -> str:
    """One number of one comparison, in a sentence or two.

    Args:
        row: as ``runs.evaluation.comparison.compare`` gives it.
        run: that is compared.
        against: the reference.
        tests: how many were compared with the reference at once.
    """
    both = f"{number(row['reference'])} for run {against} and {number(row['value'])} for run {run}"
    name = NAMES[row["measure"]]
    said = f"{name[:1].upper()}{name[1:]}"
    said += "" if row["measure"] == "auc" else f" at {row['at']}"
    if row["word"] == "undefined":
        return f"{said}: {both}; whether that is chance cannot be told ({row['method']})."
    adjusted = ", adjusted by Holm" if tests > 1 else ""
    how = f"{chance(row['p_adjusted'])}{adjusted}, {row['method']}"
    if row["low"] is None:
        apart = f"a difference of {small(row['difference'])} ({how})"
    else:
        ends = f"{small(row['low'])} to {small(row['high'])}"
        apart = f"a difference of {small(row['difference'])} (95 % interval {ends}; {how})"
    return f"{said}: {both}, {apart}. {_verdict(row, run=run, against=against)}"


def _verdict(row: Mapping[str, Any], *, run: int, against: int) -> str:
    if row["word"] != NOT_DISTINGUISHABLE:
        return f"Run {run} is {row['word']} than run {against} in this."
    seen = row["smallest"]
    if seen is None:
        return "The two are not distinguishable."
    return (
        "The two are not distinguishable; these images would show a true difference of "
        f"{seen:.3f} or more four times in five, and smaller ones less often."
    )


def on(document: Mapping[str, Any]) -> str:
    """On what was compared, and what was left out of it."""
    images, groups = document["images"], document["groups"]
    thing = "image" if document["grouped_by"] == "image" else document["grouped_by"]
    of = "" if thing == "image" else f" of {groups:,} {thing}{'s' * (groups != 1)}"
    part = {"test": "test"}.get(document["split"], "validation")
    said = f"Compared on {images:,} {part} image{'s' * (images != 1)}{of} that every run judged "
    said += "and none learnt from."
    for one in document["left_out"]:
        said += f" Left out: {one['images']:,} that {one['why']}."
    return f"{said} {_CHOSEN}" if part == "validation" else said


def table(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """All numbers of a comparison, rounded, a row each."""
    return [
        {
            "run": str(one["run"]),
            "against": str(one["against"]),
            "number": measure(row),
            "of the run": number(row["value"]),
            "of the other": number(row["reference"]),
            "difference": difference(row),
            "p": chance(row["p_adjusted"]),
            "smallest it could see": "–" if row["smallest"] is None else f"{row['smallest']:.3f}",
            "in words": row["word"],
        }
        for one in document["comparisons"]
        for row in one["measures"]
    ]
