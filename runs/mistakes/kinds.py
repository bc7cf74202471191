"""The kinds of images that are worth a look, and each found in the scores; arrays in, values out.

Reading a run's files is left to ``finding``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from runs.operating.point import OperatingPoint
    from runs.operating.scored import Scored

    Floats = NDArray[np.float64]
    Integers = NDArray[np.int64]

FLAGGED, LEFT_ALONE = "flagged", "not flagged"


class Kind(StrEnum):
    """What is looked for."""

    SURE = "sure"
    UNSURE = "unsure"
    LABEL = "label"


@dataclass(frozen=True)
class Found:
    """An image to be looked at.

    Args:
        row: its place among the images of its split.
        image_id: its name in the dataset.
        label: in the dataset.
        named: by the highest score, "flagged" or "not flagged" at an operating point, or the class
            that the label may have to be.
        score: of what it was named, 0 to 1; at an operating point that of the positive classes.
        own: of its label, 0 to 1.
        right: whether what it was named fits its label.
        agree: how many other runs that did not learn from it name it so.
        asked: how many other runs did not learn from it.
    """

    row: int
    image_id: str
    label: str
    named: str
    score: float
    own: float
    right: bool
    agree: int = 0
    asked: int = 0


def surest(images: Scored, point: OperatingPoint | None) -> list[Found]:
    """What was named wrongly, the surest first.

    At an operating point "sure" is how far beyond the threshold a score lies, as a share of the
    room on that side, so that misses are not last where the threshold is low.

    Args:
        images: of one split, with ids.
        point: that decides; without one the highest score does.
    """
    decided = _decided(images, point)
    wrong = [row for row in range(len(images.labels)) if not decided.right[row]]
    return [decided.found(row) for row in sorted(wrong, key=lambda row: -decided.sure[row])]


def least_sure(images: Scored, point: OperatingPoint | None) -> list[Found]:
    """All images, those nearest to the line first: named rightly or wrongly, it was by a hair.

    Without an operating point: those whose two highest scores are nearest to each other.
    """
    decided = _decided(images, point)
    order = np.argsort(decided.near, kind="stable")
    return [decided.found(int(row)) for row in order]


def label_faults(images: Scored, votes: Integers) -> list[Found]:
    """Images whose label may be wrong: candidates to be looked at, never a verdict.

    Confident learning (Northcutt, Jiang and Chuang, Journal of Artificial Intelligence Research 70
    (2021) 1373-1411): the threshold of a class is the mean of its score over the images labelled
    so. An image is a candidate where, among the classes whose score reaches their threshold, the
    highest is not its label. First stand those that most other runs name so, too; then those whose
    scores lie furthest apart.

    Args:
        images: that the network did not learn from, with ids.
        votes: of shape (n, classes), how many other runs that did not learn from an image named
            it so.
    """
    scores, labels = images.scores, images.labels
    everyone = np.arange(len(labels))
    least = np.array(
        [
            scores[labels == k, k].mean() if (labels == k).any() else np.inf
            for k in range(len(images.classes))
        ]
    )
    confident = np.where(scores >= least, scores, -1.0)
    meant = confident.argmax(axis=1)
    found = (confident.max(axis=1) >= 0) & (meant != labels)
    apart = scores[everyone, meant] - scores[everyone, labels]
    asked, agree = votes.sum(axis=1), votes[everyone, meant]
    share = np.divide(agree, asked, out=np.zeros(len(labels)), where=asked > 0)
    order = np.lexsort((-apart, -share))
    return [
        Found(
            row=int(row),
            image_id=images.ids[row],
            label=images.classes[labels[row]],
            named=images.classes[meant[row]],
            score=float(scores[row, meant[row]]),
            own=float(scores[row, labels[row]]),
            right=False,
            agree=int(agree[row]),
            asked=int(asked[row]),
        )
        for row in order
        if found[row]
    ]


def of_cell(images: Scored, label: str, named: str) -> list[Found]:
    """The images of one cell of the confusion matrix, the surest first."""
    decided = _decided(images, None)
    wanted = [
        row
        for row in range(len(images.labels))
        if images.classes[images.labels[row]] == label and decided.named[row] == named
    ]
    return [decided.found(row) for row in sorted(wanted, key=lambda row: -decided.sure[row])]


@dataclass(frozen=True)
class _Decided:
    """What was decided of each image, how sure, and how near the line it lies."""

    images: Scored
    named: Sequence[str]
    score: Floats
    right: NDArray[np.bool_]
    sure: Floats
    near: Floats

    def found(self, row: int) -> Found:
        label = int(self.images.labels[row])
        return Found(
            row=row,
            image_id=self.images.ids[row],
            label=self.images.classes[label],
            named=self.named[row],
            score=float(self.score[row]),
            own=float(self.images.scores[row, label]),
            right=bool(self.right[row]),
        )


def _decided(images: Scored, point: OperatingPoint | None) -> _Decided:
    return _by_highest(images) if point is None else _by_point(images, point)


def _by_highest(images: Scored) -> _Decided:
    scores = images.scores
    best = scores.argmax(axis=1)
    ordered = np.sort(scores, axis=1)
    return _Decided(
        images,
        [images.classes[one] for one in best],
        ordered[:, -1],
        best == images.labels,
        ordered[:, -1],
        ordered[:, -1] - ordered[:, -2],
    )


def _by_point(images: Scored, point: OperatingPoint) -> _Decided:
    sides = images.sides(point.positive)
    score, line = sides.score, point.threshold
    flagged = score >= line
    room = np.where(flagged, max(1 - line, 1e-9), max(line, 1e-9))
    return _Decided(
        images,
        [FLAGGED if one else LEFT_ALONE for one in flagged],
        score,
        flagged == sides.positive,
        np.abs(score - line) / room,
        np.abs(score - line),
    )
