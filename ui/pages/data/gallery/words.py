"""What is known of a photograph, in words: codes with their meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from data.diagnoses import confirmed_by, named
from ui.frame import wording

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    Entry = dict[Hashable, Any]
    """A row of the manifest by column, as ``to_dict`` gives it."""

_RECORD: Final = {
    "diagnosis": "Diagnosis",
    "label": "Class",
    "split": "Part",
    "lesion_id": "Lesion",
    "patient_id": "Patient",
    "age": "Age",
    "sex": "Sex",
    "site": "Where on the body",
    "dx_type": "Confirmed by",
    "skin_type": "Skin type",
    "image_type": "Kind of image",
    "source": "Source",
    "licence": "Licence",
}
_IN_WORDS: Final[dict[str, Callable[[str], str]]] = {
    "diagnosis": named,
    "label": named,
    "split": wording.part,
    "dx_type": confirmed_by,
}


def title(column: str) -> str:
    """What a column of the manifest is called: "dx_type" as "Confirmed by"."""
    return _RECORD[column]


def shown(column: str, value: str) -> str:
    """A value of the manifest as a person reads it: "mel" as "melanoma (mel)"."""
    return _IN_WORDS.get(column, str)(value)


def told(entry: Entry) -> str:
    """Class and part of a photograph."""
    return f"{named(str(entry['label']))} · {wording.part(str(entry['split']))}"


def more(entry: Entry) -> str:
    """What the source tells of an image, as far as it does: "55 years, male, back, follow-up"."""
    known = {name: value for name, value in entry.items() if not pd.isna(value)}
    found = []
    if known.get("diagnosis", entry["label"]) != entry["label"]:
        found.append(named(str(known["diagnosis"])))
    if "age" in known:
        found.append(f"{known['age']:.0f} years")
    found += [
        shown(column, str(known[column]))
        for column in ("sex", "site", "dx_type")
        if column in known
    ]
    return ", ".join(found)


def record(entry: Entry) -> dict[str, str]:
    """All that is known of a photograph, a line each."""
    found = {
        name: _value(column, entry[column])
        for column, name in _RECORD.items()
        if not pd.isna(entry[column])
    }
    found["Size"] = f"{entry['width']} × {entry['height']} pixels"
    return found


def _value(column: str, value: object) -> str:
    return f"{value:.0f}" if isinstance(value, float) else shown(column, str(value))


def credit(names: tuple[str, ...], most: int = 5) -> str:
    """Whom to name, as a sentence; empty where nobody asked for it."""
    if not names:
        return ""
    rest = f", and {len(names) - most:,} more that the manifest tells" if len(names) > most else ""
    return f"Whoever shows these photographs names their source: {'; '.join(names[:most])}{rest}."
