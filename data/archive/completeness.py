"""Whether a file holds a whole photograph.

The archive's own sizes cannot tell it alone: they are of files before attribution and licence were
written into them, which makes the published ones some kilobytes larger. So a size is held to be
near, and a JPEG or a PNG to have its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NEAR = 2**16
"""Bytes by which a published file may differ from the size that is told of it."""
_ENDS = {b"\xff\xd8\xff": b"\xff\xd9", b"\x89PNG\r\n": b"IEND"}
"""How kinds of images begin, and what stands at their end."""
_TAIL = 2**10
"""Some cameras write a little more behind it."""


def flaw(place: Path, size: int) -> str | None:
    """Why a file is no whole photograph; None where it is one, as far as can be told.

    Args:
        place: of the file.
        size: that the archive tells; 0 where it tells none.
    """
    came = place.stat().st_size
    if not came:
        return "An empty file came."
    if size and abs(came - size) > NEAR:
        return f"{came:,} bytes came, but the archive says that it has {size:,}."
    with place.open("rb") as file:
        begin = file.read(8)
        file.seek(max(0, came - _TAIL))
        tail = file.read()
    cut = any(begin.startswith(sign) and end not in tail for sign, end in _ENDS.items())
    return "The photograph is cut short." if cut else None
