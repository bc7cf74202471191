"""Which networks a design is, and was trained as.

Files are read once, until they change. Where a design and its versions lie is left to
``builder.shelf.design_files``.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from builder.shelf.versions import read_version
from builder.upgrade import read_design
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from builder.shelf.history import History


def recognised(design: Path, history: History, digests: Collection[str]) -> set[str]:
    """Those of some networks that a design is, or was trained as; what cannot be read is none.

    A state that was never trained does not count: two designs may have begun with one template.

    Args:
        design: its file.
        history: its earlier states.
        digests: of the networks, as drawn or as a run was frozen with them.
    """
    left = set(digests)
    looks: list[tuple[Callable[..., frozenset[str]], Path]] = [(_is, design)]
    looks += [(_trained, file) for file in reversed(history.files())]
    for look, file in looks:
        if not left:
            break
        with suppress(OSError):  # it may have been thinned out this moment
            told = file.stat()
            left -= look(file, told.st_mtime_ns, told.st_size, told.st_ino)
    return set(digests) - left


@lru_cache(maxsize=4096)
def _is(design: Path, *_: int) -> frozenset[str]:
    try:
        return frozenset([read_design(design.read_bytes()).digest()])
    except UserError:
        return frozenset()


@lru_cache(maxsize=4096)
def _trained(version: Path, *_: int) -> frozenset[str]:
    try:
        return frozenset(read_version(version).trained)
    except UserError:
        return frozenset()
