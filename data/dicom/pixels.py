"""From a DICOM file's pixels as they are stored to an RGB image. Arrays in, an image out.

Which values stand for what: DICOM PS3.3, C.7.6.3. Nothing is windowed: a photograph is shown whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

GREY: Final = frozenset({"MONOCHROME1", "MONOCHROME2"})
COLOUR: Final = frozenset({"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"})
PALETTE: Final = "PALETTE COLOR"
SHOWN: Final = 8
"""Bits of a colour that are kept: the upper ones, as ``data.image`` does."""
_RUN, _LITERAL = 257, 128
_RLE_HEADER: Final = 64


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that the values of a ``PALETTE COLOR`` image stand for.

    Args:
        first: the value that the first entry is of; smaller ones have its colour, too.
        bits: of each entry, 8 or 16.
        colours: of shape (entries, 3).
    """

    first: int
    bits: int
    colours: NDArray[np.unsignedinteger[Any]]

    def of(self, values: NDArray[np.unsignedinteger[Any]]) -> NDArray[np.uint8]:
        """The colours of values, of their shape and 3."""
        places = np.clip(values.astype(np.int64) - self.first, 0, len(self.colours) - 1)
        deep = self.bits > SHOWN and self.colours.max(initial=0) >= 1 << SHOWN
        # Some programs write 8 bits into entries that they say are of 16.
        colours = self.colours >> SHOWN if deep else self.colours & 0xFF
        return colours.astype(np.uint8)[places]


def shown(
    stored: NDArray[np.unsignedinteger[Any]], kind: str, *, bits: int, palette: Palette | None
) -> Image.Image:
    """One frame as RGB.

    Args:
        stored: of shape (height, width), or (height, width, 3) for colours.
        kind: its photometric interpretation, one of those above.
        bits: of each value that are in use, at most 16.
        palette: where the kind is ``PALETTE``.

    Raises:
        ValueError: the kind is none of those above.
    """
    if palette is not None:
        return Image.fromarray(palette.of(stored))
    eight = _eight(stored, bits)
    if kind in GREY:
        return Image.fromarray(255 - eight if kind == "MONOCHROME1" else eight).convert("RGB")
    if kind == "RGB":
        return Image.fromarray(eight)
    if kind.startswith("YBR_FULL"):
        size = (eight.shape[1], eight.shape[0])
        return Image.frombytes("YCbCr", size, eight.tobytes()).convert("RGB")
    raise ValueError(kind)


def _eight(stored: NDArray[np.unsignedinteger[Any]], bits: int) -> NDArray[np.uint8]:
    if bits >= SHOWN:
        return np.ascontiguousarray(stored >> (bits - SHOWN)).astype(np.uint8)
    wide = np.minimum(stored, (1 << bits) - 1).astype(np.uint16)
    return np.ascontiguousarray(wide * 255 // ((1 << bits) - 1)).astype(np.uint8)


def rle_grows_beyond(frame: bytes, most: int) -> bool:
    """Whether a frame in RLE would unpack to more bytes than an image of its size can need.

    A byte may stand for 64, and nobody else looks before all of them are in memory.
    """
    head = np.frombuffer(frame[:_RLE_HEADER], dtype="<u4")
    starts = [int(start) for start in head[1 : 1 + min(int(head[0]), 15)]]
    return sum(map(_unpacked, _parts(frame, starts))) > most


def _parts(frame: bytes, starts: list[int]) -> list[bytes]:
    return [frame[at:end] for at, end in zip(starts, [*starts[1:], len(frame)], strict=True)]


def _unpacked(part: bytes) -> int:
    """Bytes that one segment (PackBits; PS3.5, annex G) unpacks to."""
    at = total = 0
    while at < len(part):
        head = part[at]
        if head < _LITERAL:
            total += head + 1
            at += head + 2
        elif head > _LITERAL:
            total += _RUN - head
            at += 2
        else:
            at += 1
    return total
