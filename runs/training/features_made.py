"""Features that are there: how they came to be, and some of them read by their photographs' places.

Computing and keeping them is left to ``features`` and ``feature_table``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.training.computing import Pass
    from runs.training.feature_table import Known


@dataclass(frozen=True)
class Made:
    """How features came to be there.

    Args:
        way: what has computed those that were missing.
        images: how many those were, each view counted.
        found: how many were known before.
    """

    way: Pass
    images: int
    found: int

    @property
    def in_words(self) -> str:
        """As sentences for the log of a run."""
        if not self.found:
            return self.way.in_words
        known = f"{self.found:,} of {self.found + self.images:,} were known from earlier runs."
        return f"{self.way.in_words} {known}"


@dataclass(frozen=True)
class Table:
    """The features of some images, float32 of shape (n, ...).

    Args:
        rows: of the pixel store, one for each image.
        views: what is known of each view; of all but the first, training images only.
    """

    rows: NDArray[np.int64]
    views: Sequence[Known]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of all of them."""
        return (len(self), *self.views[0].shape)

    def __getitem__(self, places: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        """Some images as they are, read and copied."""
        return self.views[0].take(self.rows[places])

    def take(self, places: NDArray[np.int64], views: NDArray[np.int64]) -> NDArray[np.float32]:
        """Images by their places, each in a view of its own."""
        found = np.empty((len(places), *self.shape[1:]), dtype=np.float32)
        for view in np.unique(views).tolist():
            found[views == view] = self.views[view].take(self.rows[places[views == view]])
        return found
