"""How well scores rank images, with intervals: AUC, average precision, and what challenges scored.

It chooses which interval belongs to which number; what the scores decide is left to decisions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from runs.evaluation import bootstrap, challenge, intervals, metrics, precision_recall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from runs.evaluation.bootstrap import Resampled
    from runs.evaluation.intervals import Interval
    from runs.evaluation.metrics import Booleans, Floats, Integers

    Curve = dict[str, list[float | None]] | None

CLASS_POINTS: Final = 200
"""Points of the curve of one of several classes."""
_ALIKE: Final = 1e-9
"""Resamples that lie within so little of each other differ by rounding only."""
PARTIAL: Final = (
    "Partial AUC above 80 % sensitivity",
    "ISIC 2024; 0.02 is guessing, 0.20 perfect; not the older scorer's auc_sens_80",
)
SENSITIVE: Final = (
    "AUC above 80 % sensitivity (auc_sens_80)",
    "the scorer of ISIC 2018 and 2019; 0.18 is guessing, 1 perfect; not the partial AUC of 2024",
)
PRECISE: Final = ("Average precision", "ISIC 2016; guessing gives the share of positives")


@dataclass(frozen=True)
class Ranking:
    """Scores of images and what they are.

    Args:
        labels: of shape (n,), class indices.
        scores: of shape (n, classes).
        groups: of shape (n,), counted from 0.
        seed: of the bootstrap.
    """

    labels: Integers
    scores: Floats
    groups: Integers
    seed: int

    def headline(self, class_names: Sequence[str]) -> dict[str, Any]:
        """The AUC and average precision of the whole, what they mean, and their curves."""
        y, p = self.labels, self.scores
        two = metrics.binary(p)
        area = metrics.headline_auc(y, p)
        precise = precision_recall.headline(y, p)
        precisely = self._precise(precise, self._targets)
        return {
            **told("auc", area, self._auc_interval(area, self._targets), method=True),
            "auc_of": f"{class_names[1]} against {class_names[0]}"
            if two
            else "macro mean of each class against the rest",
            "roc": metrics.roc_points(y == 1, p[:, 1]) if two else metrics.macro_roc(y, p),
            **told("average_precision", precise, precisely, method=True),
            "pr": precision_recall.points(y == 1, p[:, 1]) if two else precision_recall.macro(y, p),
        }

    def of_class(self, k: int) -> dict[str, Any]:
        """The AUC and average precision of one class against the rest; of several, its curves."""
        positive, score = self.labels == k, self.scores[:, k]
        area = metrics.auc(positive, score)
        precise = precision_recall.average_precision(positive, score)
        curves: dict[str, Curve] = {}
        if not metrics.binary(self.scores):
            curves["roc"] = metrics.roc_points(positive, score, most=CLASS_POINTS)
        if k or not metrics.binary(self.scores):
            curves["pr"] = precision_recall.points(positive, score, most=CLASS_POINTS)
        return {
            **told("auc", area, self._auc_interval(area, [k])),
            **told("average_precision", precise, self._precise(precise, [k])),
            **curves,
        }

    def challenge(self) -> list[dict[str, Any]]:
        """What the ISIC challenges scored of a ranking; those of two classes only where it is."""
        measured = self._resampled
        found = [(SENSITIVE, challenge.auc_sens_80, measured.sensitive_auc, 1.0)]
        if metrics.binary(self.scores):
            most = challenge.GREATEST_PARTIAL
            found.insert(0, (PARTIAL, challenge.partial_auc, measured.partial_auc, most))
        found.append((PRECISE, precision_recall.average_precision, measured.average_precision, 1.0))
        mean = "" if metrics.binary(self.scores) else "; the mean of each class against the rest"
        told = []
        for (name, source), of, values, top in found:
            value = self._mean(of)
            interval = self._around(value, values, self._targets, top=top)
            told.append({"name": name, **_value(value, interval), "source": source + mean})
        return told

    @cached_property
    def _targets(self) -> list[int]:
        return metrics.headline_classes(self.scores)

    @cached_property
    def _judged(self) -> list[int]:
        """The classes that have images on both sides."""
        counts = np.bincount(self.labels, minlength=self.scores.shape[1])
        return [k for k, images in enumerate(counts) if 0 < images < len(self.labels)]

    @cached_property
    def _resampled(self) -> Resampled:
        """A row for each of the classes in ``_judged``."""
        return bootstrap.resample(
            self.labels, self.scores, self.groups, self._judged, seed=self.seed
        )

    @cached_property
    def _alone(self) -> bool:
        """Whether every group has one image."""
        return len(np.unique(self.groups)) == len(self.groups)

    def _one_group(self, targets: list[int]) -> bool:
        return intervals.one_group(intervals.sides(self.labels, targets), self.groups)

    def _mean(self, of: Callable[[Booleans, Floats], float | None]) -> float | None:
        values = [of(self.labels == k, self.scores[:, k]) for k in self._targets]
        known = [value for value in values if value is not None]
        return float(np.mean(known)) if len(known) == len(values) else None

    def _auc_interval(self, area: float | None, targets: list[int]) -> Interval:
        """DeLong of one class where every group has one image, else the bootstrap."""
        if area is None:
            return intervals.UNDEFINED
        if self._one_group(targets):
            return intervals.UNDEFINED
        if self._alone and len(targets) == 1:
            return intervals.delong(self.labels == targets[0], self.scores[:, targets[0]])
        if area in {0.0, 1.0}:  # no resample can differ
            return intervals.separated(area, self.labels, self.groups, targets)
        values = self._drawn(self._resampled.auc, targets)
        return intervals.UNDEFINED if values is None else bootstrap.percentile(values)

    def _precise(self, precise: float | None, targets: list[int]) -> Interval:
        return self._around(precise, self._resampled.average_precision, targets, top=1.0)

    def _around(
        self, value: float | None, drawn: Floats, targets: list[int], *, top: float
    ) -> Interval:
        values = self._drawn(drawn, targets)
        if value is None or values is None:
            return intervals.UNDEFINED
        groups = min(len(np.unique(self.groups[self.labels == k])) for k in targets)
        return bootstrap.around(value, values, top=top, groups=groups)

    def _drawn(self, values: Floats, targets: list[int]) -> Floats | None:
        """The mean over classes of each resample.

        ``None`` where a class has no image or one group, or where no resample differs.
        """
        if not set(targets) <= set(self._judged) or self._one_group(targets):
            return None
        mean = values[[self._judged.index(k) for k in targets]].mean(axis=0)
        return None if np.nanmax(mean) - np.nanmin(mean) < _ALIKE else mean


def told(
    name: str, value: float | None, interval: Interval, *, method: bool = False
) -> dict[str, Any]:
    """A number and its interval under their keys, and how the interval was made if asked."""
    found = {name: value, f"{name}_low": interval.low, f"{name}_high": interval.high}
    return {**found, f"{name}_method": interval.method} if method else found


def _value(value: float | None, interval: Interval) -> dict[str, float | None]:
    return {"value": value, "low": interval.low, "high": interval.high}
