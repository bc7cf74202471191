"""What an operating point means, in sentences for pages, commands and bundles; pure text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.operating.naming import are_many, is_one, lesions
from runs.operating.rules import Kind, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from runs.operating.point import OperatingPoint

ASSUMES: Final = "This assumes the collection’s mix of cases, which is usually not yours."
LATE: Final = "Chosen after the test set was opened."
_MOSTLY: Final = 0.5
_RARE: Final = 0.01


def percent(share: float) -> str:
    """``0.02`` as "2 %"; below 10 % with a second digit where it has one."""
    shown = f"{100 * share:.0f}" if share >= 10 * _RARE else f"{100 * share:.2g}"
    return f"{shown}\u00a0%"


def asked(share: float) -> str:
    """A share that somebody asked for, with all its digits: ``0.975`` as "97.5 %"."""
    return f"{round(100 * share, 6):g}\u00a0%"


def worth(
    told: Mapping[str, Any], name: str, *, grouped_by: str, prevalence: float | None = None
) -> str:
    """Found, left alone, and what that means at a prevalence.

    Args:
        told: as ``measures.measured`` gives it, with ``measures.predictive`` where ``prevalence``.
        name: of the positive classes, as ``naming.called`` gives it.
        grouped_by: "lesion", "patient" or "image": what the groups are.
        prevalence: among the user's own lesions.
    """
    said = [f"At this threshold it {_found(told, name, grouped_by)}."]
    if prevalence is not None:
        said += [_at(told, name, prevalence), ASSUMES]
    return " ".join(said)


def _found(told: Mapping[str, Any], name: str, grouped_by: str) -> str:
    own = _counted(told, ("found", "positives", "positive_groups"), lesions(name), grouped_by)
    rest = _counted(told, ("left_alone", "negatives", "negative_groups"), "", grouped_by)
    sensitivity = _interval(told, "sensitivity", own[1])
    specificity = _interval(told, "specificity", rest[1])
    return f"finds {own[0]}{sensitivity} and leaves alone {rest[0]}{specificity}"


def _counted(
    told: Mapping[str, Any], keys: tuple[str, str, str], things: str, grouped_by: str
) -> tuple[str, str]:
    """As "45 of 50 malignant lesions"; where they are images of groups, how many these are."""
    part, whole, groups = (told[key] for key in keys)
    single = grouped_by == "lesion" and whole == groups
    what = (things if single else f"images of {things}") if things else "others"
    of = "" if grouped_by == "image" or single else f"; of {_plural(groups, grouped_by)}"
    return f"{part:,} of {whole:,} {what}", of


def _interval(told: Mapping[str, Any], measure: str, of: str) -> str:
    share, low, high = (told[f"{measure}{end}"] for end in ("", "_low", "_high"))
    if share is None or low is None or high is None:
        return f" ({measure} undefined{of})"
    return f" ({percent(share)}, {100 * low:.0f} to {100 * high:.0f}{of})"


def _at(told: Mapping[str, Any], name: str, prevalence: float) -> str:
    """PPV and NPV as counts of lesions."""
    said = f"At a prevalence of {asked(prevalence)}, "
    ppv, npv = told["ppv"], told["npv"]
    if None in {told["sensitivity"], told["specificity"]}:
        return f"{said}what a flag is worth is undefined."
    if ppv is None:
        said += "it flags no lesion"
    elif ppv == 0:
        said += "none of the lesions it flags is right"
    elif ppv < _MOSTLY:
        low, high = (told[f"flagged_per_true_positive{end}"] for end in ("_low", "_high"))
        most = "no upper bound" if high is None else f"to {_number(high)}"
        flags = _number(told["flagged_per_true_positive"])
        one = f"one is {is_one(name)}"
        said += f"of every {flags} lesions it flags {one} ({_number(low)} {most})"
    else:
        low, high = (100 * told[f"ppv{end}"] for end in ("_low", "_high"))
        shares = f"{100 * ppv:.0f} are {are_many(name)} ({low:.0f} to {high:.0f})"
        said += f"of 100 lesions it flags {shares}"
    if npv is None:
        return f"{said}; it leaves none alone."
    missed, least, most = (1000 * (1 - told[key]) for key in ("npv", "npv_high", "npv_low"))
    left = f"of 1,000 it leaves alone {_number(missed)} are {are_many(name)}"
    return f"{said}; {left} ({_number(least)} to {_number(most)})."


def _number(value: float | None) -> str:
    """A count of lesions: whole from 10 on, with one digit below where it has one."""
    if value is None:
        return "?"
    return f"{value:,.0f}" if value >= 10 or round(value, 1) % 1 == 0 else f"{value:.1f}"  # noqa: PLR2004


def rule_in_words(rule: Rule) -> str:
    """How a threshold was chosen: "sensitivity of at least 90 %"."""
    value = rule.value or 0.0
    return {
        Kind.SENSITIVITY: f"sensitivity of at least {asked(value)}",
        Kind.SPECIFICITY: f"specificity of at least {asked(value)}",
        Kind.YOUDEN: "the highest sum of sensitivity and specificity (Youden)",
        Kind.MISS_COSTS: f"a miss weighs as much as {value:g} false alarms",
        Kind.BY_HAND: "set by hand",
    }[rule.kind]


def chosen(point: OperatingPoint) -> str:
    """The saved point: threshold, rule, split, when; and plainly where it came late."""
    when = f"{point.chosen_at:%d %B %Y, %H:%M} UTC"
    names = ", ".join(point.positive)
    which = lesions(point.called) + (f" ({names})" if names != point.called else "")
    how = rule_in_words(point.rule)
    said = f"{point.threshold:.3f} for {which}: {how}, chosen on validation, {when}."
    return f"{said} {LATE}" if point.test_opened else said


def alike(told: Mapping[str, Any]) -> str:
    """Of the nearest validation lesions how many were positive, and how they scored."""
    name = " or ".join(told["positive"])
    between = f"{told['score_low']:.2f} to {told['score_high']:.2f}"
    return (
        f"Of validation {told['unit']}s scored like this ({between}), {told['positive_count']} of "
        f"{told['count']} {'was' if told['positive_count'] == 1 else 'were'} {name}."
    )


def _plural(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
