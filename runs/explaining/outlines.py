"""Given outlines of lesions, in a folder or a zip, found by the names of their photographs."""

from __future__ import annotations

import io
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from data.image import IMAGE_SUFFIXES, fitted, open_rgb
from data.readers.endings import place_of
from data.readers.masks import outlined
from data.readers.opening import opened
from layers_catalog.errors import UserError
from runs.explaining.lesion import Lesion, lesion_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.readers.sources import File


class OutlinesError(UserError):
    """Where outlines of lesions should be, there are none."""


@dataclass(frozen=True)
class Outlines:
    """Outlines by what their photographs are called.

    Args:
        files: by the name of the photograph, without folders and extension.
        folder: takes copies of those that lie in a zip.
    """

    files: dict[str, File]
    folder: Path

    def file(self, photograph: str) -> Path | None:
        """The outline of a photograph's lesion as a file; ``None`` where there is none."""
        file = self.files.get(_name(photograph))
        if file is None:
            return None
        path = file.source.path(file.name)
        if path is None:
            path = self.folder / file.inner.name
            path.write_bytes(file.read())
        return path

    def lesion(self, photograph: str, height: int, width: int, fit: str) -> Lesion | None:
        """The lesion of a photograph, brought to a size as the photograph was.

        One that cannot be read, or outlines nothing, is as none.
        """
        file = self.files.get(_name(photograph))
        if file is None:
            return None
        try:
            picture = open_rgb(io.BytesIO(file.read()))
            return lesion_in(np.asarray(fitted(picture, height, width, fit)), file.name)
        except ValueError:
            return None


@contextmanager
def opened_outlines(path: Path) -> Iterator[Outlines]:
    """The outlines behind a path.

    Raises:
        ImportCallError: there is nothing there.
        ImportRefusedError: it may not be read, or is a zip that is not safe.
        OutlinesError: there is no picture in it.
    """
    with opened([path]) as sources, tempfile.TemporaryDirectory() as folder:
        files = {
            _name(outlined(file)): file
            for source in sources
            for file in source.files()
            if file.inner.suffix.lower() in IMAGE_SUFFIXES
        }
        if not files:
            raise OutlinesError(
                f"There is no outline of a lesion in “{path}”.",
                "Name a folder or a zip of pictures that are bright where the lesion is, called "
                "like their photographs, as “ISIC_0024306_segmentation.png”.",
            )
        yield Outlines(files, Path(folder))


def _name(photograph: str) -> str:
    return place_of(photograph)[-1]
