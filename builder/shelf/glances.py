"""What can be told of a saved design at a glance: its name, its size, its words.

A glance reads the JSON without asking whether it is sound, and is remembered until the file
changes; whole designs are read by ``builder.upgrade``.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SAYS: Final = ("description", "source", "reported", "differs")


class Glance(NamedTuple):
    """What a design's file tells without being read as a design.

    Args:
        name: of the design.
        layers: how many there are.
        says: all its words, in small letters, for a search.
    """

    name: str
    layers: int
    says: str


def glance(path: Path) -> Glance | None:
    """What a file tells; None where it is no design's or cannot be read."""
    try:
        told = path.stat()
    except OSError:
        return None
    return _glance(path, told.st_mtime_ns, told.st_size, told.st_ino)


@lru_cache(maxsize=4096)
def _glance(path: Path, *_: int) -> Glance | None:
    try:
        told = json.loads(path.read_bytes())
        name = told["name"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not isinstance(name, str):
        return None
    nodes = told.get("nodes")
    layers = [one for one in nodes if isinstance(one, dict)] if isinstance(nodes, list) else []
    return Glance(name, len(layers), " ".join(_words(told, layers)).casefold())


def _words(told: dict[str, Any], layers: list[dict[str, Any]]) -> Iterator[str]:
    yield str(told["name"])
    yield from (str(told.get(key, "")) for key in _SAYS)
    for layer in layers:
        yield from (str(layer.get(key, "")) for key in ("type", "title", "note"))
    blocks = told.get("blocks")
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, dict):
            yield from (str(block.get(key, "")) for key in ("name", "note"))
