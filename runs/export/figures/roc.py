"""ROC curves: sensitivity against false alarms, with the AUC and the point of decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from runs.export.figures import svg

if TYPE_CHECKING:
    from collections.abc import Mapping

_TWO: Final = 2
_ROW: Final = 20


def roc(evaluation: Mapping[str, Any], *, title: str) -> str | None:
    """The curve of two classes, or one a class against the rest; None where there is none.

    Args:
        evaluation: of one split, as ``runs.evaluation.evaluate`` gives it.
        title: of which images it is.
    """
    curves = _curves(evaluation)
    if not curves:
        return None
    parts = svg.square("false alarms (1 − specificity)", "sensitivity")
    height = svg.TOP + svg.SIDE + 60
    for place, (name, points, area) in enumerate(curves):
        ink = svg.COLOURS[place % len(svg.COLOURS)]
        dash = svg.DASHES[place // 2 % len(svg.DASHES)]
        y = height + _ROW * place
        parts += [
            svg.path(points["fpr"], points["tpr"], ink=ink, dash=dash),
            svg.line(svg.LEFT, y - 4, svg.LEFT + 28, y - 4, ink=ink, width=2),
            svg.words(svg.LEFT + 36, y, f"{name}: AUC {area}"),
        ]
    parts += _decision(evaluation)
    below = height + _ROW * len(curves)
    parts.append(svg.words(svg.LEFT, below, title, size=12, ink=svg.QUIET))
    return svg.document(svg.LEFT + svg.SIDE + 28, below + 12, f"ROC, {title}", parts)


def _curves(evaluation: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """Name, points and AUC of each."""
    names, per_class = evaluation["class_names"], evaluation["per_class"]
    if len(names) == _TWO:
        area = _area(evaluation)
        return [(names[-1], evaluation["roc"], area)] if evaluation.get("roc") else []
    return [
        (name, per_class[name]["roc"], _area(per_class[name]))
        for name in names
        if per_class[name].get("roc")
    ]


def _area(numbers: Mapping[str, Any]) -> str:
    """The AUC with its interval, where there is one."""
    area, low, high = (numbers.get(f"auc{end}") for end in ("", "_low", "_high"))
    if area is None:
        return "undefined"
    return f"{area:.3f}" + ("" if low is None or high is None else f" ({low:.3f} to {high:.3f})")


def _decision(evaluation: Mapping[str, Any]) -> list[str]:
    """Where the highest score decides, with both 95 % intervals as a cross; two classes only."""
    names = evaluation["class_names"]
    told = evaluation["per_class"][names[-1]]
    if len(names) != _TWO or told["sensitivity"] is None or told["specificity"] is None:
        return []
    x, y = 1 - told["specificity"], told["sensitivity"]
    arms = []
    if told["sensitivity_low"] is not None:
        low, high = (svg.down(told[f"sensitivity_{end}"]) for end in ("low", "high"))
        arms.append(svg.line(svg.across(x), low, svg.across(x), high, ink=svg.INK, width=1.5))
    if told["specificity_low"] is not None:
        low, high = (svg.across(1 - told[f"specificity_{end}"]) for end in ("low", "high"))
        arms.append(svg.line(low, svg.down(y), high, svg.down(y), ink=svg.INK, width=1.5))
    return [*arms, svg.dot(x, y, ink=svg.INK)]
