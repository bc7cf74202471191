"""One imported dataset, as training, evaluation and the pages read it.

Finding it in a workspace is ``data.library``'s, making it ``data.importing``'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image
from pydantic import TypeAdapter

from data.audit.pairs import AUDIT, Named, read_pairs
from data.audit.table import read_measures
from data.counting import by_split
from data.errors import DatasetError
from data.manifest import LEFT_OUT, MANIFEST, read_manifest
from data.pixels import PixelStore
from data.versions.apart import untied

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from data.versions.apart import Pair
    from data.versions.decisions import Decision

REPORT, ABOUT = "report.json", "dataset.json"
STORED = (224, 224, "stretch")
"""Height, width and fit of the pixels that every import makes."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """One version of an imported dataset, never changed.

    Args:
        name: as it was given by a person.
        folder: of the dataset.
        digest: SHA-256 of what the version's manifest says, 64 hex digits.
        classes: their names; of two, the positive one is at index 1.
        synthetic: drawn by a program, no patients.
        grouped_by: "patient", "lesion" or "image": what is never on two sides of a split.
        notices: sentences that must stand beside every result.
        table: the version's manifest.
        decided: how many photographs its decisions concern, by kind; see ``data.versions``.
        decisions: all that are in force.
    """

    name: str
    folder: Path
    digest: str
    classes: tuple[str, ...]
    synthetic: bool
    grouped_by: str
    notices: tuple[str, ...]
    table: str = MANIFEST
    decided: dict[str, int] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def manifest(self) -> pd.DataFrame:
        """One row a photograph, also those left out; see ``data.manifest``."""
        return read_manifest(self.folder / self.table)

    @cached_property
    def used(self) -> pd.DataFrame:
        """The rows of photographs that are in a part, under their places in ``manifest``."""
        return self.manifest[self.manifest["split"] != LEFT_OUT]

    @cached_property
    def photographed(self) -> bool:
        """Whether its photographs were read, and not their tables only."""
        return bool(self.manifest["pixel_hash"].all())

    @cached_property
    def report(self) -> dict[str, Any]:
        """What ``import --json`` said: rows in, rows imported, why each other row was not."""
        return read_json(self.folder / REPORT)

    @property
    def looked_for_copies(self) -> bool:
        """Whether near duplicates were looked for when it was imported."""
        return (self.folder / AUDIT).exists()

    @cached_property
    def near_duplicates(self) -> list[Named]:
        """Pairs of photographs that are one, unless told apart; those with two labels first."""
        return [pair for pair in self._alike if frozenset(pair.images) not in self.apart]

    @cached_property
    def apart(self) -> frozenset[Pair]:
        """Pairs of ids that look alike and were told apart by a person."""
        return untied(self.decisions, (frozenset(pair.images) for pair in self._alike))

    @cached_property
    def _alike(self) -> list[Named]:
        return self._pairs("near_duplicates")

    @cached_property
    def copies_left_out(self) -> list[Named]:
        """Pairs of which one was left out, because the other is in a more guarded part."""
        return self._pairs("left_out")

    def _pairs(self, kind: str) -> list[Named]:
        return read_pairs(read_json(self.folder / AUDIT), kind) if self.looked_for_copies else []

    @cached_property
    def measures(self) -> pd.DataFrame | None:
        """What was measured of each photograph, in the order of the manifest, if it was."""
        return read_measures(self.folder)

    @property
    def licences(self) -> tuple[str, ...]:
        """Licences of its photographs, each once."""
        return _distinct(self.manifest["licence"])

    @property
    def attributions(self) -> tuple[str, ...]:
        """Whom to name when results are shown, each once."""
        return _distinct(self.manifest["attribution"])

    @cached_property
    def targets(self) -> NDArray[np.int64]:
        """The index into ``classes`` of each photograph's label, shape (n,).

        -1 where none of the photographs in use is of that class.
        """
        index = {name: number for number, name in enumerate(self.classes)}
        labels = self.manifest["label"].tolist()
        return np.array([index.get(label, -1) for label in labels], dtype=np.int64)

    def rows(self, split: str) -> NDArray[np.int64]:
        """The rows of the photographs in "train", "validation" or "test"."""
        return np.flatnonzero((self.manifest["split"] == split).to_numpy())

    def counts(self) -> dict[str, dict[str, int]]:
        """Images by split and class."""
        parts, labels = (self.manifest[name].tolist() for name in ("split", "label"))
        return by_split(parts, labels, self.classes)

    def file(self, row: int) -> Path:
        """Where a photograph lies; it may have been moved since the import."""
        return self.folder / str(self.manifest["path"].iloc[row])

    def thumbnail(self, row: int, side: int = 160) -> NDArray[np.uint8]:
        """A photograph for looking at, in its own proportions, its longer side ``side`` pixels.

        Returns:
            uint8 of shape (height, width, 3), from the pixel store: the original is not read.
        """
        store, entry = self._thumbnails, self.manifest.iloc[row]
        longer = max(entry["width"], entry["height"])
        size = (
            max(round(side * entry["width"] / longer), 1),
            max(round(side * entry["height"] / longer), 1),
        )
        pixels = store.rows([row])[0]
        return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))

    @cached_property
    def _thumbnails(self) -> PixelStore:
        return PixelStore.open(self, *STORED)


_JSON_OBJECT = TypeAdapter(dict[str, Any])


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object of a dataset; a ``DatasetError`` says what is wrong with it."""
    try:
        value = _JSON_OBJECT.validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DatasetError(
            f"{path} cannot be read (missing, or no JSON object).",
            "Restore it from a backup, or delete the dataset's folder and import it again.",
        ) from error
    return value


def _distinct(column: pd.Series) -> tuple[str, ...]:
    return tuple(sorted(set(column.dropna())))
