"""A logistic regression fitted to one table and judged on another; scikit-learn does the work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from runs.control.records import Area
from runs.evaluation import evaluate
from runs.training.folds import folds_of
from runs.training.heads import Head, fit_head
from runs.training.seeds import derive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Part:
    """Images of one part of a dataset.

    Args:
        labels: of shape (n,), places of the classes.
        groups: of shape (n,), the same for images of one lesion or patient.
    """

    labels: NDArray[np.int64]
    groups: NDArray[np.int64]

    def __getitem__(self, chosen: NDArray[np.bool_]) -> Part:
        """Some of them."""
        return Part(self.labels[chosen], self.groups[chosen])


def judged(
    train: tuple[NDArray[np.float32], Part],
    validation: tuple[NDArray[np.float32], Part],
    classes: Sequence[str],
    *,
    seed: int,
    told: Callable[[int, int], None] = lambda *_: None,
) -> dict[str, Any]:
    """Fit to some images and judge on others; C is chosen on the first, whole lesions held back.

    Args:
        train: features of shape (n, k), and what they are of.
        validation: the same of others.
        classes: of the run.
        seed: of the run.
        told: called with fits done and in all.

    Returns:
        as ``runs.evaluation.evaluate`` does.

    Raises:
        ValueError: there are too few images of a class; in a sentence.
    """
    features, part = train
    folds = folds_of(part.labels, part.groups, derive(seed, "control", "folds"))
    head = Head("LogisticRegression", balanced=True)
    standard, (kernel, bias) = fit_head(features, part.labels, folds, head, told).weights
    scores = _softmax((validation[0] - standard[0]) / np.sqrt(standard[1]) @ kernel + bias)
    other = validation[1]
    return evaluate(
        other.labels, scores, other.groups, classes, seed=derive(seed, "control", "bootstrap")
    )


def area(told: dict[str, Any]) -> Area:
    """The AUC of an evaluation."""
    return Area(auc=told["auc"], low=told["auc_low"], high=told["auc_high"])


def _softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    shares: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return shares
