"""The weights in a ``.keras`` file from outside, as tables of numbers: HDF5 read as data only.

Nothing that leads out of the file is followed, and no table is read before its size and kind are
known to be those that are wanted. Where whole networks in HDF5 have theirs is told by
``old_weights``; giving them to a network is left to ``transplant``.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import h5py
import numpy as np

from builder.opening.errors import MisfitError, OpeningError
from builder.opening.files import MOST_BYTES, WEIGHTS
from layers_catalog.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

_PIECE: Final = 1 << 20
_NUMBERS: Final = "fiu"
"""NumPy's letters for the kinds of numbers that weights are."""
_UNREADABLE: Final = (
    *(OSError, LookupError, RuntimeError, ValueError, TypeError),  # h5py has many words for damage
    *(zipfile.BadZipFile, zlib.error, EOFError),
)
AGAIN: Final = "Save it again where it was made, with model.save(“name.keras”)."


def group_of(place: tuple[str, ...]) -> str:
    """Where Keras keeps a layer in HDF5: ("Dense", "2") as "layers/dense_2"."""
    pairs = zip(place[::2], place[1::2], strict=True)
    return "/".join(
        f"layers/{_snake(kind)}" + (f"_{number}" if number != "0" else "") for kind, number in pairs
    )


def _snake(kind: str) -> str:
    """As Keras files a class: ``Conv2DTranspose`` as ``conv2d_transpose``."""
    parted = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", re.sub(r"\W+", "", kind))
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", parted).lower()


def _of_keras_2(place: str) -> str:
    """Where the first versions that wrote ``.keras`` files kept the same; Keras looks there too."""
    parts = place.split("/")
    return "/".join("_layer_checkpoint_dependencies" if one == "layers" else one for one in parts)


class Weights:
    """The tables of an opened file."""

    def __init__(self, file: h5py.File) -> None:
        self._file = file

    def read(self, layer: str, name: str, shape: tuple[int, ...]) -> NDArray[np.float32] | None:
        """One table; ``None`` where there is none at that place.

        Args:
            layer: where Keras keeps it, as ``group_of`` tells.
            name: of the table in it.
            shape: that it must have.

        Raises:
            MisfitError: it is of another size or kind.
            OpeningError: it leads out of the file.
        """
        place = f"{layer}/{name}"
        found = dataset_at(self._file, place) or dataset_at(self._file, _of_keras_2(place))
        return None if found is None else numbers(found, place, shape)


def numbers(found: h5py.Dataset, place: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """What a table holds.

    Raises:
        MisfitError: it is of another size or kind.
    """
    if found.shape != shape or found.dtype.kind not in _NUMBERS:
        raise MisfitError(
            f"The weights {place} in the file are {found.shape} {found.dtype}, but its own "
            f"description needs {shape} numbers.",
            AGAIN,
        )
    table: NDArray[np.float32] = np.asarray(found[()], np.float32)
    return table


def dataset_at(file: h5py.Group, place: str) -> h5py.Dataset | None:
    """The table at a place; ``None`` where there is none.

    Raises:
        OpeningError: it leads out of the file.
    """
    at = file
    for part in place.split("/"):
        link = at.get(part, getlink=True) if isinstance(at, h5py.Group) else None
        if link is None:
            return None
        if not isinstance(link, h5py.HardLink):
            raise _leads_out(place)
        at = at[part]
    if not isinstance(at, h5py.Dataset):
        return None
    if at.external or at.is_virtual:
        raise _leads_out(place)
    return at


def _leads_out(place: str) -> OpeningError:
    return OpeningError(
        f"The weights {place} are not in the file itself: it leads to another file or place, which "
        "is not followed.",
        AGAIN,
    )


@contextmanager
def weights_in(path: Path, folder: Path) -> Iterator[Weights]:
    """The weights of a ``.keras`` file.

    Args:
        path: of the file.
        folder: where the HDF5 file inside is put meanwhile.

    Raises:
        OpeningError: they cannot be read.
    """
    with readable(path), h5py.File(_unpacked(path, folder), "r") as file:
        yield Weights(file)


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """What is read of a file's weights in here, or a sentence.

    Raises:
        OpeningError: they cannot be read.
    """
    try:
        yield
    except UserError:
        raise
    except _UNREADABLE as broken:
        raise OpeningError(
            f"The weights in {path.name} cannot be read: they are damaged or were cut off.", AGAIN
        ) from broken


def _unpacked(path: Path, folder: Path) -> Path:
    """Written piece by piece, however large the zip says that it is."""
    to, written = folder / WEIGHTS, 0
    with zipfile.ZipFile(path) as archive, archive.open(WEIGHTS) as member, to.open("wb") as file:
        while piece := member.read(_PIECE):
            written += len(piece)
            if written > MOST_BYTES:
                raise OpeningError(
                    f"The weights in {path.name} unpack to more than {MOST_BYTES // 10**9} GB.",
                    "Open a smaller network.",
                )
            file.write(piece)
    return to
