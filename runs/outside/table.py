"""A table of predictions made elsewhere: which column is what, and every row not taken.

Reads only; judging is left to ``table_judging``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from data.mapping import NEGATIVE, POSITIVE
from data.readers.opening import there
from data.readers.roles import USUAL, Role
from data.readers.sources import File, Folder
from data.readers.tables import Row, columns, number, rows
from runs.outside.errors import OutsideCallError, OutsideError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

LABELS: Final = (
    *("label", "truth", "y_true", "ground_truth", "reference", "reference_standard", "target"),
    *("diagnosis", "dx", "diagnostic", "true_class"),
)
"""Not "class": prediction tables, ours too, call what the network says so."""
GROUPS: Final = ("group", *USUAL[Role.PATIENT], *USUAL[Role.LESION])
_PREFIXES: Final = ("score_", "score ", "prob_", "prob ", "p_", "probability_", "pred_", "y_")
_SUFFIXES: Final = (" (score)", "_score", "_prob", "_probability")
_TWO: Final = 2
_SHOWN: Final = 8
_EXAMPLE: Final = "Its first line must be like: image,label,benign,malignant or image,label,score."


@dataclass(slots=True)
class Predictions:
    """What the table says.

    Args:
        classes: of two, the positive one is second.
        score_columns: in the order of the classes; of two classes there may be one, the second's.
        used: which column says what.
        ignored: columns that say nothing here.
    """

    classes: list[str]
    score_columns: list[str]
    used: dict[str, str]
    ignored: list[str]
    images: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    scores: list[list[float]] = field(default_factory=list)
    reported: list[dict[str, str]] = field(default_factory=list)
    rows_in: int = 0


def read(path: Path, *, positive: str | None = None) -> Predictions:
    """Read a table of predictions.

    Args:
        path: of comma-, semicolon- or tab-separated values in any usual encoding.
        positive: the label that a single score is for; by default "1", a word like "malignant", or
            the label that the score's column is called by.

    Raises:
        OutsideCallError: there is no such table, or a column is missing.
        OutsideError: its rows cannot be judged.
    """
    if not (there(path) and path.is_file()):
        raise OutsideCallError(f"There is no table “{path}”.", "Check the path.")
    file = File(Folder(path.parent, only=path.name), path.name, path.stat().st_size)
    names = columns(file)
    used = _used(names, path.name)
    try:
        lines = list(rows(file))
    except ValueError as error:
        raise OutsideError(str(error), "Mend the table, and try again.") from error
    found = _planned(names, used, lines, positive, path.name)
    seen: set[str] = set()
    for line in lines:
        found.rows_in += 1
        if why := _taken(line, found, seen):
            found.reported.append({"where": line.where, "why": why})
    if not found.images:
        first = found.reported[0]["why"] if found.reported else "It has no rows."
        raise OutsideError(f"No row of “{path.name}” can be judged. {first}", _EXAMPLE)
    return found


def _used(names: Sequence[str], table: str) -> dict[str, str]:
    wanted = {"image": USUAL[Role.IMAGE], "label": LABELS, "group": GROUPS}
    used = {
        role: next(name for name in usual if name in names)
        for role, usual in wanted.items()
        if any(name in names for name in usual)
    }
    missing = [role for role in ("image", "label") if role not in used]
    if missing:
        raise OutsideCallError(
            f"“{table}” has no column for the {' and the '.join(missing)}.", _EXAMPLE
        )
    return used


def _planned(
    names: Sequence[str],
    used: Mapping[str, str],
    lines: Sequence[Row],
    positive: str | None,
    table: str,
) -> Predictions:
    """Which columns are scores, and of which classes."""
    rest = [name for name in names if name and name not in used.values()]
    labels = sorted({label for line in lines if (label := _label(line, used["label"]))})
    own = {label: column for label in labels if (column := _column(label, rest))}
    if len(labels) >= _TWO and len(own) == len(labels):
        classes = _positive_last(labels, positive) if len(labels) == _TWO else labels
        chosen = [own[label] for label in classes]
    else:
        named = next(iter(own), None) if len(labels) == _TWO else None
        score = own[named] if named else _only_score(labels, rest, lines, table)
        classes, chosen = _positive_last(labels, named or positive), [score]
        if positive is not None and positive.lower() != classes[1].lower():
            raise OutsideCallError(
                f"The only score of “{table}”, “{score}”, is for {classes[1]}, not for {positive}.",
                f"Leave the positive class out, or add a column of scores for {positive}.",
            )
    ignored = [name for name in rest if name not in chosen]
    return Predictions(classes, chosen, dict(used), ignored)


def _only_score(
    labels: Sequence[str], rest: Sequence[str], lines: Sequence[Row], table: str
) -> str:
    """The one column of numbers, where two labels have no column each."""
    if len(labels) != _TWO:
        raise OutsideError(
            f"“{table}” has the labels {', '.join(labels[:_SHOWN]) or 'none'}, and no score for "
            "each of them.",
            _EXAMPLE,
        )
    numeric = [name for name in rest if _scored(name, lines)]
    if len(numeric) != 1:
        raise OutsideError(
            f"Which column of “{table}” holds the score cannot be told: "
            f"{', '.join(numeric[:_SHOWN]) or 'none'} hold numbers.",
            _EXAMPLE,
        )
    return numeric[0]


def _column(label: str, names: Sequence[str]) -> str | None:
    """The column with the scores of a class: called like it, or like "score_malignant"."""
    plain = label.lower()
    wanted = {plain, *(one + plain for one in _PREFIXES), *(plain + one for one in _SUFFIXES)}
    return next((name for name in names if name in wanted), None)


def _scored(name: str, lines: Sequence[Row]) -> bool:
    """Whether a column holds numbers wherever it holds anything."""
    cells = [text for line in lines if (text := line.known(name)) is not None]
    return bool(cells) and all(number(text) is not None for text in cells)


def _positive_last(labels: Sequence[str], positive: str | None) -> list[str]:
    """Two classes, the positive one second.

    Raises:
        OutsideError: which one that is cannot be told.
    """
    by_name = {label.lower(): label for label in labels}
    if positive is not None and positive.lower() not in by_name:
        raise OutsideCallError(
            f"No row is labelled “{positive}”.", f"The labels are: {', '.join(labels)}."
        )
    likely = [label for label in labels if label.lower() in POSITIVE]
    unlikely = [label for label in labels if label.lower() in NEGATIVE]
    if positive is not None:
        chosen = by_name[positive.lower()]
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


def _label(line: Row, column: str) -> str | None:
    """A row's label; a whole number loses its ".0"."""
    text = line.known(column)
    found = number(text) if text else None
    return text if found is None or found != int(found) else str(int(found))


def _taken(line: Row, found: Predictions, seen: set[str]) -> str | None:
    """Take a row in, or say why not."""
    image, label = line.known(found.used["image"]), _label(line, found.used["label"])
    scores = [number(line.cells.get(name, "")) for name in found.score_columns]
    known = [score for score in scores if score is not None]
    faults = (
        (line.fault or "", line.fault is not None),
        ("The row names no image.", image is None),
        ("The row has no label.", label is None),
        (f"“{image}” stands there already.", image in seen),
        ("A score is missing or no number.", len(known) < len(scores)),
    )
    why = next((why for why, wrong in faults if wrong), None)
    if why or image is None or label is None:
        return why
    seen.add(image)
    found.images.append(image)
    found.labels.append(label)
    found.scores.append(known)
    group = line.known(found.used["group"]) if "group" in found.used else None
    found.groups.append(f"group {group}" if group else f"image {image}")
    return None
