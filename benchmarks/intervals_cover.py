"""How often the 95 % intervals hold the truth: 1,000 simulated studies of 300 lesions and more.

``python -m benchmarks.intervals_cover [REPETITIONS]``; minutes, so it is no test. Scores of a
lesion's images go with each other; the truth is that of two normal distributions one standard
deviation apart, at the share of positives that lesions are drawn by.
"""

from __future__ import annotations

import functools
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import norm

from runs.evaluation import (
    bootstrap,
    challenge,
    decisions,
    intervals,
    metrics,
    precision_recall,
)
from runs.evaluation.challenge import GREATEST_PARTIAL

if TYPE_CHECKING:
    from runs.evaluation.intervals import Interval

REPETITIONS = 1_000
APART = 1.0
CUT = 0.5
"""An image is called positive from this score on."""


@dataclass(frozen=True)
class Case:
    """Studies of one kind: ``images`` of each lesion by chance, and how alike their scores are."""

    name: str
    lesions: int
    images: dict[int, float]
    alike: float
    positive: float


CASES = (
    Case("one image a lesion, 300 lesions, 30 % positive", 300, {1: 1.0}, 0.0, 0.3),
    Case(
        "300 lesions, 1 to 4 images each (as HAM10000), alike by 0.7, 30 % positive",
        300,
        {1: 0.73, 2: 0.19, 3: 0.06, 4: 0.02},
        0.7,
        0.3,
    ),
    Case("300 lesions, 3 images each, alike by 0.9, 50 % positive", 300, {3: 1.0}, 0.9, 0.5),
    Case(
        "600 lesions, 1 or 2 images each, alike by 0.7, 10 % positive",
        600,
        {1: 0.7, 2: 0.3},
        0.7,
        0.1,
    ),
)


def truth(positive: float) -> dict[str, float]:
    """What is measured, in all the images that there could be."""
    cuts = np.linspace(-8, 9, 200_001)
    tpr, fpr = norm.sf(cuts - APART), norm.sf(cuts)
    precision = positive * tpr / (positive * tpr + (1 - positive) * fpr)
    high = np.linspace(0.8, 1, 20_001)[:-1]
    spared = norm.cdf(norm.isf(high) + APART)
    partial = float(np.trapezoid(np.r_[spared, 0], np.r_[high, 1]))
    sensitive, specific = float(norm.sf(CUT - APART)), float(norm.cdf(CUT))
    return {
        "AUC, bootstrap": float(norm.cdf(APART / np.sqrt(2))),
        "AUC, DeLong": float(norm.cdf(APART / np.sqrt(2))),
        "AUC, DeLong over groups": float(norm.cdf(APART / np.sqrt(2))),
        "average precision, logit": float(-np.trapezoid(precision, tpr)),
        "partial AUC, logit": partial,
        "auc_sens_80, logit": partial + 0.8 * float(spared[0]),
        "sensitivity, Wilson on groups": sensitive,
        "specificity, Wilson on groups": specific,
        "balanced accuracy, joined": (sensitive + specific) / 2,
    }


def one(case: Case, random: np.random.Generator) -> dict[str, Interval]:
    """The intervals of one simulated study."""
    sizes = random.choice(list(case.images), case.lesions, p=list(case.images.values()))
    groups = np.repeat(np.arange(case.lesions), sizes)
    positive = (random.random(case.lesions) < case.positive)[groups]
    of_lesion = random.normal(size=case.lesions)[groups] * np.sqrt(case.alike)
    score = of_lesion + random.normal(size=len(groups)) * np.sqrt(1 - case.alike) + APART * positive
    labels, scores = positive.astype(np.int64), np.column_stack([-score, score])
    found = bootstrap.resample(labels, scores, groups, [1], seed=int(random.integers(2**31)))
    table = metrics.confusion(labels, (score >= CUT).astype(np.int64), classes=2)
    own = [decisions.count(groups, labels == k) for k in (0, 1)]
    around = functools.partial(bootstrap.around, groups=len(np.unique(groups[positive])))
    precise = precision_recall.average_precision(positive, score) or 0.0
    partial = challenge.partial_auc(positive, score) or 0.0
    sensitive = challenge.auc_sens_80(positive, score) or 0.0
    told = {
        "AUC, bootstrap": bootstrap.percentile(found.auc[0]),
        "AUC, DeLong over groups": intervals.clustered_delong(labels, scores, groups, [1]),
        "average precision, logit": around(precise, found.average_precision[0], top=1.0),
        "partial AUC, logit": around(partial, found.partial_auc[0], top=GREATEST_PARTIAL),
        "auc_sens_80, logit": around(sensitive, found.sensitive_auc[0], top=1.0),
        "sensitivity, Wilson on groups": intervals.wilson(metrics.sensitivity(table, 1), own[1]),
        "specificity, Wilson on groups": intervals.wilson(metrics.sensitivity(table, 0), own[0]),
        "balanced accuracy, joined": decisions.balanced_accuracy(table, own),
    }
    if len(groups) == case.lesions:
        told["AUC, DeLong"] = intervals.delong(positive, score)
    return told


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else REPETITIONS
    for case in CASES:
        right, random = truth(case.positive), np.random.default_rng(1)
        held: Counter[str] = Counter()
        above: Counter[str] = Counter()
        names: list[str] = []
        for _ in range(repetitions):
            told = one(case, random)
            names = list(told)
            for name, interval in told.items():
                if interval.low is not None and interval.high is not None:
                    held[name] += interval.low <= right[name] <= interval.high
                    above[name] += interval.low > right[name]
        print(f"{case.name}; {repetitions:,} repetitions")
        for name in names:
            share = held[name] / repetitions
            print(f"  {name:32} {share:6.1%} hold it, {above[name] / repetitions:5.1%} lie above")


if __name__ == "__main__":
    main()
