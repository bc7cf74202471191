"""What a run's network found in its training images, kept in the run's folder and never exported.

Written whole or not at all. Losing it costs time and nothing else. NumPy only.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from runs.likeness.distance import Space
from runs.results import MODEL
from runs.training.process import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FILE: Final = "likeness.npz"
_VERSION: Final = 1
_ARRAYS: Final = ("points", "centre", "scale", "rows")


@dataclass(frozen=True, eq=False)
class Known:
    """The training images of a run.

    Args:
        space: their findings.
        rows: of each, in the manifest of the dataset's version that the run learnt from.
        limit: beyond this distance a photograph is unlike all of them.
        validation: how many images of validation the limit was taken from.
        training: how many training images the run has; more than ``rows`` where some were drawn.
    """

    space: Space
    rows: NDArray[np.int64]
    limit: float
    validation: int
    training: int

    def write(self, folder: Path) -> None:
        """Keep it in a run's folder.

        Raises:
            OSError: the disk is full or refuses.
        """
        about = {
            "version": _VERSION,
            "trained": trained_at(folder),
            "measured": self.space.measured,
            "limit": self.limit,
            "validation": self.validation,
            "training": self.training,
        }
        arrays = (self.space.points, self.space.centre, self.space.scale, self.rows)
        buffer = io.BytesIO()
        np.savez(
            buffer,
            about=np.frombuffer(json.dumps(about).encode(), np.uint8),
            **dict(zip(_ARRAYS, arrays, strict=True)),  # type: ignore[arg-type]  # as in standing
        )
        write_atomically(folder / FILE, buffer.getvalue())

    @classmethod
    def read(cls, folder: Path) -> Self | None:
        """What was kept of the network as it is; ``None`` where nothing was, or it is damaged."""
        try:
            with (folder / FILE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                about = json.loads(stored["about"].tobytes())
                points, centre, scale, rows = (stored[name] for name in _ARRAYS)
            if (about["version"], about["trained"]) != (_VERSION, trained_at(folder)):
                return None
            space = Space(points, centre, scale, about["measured"])
            return cls(space, rows, about["limit"], about["validation"], about["training"])
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, EOFError):
            return None


def is_kept(folder: Path) -> bool:
    """Whether there is something to read."""
    return (folder / FILE).is_file()


def trained_at(folder: Path) -> int:
    """When the network in a run's folder was written."""
    return (folder / MODEL).stat().st_mtime_ns
