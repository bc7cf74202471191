"""Class maps of earlier imports, for the next one of the same layout with the same diagnoses.

Nothing is applied here: a map is offered, and a person takes it or not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data.dataset import ABOUT, REPORT, read_json
from data.errors import DatasetError, ImportCallError
from data.files import slug
from data.mapping import ALL_OTHERS, LEFT_OUT, labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.library import Library

_FEW = 2


@dataclass(frozen=True)
class Remembered:
    """What became of each diagnosis in an earlier import.

    Args:
        dataset: its name.
        mapping: diagnosis → class; "" where it was left out.
    """

    dataset: str
    mapping: dict[str, str]


def last_map(library: Library, *, layout: str, diagnoses: Iterable[str]) -> Remembered | None:
    """The class map of the latest import of this layout with these very diagnoses, if there is one.

    Args:
        library: the datasets that are there.
        layout: as recognised.
        diagnoses: all that the source holds.
    """
    names = set(diagnoses)
    found = [(name, about) for name in library.names() if (about := _about(library, name))]
    for name, about in sorted(found, key=lambda one: str(one[1].get("created")), reverse=True):
        if _diagnoses(about) == names and _layout(library, name, about) == layout:
            return Remembered(name, _whole(names, about["map"]))
    return None


def map_of(library: Library, name: str) -> dict[str, str]:
    """The class map that a dataset was imported with, as it was given.

    Raises:
        DatasetMissingError: there is no such dataset.
        ImportCallError: it was imported without one.
    """
    library.load(name)
    mapping = (_about(library, name) or {}).get("map")
    if not mapping:
        raise ImportCallError(
            f"“{name}” was imported without a class map: each diagnosis is its own class.",
            "Name another dataset, or give the map with --map.",
        )
    return dict(mapping)


def in_words(mapping: Mapping[str, str]) -> str:
    """A class map in short: "mel, bcc → malignant; all others → benign"."""
    of_class: dict[str, list[str]] = {}
    for name, label in mapping.items():
        of_class.setdefault("" if label in LEFT_OUT else label, []).append(name)
    largest = max(of_class, key=lambda label: len(of_class[label]))
    listed = {label: ", ".join(names) for label, names in of_class.items()}
    if len(of_class) > 1 and len(of_class[largest]) > _FEW:
        del listed[largest]
        listed[largest] = "all others"
    return "; ".join(
        f"{them} → {label}" if label else f"{them} left out" for label, them in listed.items()
    )


def _about(library: Library, name: str) -> dict[str, Any] | None:
    """A dataset's description where it was imported with a class map; None where it was not."""
    try:
        about = read_json(library.folder / slug(name) / ABOUT)
    except DatasetError:  # told elsewhere
        return None
    return about if isinstance(about.get("map"), dict) else None


def _diagnoses(about: Mapping[str, Any]) -> set[str]:
    """All diagnoses of its source; none where an earlier version of the program kept too little."""
    known = about.get("diagnoses")
    if known is None:
        known = [] if ALL_OTHERS in about["map"] else list(about["map"])
    return set(known)


def _layout(library: Library, name: str, about: Mapping[str, Any]) -> str:
    if "layout" in about:
        return str(about["layout"])
    try:
        return str(read_json(library.folder / slug(name) / REPORT).get("layout"))
    except DatasetError:
        return ""


def _whole(names: set[str], mapping: Mapping[str, str]) -> dict[str, str]:
    return {name: label or "" for name, label in labels(names, mapping).items()}
