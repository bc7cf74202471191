"""Photographs in an HDF5 file: under each name the bytes of one, as in ``train-image.hdf5``.

What the names mean is for the readers.
"""

from __future__ import annotations

import io
from functools import cached_property
from itertools import islice
from typing import IO, TYPE_CHECKING, Final

import h5py
import numpy as np

from data.errors import ImportRefusedError

if TYPE_CHECKING:
    from pathlib import Path

_JPEG, _PNG = b"\xff\xd8", b"\x89PNG"
_LARGEST: Final = 256 * 2**20
"""Bytes of one photograph."""
_LOOKED_AT: Final = 20


def holds_photographs(path: Path) -> bool:
    """Whether a file that nobody chose is an HDF5 file of photographs: networks are kept so, too.

    Its first entries are single ones, and each begins as an image's file does.

    Raises:
        OSError: it is none at all, or torn.
    """
    with h5py.File(path, "r") as file:
        names = list(islice(file, _LOOKED_AT))
        return bool(names) and all(_begins_as_image(file, name) for name in names)


def _begins_as_image(file: h5py.File, name: str) -> bool:
    try:
        found = file[name]
        if not isinstance(found, h5py.Dataset) or not 0 < found.nbytes <= _LARGEST:
            return False
        return np.asarray(found[()]).tobytes()[: len(_PNG)].startswith((_JPEG, _PNG))
    except (KeyError, TypeError, ValueError, RuntimeError):  # such as a link that leads nowhere
        return False


class SafeHdf5:
    """An HDF5 file, open for reading.

    Args:
        path: on disk, of any size.

    Raises:
        ImportRefusedError: it is none, or torn.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = h5py.File(path, "r")
        except OSError as error:
            raise ImportRefusedError(
                f"“{path.name}” cannot be opened as an HDF5 file.",
                "It may have been cut short: download or copy it again.",
            ) from error

    @cached_property
    def names(self) -> list[str]:
        """What lies in it, whatever it is, by name."""
        return sorted(self._file)

    @property
    def mean_size(self) -> int:
        """Bytes of a photograph on average; asking each would take minutes."""
        return self._path.stat().st_size // max(1, len(self.names))

    def open(self, name: str) -> IO[bytes]:
        """The bytes of one photograph.

        Raises:
            OSError: nothing readable lies there.
        """
        try:
            found = self._file[name]
            if not isinstance(found, h5py.Dataset):
                raise OSError(f"“{name}” is a group, not a photograph")
            if found.nbytes > _LARGEST:
                raise OSError(f"“{name}” is larger than {_LARGEST >> 20} MB")
            return io.BytesIO(np.asarray(found[()]).tobytes())
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise OSError(f"“{name}” cannot be read") from error

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
