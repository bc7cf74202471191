"""Fifty pictures by which a network and all its forms are held together; none is of a patient.

Drawn lesions, since they bring a network where photographs do, and pictures that photographs never
are, since a form may go wrong at an end of the range. Between them they go every way that pixels
come: JPEG in all eight positions of a camera, PNG, GIF, grey, 16 bits, transparent, wide, tiny.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from data.demo import Drawn
from data.image import ORIENTATION

if TYPE_CHECKING:
    from collections.abc import Iterator

COUNT: Final = 50
VERSION: Final = 1
"""To be raised when any picture changes: what was found with the old ones does not count."""
_SEED: Final = 50
_JPEG: Final = 26
_LOSSLESS: Final = 4
_POSITIONS: Final = 8
"""In which a camera may have been held; a file says in which."""
_SIDE: Final = 96


@cache
def pictures() -> dict[str, bytes]:
    """The files by their names, always the same."""
    made = dict(_drawn()) | dict(_made_up())
    if len(made) != COUNT:
        raise ValueError(f"Expected {COUNT} pictures. Received {len(made)}.")
    return made


def _drawn() -> Iterator[tuple[str, bytes]]:
    """Drawn lesions: JPEGs, the first once more as a turned camera gives them, and PNGs."""
    source = Drawn(_SEED, _JPEG + _LOSSLESS)
    for number, file in enumerate(source.files()):
        with source.open(file.name) as drawn:
            data = drawn.read()
        if number < _JPEG:
            yield f"lesion_{number:02d}.jpg", data
        else:
            yield f"lesion_{number:02d}.png", _file(Image.open(io.BytesIO(data)), "PNG")
        if number < _POSITIONS:
            yield f"turned_{number + 1}.jpg", _turned(data, number + 1)


def _turned(data: bytes, position: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = position
    file = io.BytesIO()
    Image.open(io.BytesIO(data)).save(file, "JPEG", quality=92, exif=exif)
    return file.getvalue()


def _made_up() -> Iterator[tuple[str, bytes]]:
    """What no photograph is: the ends of the range, one colour channel, single pixels."""
    rng = np.random.default_rng(_SEED)
    steps = np.arange(_SIDE)
    noise = rng.integers(0, 256, (_SIDE, _SIDE, 3), dtype=np.uint8)
    board = np.where((steps[:, None] + steps) % 2, 255, 0).astype(np.uint8)
    rise = np.linspace(0, 255, _SIDE).astype(np.uint8)
    ramp = np.broadcast_to(rise, (_SIDE, _SIDE))
    yield "noise.png", _rgb(noise)
    yield "noise_dark.png", _rgb(noise // 16)
    yield "noise_bright.png", _rgb(255 - noise // 16)
    yield "halves.png", _rgb(np.where(steps[:, None, None] < _SIDE // 2, 0, 255) + 0 * noise)
    yield "chequered.png", _rgb(np.stack([board] * 3, axis=-1))
    yield "colours.png", _rgb(np.stack([ramp, ramp.T, ramp[::-1, ::-1]], axis=-1))
    yield "line.png", _rgb(np.where(steps == _SIDE // 2, 255, 0)[:, None, None] + 0 * noise)
    yield "wide.png", _rgb(np.concatenate([noise[:24]] * 4, axis=1))
    yield "tiny.png", _rgb(noise[:16, :16])
    yield "grey_16_bit.png", _file(Image.fromarray(ramp.astype(np.uint16) * 257), "PNG")
    opaque = np.dstack([noise, np.ascontiguousarray(ramp)])
    yield "transparent.png", _file(Image.fromarray(opaque), "PNG")
    yield "palette.gif", _file(Image.fromarray(noise // 64 * 64).quantize(64), "GIF")


def _rgb(pixels: np.ndarray) -> bytes:
    whole = np.broadcast_to(pixels, (*pixels.shape[:2], 3)).astype(np.uint8)
    return _file(Image.fromarray(whole), "PNG")


def _file(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()
