"""Which column of a table of predictions says what, and which of two classes is positive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from data.mapping import NEGATIVE, POSITIVE
from data.readers.roles import USUAL, Role
from runs.outside import cells
from runs.outside.errors import OutsideCallError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.readers.tables import Row

LABELS: Final = (
    *("label", "truth", "y_true", "ground_truth", "reference", "reference_standard", "target"),
    *("diagnosis", "dx", "diagnostic", "true_class"),
)
"""Not "class": prediction tables, ours too, call what the network says so."""
_SAID_SO: Final = frozenset({"class", "prediction", "predicted", "pred", "predicted_class"})
GROUPS: Final = ("group", *USUAL[Role.PATIENT], *USUAL[Role.LESION])
EXAMPLE: Final = "Its first line must be like: image,label,benign,malignant or image,label,score."
_PREFIXES: Final = ("score_", "score ", "prob_", "prob ", "p_", "probability_", "pred_", "y_")
_SUFFIXES: Final = (" (score)", "_score", "_prob", "_probability")
_TWO: Final = 2
_SHOWN: Final = 8
_MOSTLY: Final = 0.5
"""A column in which more of the cells that hold anything are numbers can hold scores."""


def used(names: Sequence[str], table: str) -> dict[str, str]:
    """Which columns name image, label and, where there is one, group.

    Raises:
        OutsideCallError: there is none for the image or the label.
    """
    wanted = {"image": USUAL[Role.IMAGE], "label": LABELS, "group": GROUPS}
    found = {
        role: next(name for name in usual if name in names)
        for role, usual in wanted.items()
        if any(name in names for name in usual)
    }
    missing = [role for role in ("image", "label") if role not in found]
    if missing:
        said = next((name for name in names if name in _SAID_SO), None)
        guess = f"“{said}” may be what the network says, so it is not taken for the truth. "
        guess *= said is not None and "label" in missing
        raise OutsideCallError(
            f"“{table}” has no column for the {' and the '.join(missing)}. "
            f"Its columns are: {_listed(names)}.",
            f"{guess}{EXAMPLE}",
        )
    return found


def scores(
    labels: cells.Labels,
    rest: Sequence[str],
    rows: Sequence[Row],
    positive: str | None,
    table: str,
) -> tuple[list[str], list[str]]:
    """The classes and the columns of their scores.

    Args:
        labels: of the table.
        rest: the columns that name neither image nor label nor group.
        rows: of the table.
        positive: the label that a single score is for, where the caller tells.
        table: its name.

    Returns:
        Classes, of two the positive one second, and a column for each; or two classes, and the one
        column of the second's scores.

    Raises:
        OutsideError: they cannot be told.
    """
    names = labels.names
    own = {name: column for name in names if (column := _column(name, rest))}
    if len(names) >= _TWO and len(own) == len(names):
        classes = _positive_last(names, positive) if len(names) == _TWO else names
        return classes, [own[name] for name in classes]
    named = next(iter(own), None) if len(names) == _TWO else None
    chosen = own[named] if named else _only_score(labels, own, rest, rows, table)
    classes = _positive_last(names, named or positive)
    if positive is not None and cells.plain(positive) != cells.plain(classes[1]):
        raise OutsideCallError(
            f"The only score of “{table}”, “{chosen}”, is for {classes[1]}, not for {positive}.",
            f"Leave the positive class out, or add a column of scores for {positive}.",
        )
    return classes, [chosen]


def _only_score(
    labels: cells.Labels,
    own: dict[str, str],
    rest: Sequence[str],
    rows: Sequence[Row],
    table: str,
) -> str:
    """The one column of numbers, where two labels have no column each."""
    names = labels.names
    if len(names) < _TWO:
        raise OutsideError(
            f"All rows of “{table}” are labelled {names[0]}: nothing can be told apart."
            if names
            else f"No row of “{table}” has a label.",
            "It takes at least two labels.",
        )
    numeric = [name for name in rest if _scored(name, rows)]
    if len(names) > _TWO:
        without = [f"{name} ({labels.rows_of(name):,})" for name in names if name not in own]
        raise OutsideError(
            f"“{table}” has labels without a column of scores: {_listed(without)}, with the number "
            f"of their rows in brackets. Columns of numbers are: {_listed(numeric)}.",
            "Write labels as the columns are called, or add a column for each label.",
        )
    if len(numeric) != 1:
        raise OutsideError(
            f"Which column of “{table}” holds the score cannot be told: {_listed(numeric)} hold "
            f"numbers, and none of them is called like a label ({', '.join(names)}).",
            EXAMPLE,
        )
    return numeric[0]


def _column(label: str, names: Sequence[str]) -> str | None:
    """The column with the scores of a class: called like it, or like "score_malignant"."""
    own = cells.plain(label)
    wanted = {own, *(one + own for one in _PREFIXES), *(own + one for one in _SUFFIXES)}
    return next((name for name in names if cells.plain(name) in wanted), None)


def _scored(name: str, rows: Iterable[Row]) -> bool:
    """Whether a column holds numbers mostly wherever it holds anything."""
    there = [text for row in rows if (text := row.known(name)) is not None]
    numbers = sum(cells.score(text) is not None for text in there)
    return numbers > _MOSTLY * len(there)


def _positive_last(labels: Sequence[str], positive: str | None) -> list[str]:
    """Two classes, the positive one second.

    Raises:
        OutsideError: which one that is cannot be told.
    """
    by_name = {cells.plain(label): label for label in labels}
    if positive is not None and cells.plain(positive) not in by_name:
        raise OutsideCallError(
            f"No row is labelled “{positive}”.", f"The labels are: {', '.join(labels)}."
        )
    likely = [label for label in labels if cells.plain(label) in POSITIVE]
    unlikely = [label for label in labels if cells.plain(label) in NEGATIVE]
    if positive is not None:
        chosen = by_name[cells.plain(positive)]
    elif len(likely) == 1:
        chosen = likely[0]
    elif len(unlikely) == 1:
        chosen = next(label for label in labels if label != unlikely[0])
    else:
        raise OutsideError(
            f"Which of {' and '.join(labels)} is the positive class cannot be told.",
            "Name it (on the command line: --positive NAME).",
        )
    return [next(label for label in labels if label != chosen), chosen]


def _listed(names: Sequence[str]) -> str:
    """Some names with commas: "a, b and 3 more"."""
    shown = ", ".join(name or "(no name)" for name in names[:_SHOWN]) or "none"
    more = len(names) - _SHOWN
    return f"{shown} and {more} more" if more > 0 else shown
