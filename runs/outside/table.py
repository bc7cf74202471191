"""A table of predictions made elsewhere: its images, labels and scores, and every row not taken.

Reads only: which column is what is told by ``columns``; judging is left to ``table_judging``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from data.readers.encodings import encoding_of
from data.readers.opening import there
from data.readers.sources import File, Folder
from data.readers.tables import Row, columns, rows
from runs.outside.cells import Labels, score
from runs.outside.columns import EXAMPLE, scores, used
from runs.outside.errors import OutsideCallError, OutsideError

if TYPE_CHECKING:
    from pathlib import Path

_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How Excel's and LibreOffice's own files begin."""
_HEAD: Final = 4096


@dataclass(slots=True)
class Predictions:
    """What the table says.

    Args:
        classes: of two, the positive one is second.
        score_columns: in the order of the classes; of two classes there may be one, the second's.
        used: which column says what.
        ignored: columns that say nothing here.
        notes: what had to be taken for granted, a sentence each.
    """

    classes: list[str]
    score_columns: list[str]
    used: dict[str, str]
    ignored: list[str]
    notes: list[str] = field(default_factory=list)
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
    _refuse_no_table(path)
    file = File(Folder(path.parent, only=path.name), path.name, path.stat().st_size)
    names = columns(file)
    roles = used(names, path.name)
    try:
        lines = list(rows(file))
    except ValueError as error:
        raise OutsideError(str(error), "Mend the table, and try again.") from error
    if not lines:
        raise OutsideError(f"“{path.name}” has no rows below its first line.", EXAMPLE)
    labels = Labels(lines, roles["label"])
    rest = [name for name in names if name and name not in roles.values()]
    classes, chosen = scores(labels, rest, lines, positive, path.name)
    ignored = [name for name in rest if name not in chosen]
    found = Predictions(classes, chosen, roles, ignored, labels.notes)
    seen: set[str] = set()
    for line in lines:
        found.rows_in += 1
        if why := _taken(line, labels, found, seen):
            found.reported.append({"where": line.where, "why": why})
    if not found.images:
        first = found.reported[0]["why"]
        raise OutsideError(f"No row of “{path.name}” can be judged. {first}", EXAMPLE)
    return found


def _refuse_no_table(path: Path) -> None:
    """Raise where a file is no text, or is empty.

    Raises:
        OutsideError: it is.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise OutsideError(
            f"“{path.name}” cannot be read ({error.strerror or error}).", "Choose another file."
        ) from error
    if not head.strip():
        raise OutsideError(f"“{path.name}” is empty.", EXAMPLE)
    if head.startswith(_WORKBOOKS) or (0 in head and encoding_of(head) == "utf-8"):
        raise OutsideError(
            f"“{path.name}” is no table of text, whatever its name says.",
            "In Excel or LibreOffice save the sheet as CSV, and choose that file.",
        )


def _taken(line: Row, labels: Labels, found: Predictions, seen: set[str]) -> str | None:
    """Take a row in, or say why not."""
    image, label = line.known(found.used["image"]), labels.of(line)
    texts = [line.cells.get(name, "") for name in found.score_columns]
    known = [one for text in texts if (one := score(text)) is not None]
    faults = (
        (line.fault or "", line.fault is not None),
        ("The row names no image.", image is None),
        ("The row has no label.", label is None),
        (f"“{image}” stands there already.", image in seen),
        (_no_number(texts), len(known) < len(texts)),
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


def _no_number(texts: list[str]) -> str:
    wrong = next((text for text in texts if text and score(text) is None), "")
    return f"Its score “{wrong}” is no number." if wrong else "A score is missing."
