"""What the archive's answers say of photographs and collections, read leniently.

What is missing is unknown; what is no photograph is told as such. Nothing in an answer is trusted:
names are held to their form, texts to one line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

NAME = re.compile(r"ISIC_[0-9]{1,12}")
"""What a photograph may be called; its file's name is made of nothing else."""
_COLUMN = re.compile(r"[a-z][a-z0-9_]{0,63}")
_SHOWN, _LONGEST = 60, 2000
_Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Photograph:
    """One photograph of the archive.

    Args:
        isic_id: its name, safe as a file's.
        url: of the file; empty where none is told.
        size: of the file in bytes; 0 where it is unknown.
        row: what is told of it, column → cell.
    """

    isic_id: str
    url: str
    size: int
    row: dict[str, _Cell]


@dataclass(frozen=True, slots=True)
class Failed:
    """A result that is no photograph, or one that could not be had."""

    where: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Photographs that fit, each once, in the archive's order.

    Args:
        total: how many there are, also where fewer were wanted.
        photographs: those wanted.
        failed: results that are none.
    """

    total: int
    photographs: list[Photograph]
    failed: list[Failed]


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection of the archive."""

    collection: int
    name: str


def photograph(result: object) -> Photograph | Failed:
    """One result of a search."""
    if not isinstance(result, dict):
        return Failed(repr(result)[:_SHOWN], "It is no photograph of the archive.")
    isic_id = result.get("isic_id")
    if not isinstance(isic_id, str) or not NAME.fullmatch(isic_id):
        return Failed(repr(isic_id)[:_SHOWN], "This is no name of the archive, ISIC_ and a number.")
    file = _part(result, "files", "full")
    url, size = file.get("url"), file.get("size")
    row: dict[str, _Cell] = {
        "isic_id": isic_id,
        "attribution": line(result.get("attribution")),
        "copyright_license": line(result.get("copyright_license")),
    }
    for part in ("acquisition", "clinical"):
        told = _part(result, "metadata", part).items()
        row |= {
            name: value if isinstance(value, int | float) else line(value)
            for name, value in told
            if _COLUMN.fullmatch(str(name)) and isinstance(value, str | int | float)
            if name not in row
        }
    return Photograph(
        isic_id,
        url if isinstance(url, str) else "",
        max(0, size) if isinstance(size, int) else 0,
        row,
    )


def _part(told: dict[str, Any], *names: str) -> dict[str, Any]:
    """What lies within, where there is such a thing."""
    for name in names:
        within = told.get(name)
        if not isinstance(within, dict):
            return {}
        told = within
    return told


def line(told: object) -> str:
    """A text on one line, without signs that no one sees."""
    text = told[:_LONGEST] if isinstance(told, str) else ""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
