"""What lies beside downloaded photographs: their table, whom to name, and their licences.

The same files under the same names as in a download from the archive's own pages.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from data.archive.errors import WEBSITE, ArchiveCallError
from data.archive.results import NAME
from data.files import write_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

TABLE = "metadata.csv"
ATTRIBUTION = "attribution.txt"
LICENCES = "licenses"
"""As the archive spells it."""
SUFFIXES = (".jpg", ".png")
_FIRST = ("isic_id", "attribution", "copyright_license")
_USUAL = (
    *("age_approx", "anatom_site_general", "diagnosis_1", "diagnosis_2", "diagnosis_3"),
    *("diagnosis_confirm_type", "image_type", "lesion_id", "patient_id", "sex"),
)
_FORMULA = ("=", "+", "-", "@", "'")
_DEEDS = {
    "CC-0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-NC": "https://creativecommons.org/licenses/by-nc/4.0/",
}
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,40}")


def earlier(folder: Path) -> dict[str, dict[str, str]]:
    """Rows of earlier downloads into this folder, by the photograph's name.

    Raises:
        ArchiveCallError: the folder holds another table of this name.
    """
    place = folder / TABLE
    if not place.exists():
        return {}
    try:
        with place.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if "isic_id" not in (rows.fieldnames or ()):
                raise _foreign(place)
            told = [
                {name: (cell or "").removeprefix("'") for name, cell in row.items() if name}
                for row in rows
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _foreign(place) from error
    return {row["isic_id"]: row for row in told if NAME.fullmatch(row["isic_id"])}


def write(folder: Path, rows: Sequence[Mapping[str, str | int | float]]) -> None:
    """The table, whom to name and the licences, each whole or not at all; nothing for no rows."""
    if not rows:
        return
    more = {name for row in rows for name in row}.difference(_FIRST, _USUAL)
    columns = [*_FIRST, *sorted(more.union(_USUAL))]
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, columns, restval="", lineterminator="\r\n")
    table.writeheader()
    table.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    write_bytes(folder / TABLE, text.getvalue().encode())
    named = dict.fromkeys(str(row["attribution"]) for row in rows if row.get("attribution"))
    write_bytes(folder / ATTRIBUTION, "\n\n".join(named).encode())
    _write_licences(folder / LICENCES, rows)


def _write_licences(folder: Path, rows: Sequence[Mapping[str, str | int | float]]) -> None:
    """A file for each licence, which says what it is and where its text stands."""
    folder.mkdir(exist_ok=True)
    for name in sorted({str(row.get("copyright_license", "")) for row in rows}):
        if _FILE.fullmatch(name):
            images = sum(row.get("copyright_license") == name for row in rows)
            where = _DEEDS.get(name, WEBSITE)
            told = f"{name}: {images} photographs here (see {TABLE}).\nIts text: {where}\n"
            write_bytes(folder / f"{name}.txt", told.encode())


def _cell(value: str | float) -> str | int | float:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _foreign(place: Path) -> ArchiveCallError:
    return ArchiveCallError(
        f"{place.parent} holds a {TABLE} that is not from the ISIC Archive.",
        "Choose an empty folder, or one of an earlier download.",
    )
