"""What is known of photographs: their features in one way of looking at them, whoever asked first.

A row is a photograph of the pixel store, in whichever part a run has it, so that all folds and
versions of a dataset share what was computed for one of them. Each computation leaves an entry in
the ``feature_store``; here they are read as one table.
"""

from __future__ import annotations

import errno
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from runs.training.feature_store import FeatureStore

    Block = tuple[NDArray[np.int64], NDArray[np.float32]]
    """Rows of the pixel store and what was computed for them."""

_HIGHEST: Final = 6e4
"""Beyond it, a number is no longer safe as float16, whose highest is 65,504."""
_NARROW, _WIDE, _ROWS_OF = "float16", "float32", "rows_of_"


class Known:
    """Features of photographs, from as many entries as they lie in.

    Args:
        count: photographs in the pixel store.
    """

    def __init__(self, count: int) -> None:
        self._tables: list[NDArray[Any]] = []
        self._table = np.full(count, -1, dtype=np.int32)
        self._place = np.zeros(count, dtype=np.int64)

    def add(self, tables: Mapping[str, NDArray[Any]]) -> None:
        """Know what an entry holds, too."""
        for dtype in (_NARROW, _WIDE):
            if dtype in tables:
                rows = tables[_ROWS_OF + dtype]
                self._table[rows], self._place[rows] = len(self._tables), np.arange(len(rows))
                self._tables.append(tables[dtype])

    def missing(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Which of some rows are not known."""
        return rows[self._table[rows] < 0]

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the features of one photograph."""
        return self._tables[0].shape[1:]

    def take(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """The features of known rows, read and copied: of shape (len(rows), ...)."""
        found = np.empty((len(rows), *self.shape), dtype=np.float32)
        chosen = self._table[rows]
        for number in np.unique(chosen).tolist():
            of_table = chosen == number
            found[of_table] = self._tables[number][self._place[rows[of_table]]]
        return found


@dataclass(frozen=True)
class View:
    """One way of looking at photographs, and what is known of them.

    What was computed by one engine in one precision is never mixed with what another computed, so
    that a run does not depend on which photographs others have looked at.

    Args:
        store: of the workspace.
        key: a digest of all that the features depend on, but the photograph.
        count: photographs in the pixel store.
    """

    store: FeatureStore
    key: str
    count: int

    @cached_property
    def known(self) -> dict[str, Known]:
        """What is known, by what has computed it."""
        found: dict[str, Known] = {}
        for name in self.store.names(f"{self.key}."):
            tables = self.store.read(name)
            if tables is not None:
                found.setdefault(name.split(".")[1], Known(self.count)).add(tables)
        return found

    def by(self, way: str) -> Known:
        """What one way of computing has made."""
        return self.known.setdefault(way, Known(self.count))

    def learn(
        self, way: str, rows: NDArray[np.int64], blocks: Iterable[Block], *, narrow: bool
    ) -> None:
        """Compute what is missing, and keep it.

        Args:
            way: what computes, without a dot.
            rows: that the blocks will bring.
            blocks: as they are computed.
            narrow: keep numbers in 16 bits, but for photographs with one that is not finite, or
                beyond 60,000.

        Raises:
            OSError: there is no room for them.
        """
        which = hashlib.sha256(np.ascontiguousarray(rows).data).hexdigest()[:16]
        name = f"{self.key}.{way}.{which}"
        self.store.write(name, (_tables(*block, narrow=narrow) for block in blocks))
        tables = self.store.read(name)
        if tables is None:  # another process has just made room for its own
            raise OSError(errno.ENOENT, "they were removed at once")
        self.by(way).add(tables)


def _tables(
    rows: NDArray[np.int64], features: NDArray[np.float32], *, narrow: bool
) -> dict[str, NDArray[Any]]:
    """What is kept of a block; each photograph's precision depends on nothing but itself."""
    largest = np.abs(features).max(axis=tuple(range(1, features.ndim)))
    fits = (largest <= _HIGHEST) & narrow  # a comparison with NaN does not hold
    found: dict[str, NDArray[Any]] = {}
    for dtype, chosen in ((_NARROW, fits), (_WIDE, ~fits)):
        if chosen.any():
            found[_ROWS_OF + dtype] = rows[chosen]
            found[dtype] = features[chosen].astype(dtype)
    return found
