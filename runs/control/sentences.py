"""What the control with the lesion masked means, in words; pages and command line say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runs.control.records import LIMIT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from runs.control.records import Area, Control


def in_words(control: Control) -> list[str]:
    """What was done, what came of it, and what to think of it."""
    return list(_sentences(control))


def _sentences(control: Control) -> Iterator[str]:
    yield (
        "With the lesions painted over, a head trained anew on what is left reaches "
        f"{_area(control)} on {control.images:,} validation images."
    )
    yield _meaning(control)
    if control.warns and control.patch.auc is not None:
        yield (
            "Size and place of the painted patch alone reach "
            f"{_area(control.patch)}: so much of it may still be the lesion’s own size."
        )
    if control.warns and control.outlines == "estimated":
        yield (
            "Where its colour does not give a lesion away whole, a part of it still shows: with "
            "outlines that you give, the control is surer."
        )
    known = "by their colour" if control.outlines == "estimated" else "by the outlines given"
    left = f"; {control.left_out:,} without a found one were left out" if control.left_out else ""
    yield f"Lesions were found {known}{left}."


def _meaning(control: Control) -> str:
    if control.low is None:
        return "That cannot be told from so few images."
    if not control.warns:
        return (
            "No sign that something beside the lesion gives the class away: its 95 % interval "
            f"reaches down to {LIMIT:.2f} or below, where chance is."
        )
    return (
        f"That is more than chance (its interval lies above {LIMIT:.2f}): something beside the "
        "lesion tells the classes apart, such as rulers, ink, dark corners, the camera, or the "
        "skin around it. Look for it among the photographs of each class, and trust the run’s "
        "numbers less."
    )


def _area(area: Area) -> str:
    if area.auc is None:
        return "no AUC (too few images)"
    if area.low is None or area.high is None:
        return f"an AUC of {area.auc:.2f}"
    return f"an AUC of {area.auc:.2f} ({area.low:.2f} to {area.high:.2f})"
