"""Predictions as a table that spreadsheets read; used by the program and by ``predict.py``."""

import csv
import io
import itertools
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from runs.spreadsheet import defused

POINT_COLUMNS = ("positive", "positive_score", "threshold", "flagged")
OWN_COLUMNS = ("file", "class", *POINT_COLUMNS, "note")
ENCODING = "utf-8-sig"  # with a mark at the beginning: without it, Excel garbles names


def columns(classes: Sequence[str], *, point: bool = False) -> list[str]:
    """The head: a class called like another column has “ (score)” after its name."""
    scores = [f"{name} (score)" if name in OWN_COLUMNS else name for name in classes]
    return ["file", *scores, "class", *(POINT_COLUMNS if point else ()), "note"]


def cells(result: Mapping[str, Any], classes: Sequence[str], *, point: bool = False) -> list[Any]:
    """The row of one of ``with_point``'s results; without a class, its scores are empty."""
    scores = [result["probabilities"].get(name, "") for name in classes]
    notes = [result["problem"], *result["notes"]]
    note = " ".join(one for one in notes if one)
    told = point_cells(result["operating_point"]) if point else []
    return [result["image"], *scores, result["class"] or "", *told, note]


def point_cells(told: Mapping[str, Any] | None) -> list[Any]:
    """What the operating point says of a photograph; empty where it says nothing."""
    if told is None:
        return [""] * len(POINT_COLUMNS)
    flagged = "yes" if told["flagged"] else "no"
    return [" or ".join(told["positive"]), told["score"], told["threshold"], flagged]


def table_lines(
    results: Iterable[Mapping[str, Any]], classes: Sequence[str], *, point: bool = False
) -> Iterator[str]:
    """The head, then a row for each result as it comes; scores with all their digits.

    Args:
        results: of ``with_point``.
        classes: in the order of their columns.
        point: whether an operating point was saved: it has columns of its own.
    """
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(map(defused, columns(classes, point=point)))
    yield line.getvalue()
    for result in results:
        line.seek(0)
        line.truncate()
        writer.writerow(map(defused, cells(result, classes, point=point)))
        yield line.getvalue()


def not_writable(path: Path) -> str | None:
    """Why no table can be written there, in a sentence; None where nothing speaks against it."""
    if os.path.lexists(path):
        return f"“{path}” is there already. Name another file, or move that one away first."
    if not path.absolute().parent.is_dir():
        return f"There is no folder for “{path}”. Create it first, or name another file."
    return None


def partial_of(path: Path) -> Path:
    """What a table is called until it is whole: “scores.partial.csv”."""
    return path.with_name(f"{path.stem}.partial{path.suffix}")


def write_table(path: Path, lines: Iterable[str]) -> None:
    """Write a table line by line beside ``path``, then give it its name.

    Whatever ends it before its end leaves the lines so far in ``partial_of(path)``. That of an
    earlier attempt stays until the first row of this one is known.

    Args:
        path: of the table.
        lines: of ``table_lines``.

    Raises:
        OSError: the disk is full, or may not be written to.
    """
    partial, coming = partial_of(path), iter(lines)
    first = list(itertools.islice(coming, 2))  # the head, and a row
    with partial.open("w", encoding=ENCODING, errors="backslashreplace", newline="") as file:
        for line in itertools.chain(first, coming):
            file.write(line)
            file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def what_is_kept(path: Path) -> str:
    """Where the rows of an unfinished table are, in a sentence; empty where there is none."""
    partial = partial_of(path)
    return f"What is done so far is in “{partial}”." if partial.is_file() else ""
