"""What a comparison says, in sentences that a statistician would sign; pure text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.series.naming import short

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from runs.comparing.material import Material

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


_OUT_OF_FOLDS: Final = (
    "each was judged on; what a cross-validation says of an image is of a network that had not "
    "seen it."
)
_UNEVEN: Final = (
    "The run chose its epoch by these images, the folds did not: that favours the run a little."
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


def percent(level: float) -> str:
    """The level of an interval: "95 %", "98.3 %"."""
    return f"{100 * level:.3g} %"


def difference(row: Mapping[str, Any], *, which: str = "") -> str:
    """``+0.020 (−0.010 to +0.050)``.

    Args:
        row: of a comparison.
        which: "" for the 95 % interval, "_adjusted" for that of the level at which Holm tested.
    """
    low, high = row[f"low{which}"], row[f"high{which}"]
    if low is None or high is None:
        return small(row["difference"])
    return f"{small(row['difference'])} ({small(low)} to {small(high)})"


def called(ref: int | str) -> str:
    """What is compared, in words: "run 3", "cross-validation 3f2a9c"."""
    return f"run {ref}" if isinstance(ref, int) else f"cross-validation {short(ref)}"


def sentence_case(words: str) -> str:
    """The same at the beginning of a sentence."""
    return f"{words[:1].upper()}{words[1:]}"


def told(row: Mapping[str, Any], *, run: str, against: str) -> str:
    """One number of one comparison, in a sentence or two.

    Args:
        row: as ``runs.evaluation.comparison.compare`` gives it.
        run: that is compared, as ``called``.
        against: the reference, as ``called``.
    """
    both = f"{number(row['reference'])} for {against} and {number(row['value'])} for {run}"
    said = sentence_case(NAMES[row["measure"]])
    said += "" if row["measure"] == "auc" else f" at {row['at']}"
    if row["word"] == "undefined":
        return f"{said}: {both}; whether that is chance cannot be told ({row['method']})."
    adjusted = ", adjusted by Holm" if row["tests"] > 1 else ""
    how = f"{chance(row['p_adjusted'])}{adjusted}, {row['method']}"
    ends = _ends(row["low_adjusted"], row["high_adjusted"])
    if row["low_adjusted"] is None:
        apart = f"a difference of {small(row['difference'])} ({how})"
    else:
        within = f"{percent(row['level'])} interval {ends}"
        apart = f"a difference of {small(row['difference'])} ({within}; {how})"
    return f"{said}: {both}, {apart}. {_verdict(row, run=run, against=against)}"


def _verdict(row: Mapping[str, Any], *, run: str, against: str) -> str:
    if row["word"] != NOT_DISTINGUISHABLE:
        return f"{sentence_case(run)} is {row['word']} than {against} in this."
    seen = row["smallest"]
    if seen is None:
        return "The two are not distinguishable."
    seeing = "folds" if "differences" in row else "images"
    return (
        f"The two are not distinguishable; these {seeing} would show a true difference of "
        f"{seen:.3f} or more four times in five, and smaller ones less often."
    )


def part(materials: Sequence[Material], split: str) -> str:
    """What the images are that all were judged on: "validation", "test" or "held-out"."""
    held_out = all(one.folds or (split == "test" and one.run.series) for one in materials)
    return "held-out" if held_out else split


def on(document: Mapping[str, Any], part: str) -> str:
    """On what was compared, and what was left out of it.

    Args:
        document: the comparison.
        part: what its images are, as the function of that name tells.
    """
    images, groups = document["images"], document["groups"]
    thing = "image" if document["grouped_by"] == "image" else document["grouped_by"]
    of = "" if thing == "image" else f" of {groups:,} {thing}{'s' * (groups != 1)}"
    folds = [run["run"] for run in document["runs"] if not isinstance(run["run"], int)]
    said = f"Compared on {images:,} {part} image{'s' * (images != 1)}{of} that "
    said += _OUT_OF_FOLDS if folds else "every run judged and none learnt from."
    for one in document["left_out"]:
        said += f" Left out: {one['images']:,} {one['why']}."
    if part != "validation":
        return said
    return f"{said} {_UNEVEN if folds else _CHOSEN}"


def warnings(materials: Sequence[Material], divided: Mapping[str, bool]) -> list[str]:
    """What makes a comparison less than it seems.

    Args:
        materials: the reference first.
        divided: of each cross-validation after the first, whether it has the reference's folds.
    """
    said = [f"{sentence_case(called(one.ref))}: {one.trouble}" for one in materials if one.trouble]
    for name, same in divided.items():
        if not same:
            said.append(
                f"{sentence_case(called(name))} has other folds than {called(materials[0].ref)}: "
                "the networks that judged an image learnt from partly different ones, so a part of "
                "the difference is the division's. Train both with the same seed to have the same."
            )
    repeats = {called(one.ref): one.repeats for one in materials if one.folds}
    if len(set(repeats.values())) > 1:
        told = ", ".join(f"{count} for {name}" for name, count in repeats.items())
        said.append(
            f"An image's score is the mean over the repeats ({told}): the mean of more networks is "
            "better by itself."
        )
    return said


def over_folds(row: Mapping[str, Any], *, run: str, against: str) -> str:
    """The difference from fold to fold, in a sentence or two.

    Args:
        row: as ``runs.comparing.by_folds.fold_differences`` gives it, adjusted.
        run: that is compared, as ``called``.
        against: the reference, as ``called``.
    """
    said = told(row, run=run, against=against)
    return f"Fold by fold, over {len(row['differences'])} folds that both have. {said}"


def table(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """All numbers of a comparison, rounded, a row each."""
    return [
        {
            "run": _short(one["run"]),
            "against": _short(one["against"]),
            "number": f"{measure(row)}{', fold by fold' * ('differences' in row)}",
            "of the run": number(row["value"]),
            "of the other": number(row["reference"]),
            "difference (95 %)": difference(row),
            "p": chance(row["p_adjusted"]),
            "Holm's level": percent(row["level"]),
            "at that level": _ends(row["low_adjusted"], row["high_adjusted"]),
            "smallest it could see": "–" if row["smallest"] is None else f"{row['smallest']:.3f}",
            "in words": row["word"],
        }
        for one in document["comparisons"]
        for row in (*one["measures"], *([one["by_folds"]] if one.get("by_folds") else []))
    ]


def _short(ref: int | str) -> str:
    return str(ref) if isinstance(ref, int) else short(ref)


def _ends(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{small(low)} to {small(high)}"
