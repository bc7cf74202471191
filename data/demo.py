"""“Demo lesions”: a dataset drawn by the program, for whoever has no photographs at hand.

It goes an import's way and is marked as synthetic; how lesions look is for ``data.drawing``.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from data.building import Building
from data.drawing import Lesion, draw
from data.fields import Look
from data.photograph import View
from data.readers.records import Record
from data.readers.sources import File
from data.selection import Selection

if TYPE_CHECKING:
    from collections.abc import Callable

NAME, COUNT = "Demo lesions", 600
NOTICE = "Drawings, not patients: this number says nothing about skin."
LAYOUT = "drawn"
CLASSES = ("benign", "malignant")
TRAIT_MEANS, TRAIT_SPREAD = (0.28, 0.72), 0.17
"""Traits of the two classes overlap: no model can tell all of them apart."""
VIEWS, SHARED = 3, 7
"""Every lesion in this many has several views; about two images in five are one of them."""
HAIRS, CORNERS = (0, 0, 0, 3, 8, 14), (0.0, 0.0, 0.0, 0.47, 0.52)


class Drawn:
    """A source whose files are drawn when they are read.

    Args:
        seed: of everything in it.
        count: how many pictures.
    """

    label = NAME
    copied = True
    attached = False

    def __init__(self, seed: int, count: int) -> None:
        self.seed = seed
        self.lesion_of = _lesion_of(count)

    def files(self) -> list[File]:
        """Its pictures; their sizes are a guess from above."""
        return [File(self, f"demo_{row:04d}.jpg", 16_384) for row in range(len(self.lesion_of))]

    def open(self, name: str) -> IO[bytes]:
        """Draw one picture, as a JPEG."""
        row = _row(name)
        number = self.lesion_of[row]
        file = io.BytesIO()
        picture = draw(_lesion(self.seed, number), _view(self.seed, number, row))
        Image.fromarray(picture).save(file, "JPEG", quality=92)
        file.seek(0)
        return file

    def records(self) -> list[Record]:
        """What would stand in a table beside the pictures."""
        files = zip(self.files(), self.lesion_of, strict=True)
        return [_record(file, number) for file, number in files]

    def path(self, name: str) -> Path | None:
        """Nowhere yet."""
        return None

    def close(self) -> None:
        """Nothing is held open."""


def make_demo(
    *,
    workspace: Path | str,
    name: str = NAME,
    seed: int = 0,
    count: int = COUNT,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, Any]:
    """Draw a dataset of benign and malignant lesions that differ in asymmetry, border and colour.

    Args:
        workspace: the folder of all of a person's work.
        name: of the new dataset.
        seed: the same seed draws the same pictures.
        count: how many pictures, at least 30.
        progress: called with pictures done, pictures in all, and what is being done.

    Returns:
        what ``import_dataset`` returns; ``synthetic`` is true.

    Raises:
        ImportRefusedError: the name is taken, or the disk is full.
    """
    drawn = Drawn(seed, count)
    return Building(
        workspace=Path(workspace),
        name=name,
        layout=LAYOUT,
        chosen=Selection(rows_in=count, records=drawn.records()),
        remarks=[],
        seed=seed,
        progress=progress or _silent,
        synthetic=True,
        notices=(NOTICE,),
        doing="Drawing lesions",
    ).run()


def _lesion_of(count: int) -> list[int]:
    """The number of each picture's lesion; one lesion in a few has several views."""
    lesions: list[int] = []
    number = 0
    while len(lesions) < count:
        views = VIEWS if number % (SHARED - VIEWS + 1) == 0 else 1
        lesions += [number] * views
        number += 1
    return lesions[:count]


def _row(name: str) -> int:
    return int(Path(name).stem.removeprefix("demo_"))


def _record(file: File, number: int) -> Record:
    label = CLASSES[number % 2]
    return Record(
        image_id=file.inner.stem,
        file=file,
        where=file.name,
        diagnosis=label,
        label=label,
        lesion_id=f"DEMO_{number:04d}",
        source="drawn by the program",
        licence="CC0-1.0",
        attribution="Drawn by Lesion Studio",
    )


def _lesion(seed: int, number: int) -> Lesion:
    rng = np.random.default_rng([seed, number])
    traits = np.clip(rng.normal(TRAIT_MEANS[number % 2], TRAIT_SPREAD, size=3), 0, 1)
    asymmetry, border, colour = traits.tolist()
    return Lesion(int(rng.integers(2**31)), asymmetry, border, colour)


def _view(seed: int, number: int, row: int) -> View:
    """One photograph: turned, shifted and lit by chance, whatever the class."""
    of_lesion = np.random.default_rng([seed, number, 1])
    rng = np.random.default_rng([seed, number, 2, row])
    radius = of_lesion.uniform(0.26, 0.40) * rng.uniform(0.92, 1.08)
    shift = (rng.normal(0, 0.06), rng.normal(0, 0.04))
    return View(
        seed=int(rng.integers(2**31)),
        look=Look(turn=rng.uniform(0, 2 * math.pi), radius=radius, shift=shift),
        light=rng.normal(1.0, 0.05),
        warmth=rng.normal(0.0, 0.025),
        hairs=int(rng.choice(HAIRS)),
        corners=float(rng.choice(CORNERS)),
    )


def _silent(done: int, total: int, what: str) -> None:
    """No one watches."""
