"""Which part of a split the names of folders speak of: "train", "val", "Test" and the like.

What columns and the names of tables say goes before; see ``lines`` and ``plan``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from data.readers.records import SPLIT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from data.readers.records import Record, Split
    from data.readers.sources import File


def part_of(folders: Iterable[str]) -> Split | None:
    """The part that the topmost folder named so speaks of."""
    names = (name.lower() for name in folders)
    return next((SPLIT_NAMES[name] for name in names if name in SPLIT_NAMES), None)


def parted(records: Sequence[Record], files: Sequence[File]) -> list[Record]:
    """The records, each with the part that its photograph's folders name, where they name several.

    Args:
        records: of which those without a part are given one.
        files: of all sources; where a person chose several, their own names count, too.
    """
    several = len({id(file.source) for file in files if not file.source.attached}) > 1
    parts = [_of_file(record.file, several=several) for record in records]
    if len(set(parts)) <= 1:  # all in one folder "train": a name, but no split
        return list(records)
    pairs = zip(records, parts, strict=True)
    return [replace(one, split=part) if part and not one.split else one for one, part in pairs]


def _of_file(file: File, *, several: bool) -> Split | None:
    own = (file.source.label.removesuffix(".zip"),) if several else ()
    return part_of((*own, *file.inner.parts[:-1]))
