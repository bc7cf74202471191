"""Paths by what they end with: the name, the folder and the name, and so on, as far as is needed.

Which photograph a path means is for ``photographs``.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from unicodedata import normalize

from data.readers.records import bare_id

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = tuple[str, ...]
"""Folders and name without the extension of an image, as they are compared."""
T = TypeVar("T")


def place_of(path: str) -> Place:
    """A path's place; capital letters and the ways of writing an accent make no difference."""
    inner = PurePosixPath(path.replace("\\", "/"))
    parts = (*inner.parts[:-1], bare_id(inner.name))
    return tuple(normalize("NFC", part).casefold() for part in parts) or ("",)


def by_endings(items: Iterable[tuple[Place, T]]) -> dict[Place, list[T]]:
    """The items by the endings of their places; longer endings only where shorter are shared."""
    found: dict[Place, list[T]] = defaultdict(list)
    length, current = 1, list(items)
    while current:
        for place, item in current:
            found[place[-length:]].append(item)
        current = [
            (place, item)
            for place, item in current
            if len(place) > length and len(found[place[-length:]]) > 1
        ]
        length += 1
    return dict(found)


def shared(one: Place, other: Place) -> int:
    """How many parts at their ends are the same."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
