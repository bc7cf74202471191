"""All numbers of several classifiers in the same resamples, so that differences are paired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from runs.evaluation import intervals, metrics
from runs.evaluation.bootstrap import drawn, resample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.evaluation.metrics import Booleans, Floats, Integers
    from runs.evaluation.shares import Share


class Resamples:
    """All numbers in all resamples, computed once and when first needed."""

    def __init__(
        self,
        y: Integers,
        scores: Sequence[Floats],
        groups: Integers,
        shares: Sequence[Share],
        seed: int,
    ) -> None:
        self._y, self._scores, self._groups, self._seed = y, scores, groups, seed
        self._count = int(groups.max()) + 1
        self._areas: NDArray[np.float64] | None = None
        self._shares: dict[tuple[str, str], NDArray[np.float64]] = {}

    def one_group(self, parts: Sequence[Booleans]) -> bool:
        """Whether one of these parts is a single group, which no resampling can vary."""
        return intervals.one_group(parts, self._groups)

    def areas(self) -> NDArray[np.float64]:
        """The headline AUCs, of shape (classifiers, resamples)."""
        if self._areas is None:
            two = metrics.binary(self._scores[0])
            targets = [1] if two else list(range(self._scores[0].shape[1]))
            found = [
                resample(self._y, one, self._groups, targets, seed=self._seed).auc.mean(axis=0)
                for one in self._scores
            ]
            self._areas = np.stack(found)
        return self._areas

    def shares(self, share: Share) -> NDArray[np.float64]:
        """A share of right answers, of shape (classifiers, resamples)."""
        key = share.measure, share.at
        if key not in self._shares:
            wholes = [self._summed(part.astype(np.float64)) for part in share.parts]
            hits = [
                np.array([self._summed(part & right) for right in share.right])
                for part in share.parts
            ]

            def means(counts: NDArray[np.float32]) -> NDArray[np.float64]:
                with np.errstate(invalid="ignore"):
                    found = [
                        hit @ counts / (whole @ counts)
                        for hit, whole in zip(hits, wholes, strict=True)
                    ]
                return np.asarray(np.mean(found, axis=0), dtype=np.float64)

            blocks = [means(counts) for counts in drawn(self._count, self._seed)]
            self._shares[key] = np.concatenate(blocks, axis=1)
        return self._shares[key]

    def _summed(self, values: NDArray[Any]) -> Floats:
        """Values of images added up by group."""
        summed = np.bincount(self._groups, weights=values, minlength=self._count)
        return np.asarray(summed, dtype=np.float64)
