"""Fits the end of a network in one go: a logistic regression or a support vector machine.

Arrays in, weights of Keras layers out; scikit-learn does the work. Printed word for word into the
``train.py`` of such designs.
"""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.multiclass import OneVsRestClassifier
from sklearn.svm import SVC

from runs.training.folds import Folds
from runs.training.moments import moments

STRAIGHT = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)  # values of C to choose from, the simplest first
CURVED = (0.1, 1.0, 10.0)  # the same for the kernel "rbf"
MOST_STEPS = 3000  # of the search for the weights of a logistic regression
CACHE_MB = 500
LEAST_SCORE = 1e-15  # its logarithm is still a number


@dataclass(frozen=True)
class Head:
    """What to fit.

    Args:
        kind: "LogisticRegression" or "SVM".
        balanced: whether an image of a rare class counts more.
        C: how closely to follow the images; None: to be chosen.
        kernel: of an SVM, "linear" or "rbf".
        gamma: of "rbf"; None: 1 / (features * variance).
    """

    kind: str
    balanced: bool
    C: float | None = None
    kernel: str = "linear"
    gamma: float | None = None


@dataclass(frozen=True)
class FittedHead:
    """What came of it.

    Args:
        weights: of each layer of the head, in order, as Keras's ``set_weights`` takes them.
        vectors: how many support vectors an "rbf" leans on; 0 for any other head.
        C: that was given or chosen.
        tried: for each C that was tried how well it did on images held back, more being better:
            the mean log-likelihood of a logistic regression, the mean AUC of an SVM.
    """

    weights: list[list[np.ndarray]]
    vectors: int
    C: float
    tried: dict[float, float]


def fit_head(
    features: np.ndarray,
    labels: np.ndarray,
    folds: Folds,
    head: Head,
    told: Callable[[int, int], None] = lambda _done, _total: None,
) -> FittedHead:
    """Choose C where it is open, fit, and give the weights; of equally good ones the smallest C.

    Args:
        features: of the training images, of shape (n, features).
        labels: class indices, of shape (n,), from 0 without a gap.
        folds: as ``folds_of`` gives them.
        head: what to fit.
        told: called with fits done and in all; an exception ends the fitting.
    """
    standard, x = standardised(features)
    gamma = head.gamma or 1 / (x.shape[1] * (x.var() or 1))
    logistic = head.kind == "LogisticRegression"
    table = x if logistic else kernel_matrix(x, head.kernel, gamma)
    tried = {} if head.C else tried_out(table, labels, folds, head, told)
    chosen = head.C or max(tried, key=lambda strength: tried[strength])
    best = estimator(head, chosen)
    if logistic:
        best.fit(table, labels)
        weights, vectors = [in_columns(best.coef_.T, best.intercept_)], 0
    else:
        fitted = calibrated(best, table, labels, folds, balanced=head.balanced)
        weights, vectors = svm_weights(fitted, x, head.kernel, gamma)
    told(len(tried) * len(folds) + 1, len(tried) * len(folds) + 1)
    return FittedHead([standard, *weights], vectors, chosen, tried)


def tried_out(
    table: np.ndarray,
    labels: np.ndarray,
    folds: Folds,
    head: Head,
    told: Callable[[int, int], None],
) -> dict[float, float]:
    """How well each C on offer does on what is held back.

    The likelihood of a logistic regression rises and then falls as C grows, and the largest C take
    longest: once it falls, they are left out.
    """
    offered = CURVED if head.kernel == "rbf" else STRAIGHT
    tried: dict[float, float] = {}
    for strength in offered:
        found = []
        for fold in folds:
            found.append(held_back_score(estimator(head, strength), table, labels, fold))
            told(len(tried) * len(folds) + len(found), len(offered) * len(folds) + 1)
        tried[strength] = float(np.nanmean(found))
        if head.kind == "LogisticRegression" and tried[strength] < max(tried.values()):
            break
    return tried


def standardised(features: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The weights of a Normalization layer, and the features as it gives them."""
    x = features.astype(np.float64)
    mean, variance = moments([x])
    x -= mean
    x /= np.sqrt(variance)
    return [mean, variance, np.array(len(x))], x


def kernel_matrix(x: np.ndarray, kernel: str, gamma: float) -> np.ndarray:
    """What a machine compares images by, of shape (n, n); worked out once for all fits."""
    products: np.ndarray = x @ x.T
    if kernel == "linear":
        return products
    squares = np.diag(products)
    distances: np.ndarray = squares[:, None] + squares - 2 * products
    np.maximum(distances, 0, out=distances)
    distances *= -gamma
    np.exp(distances, out=distances)
    return distances


def estimator(head: Head, strength: float) -> BaseEstimator:
    """One of scikit-learn's, not fitted yet; of more than two classes each gets a machine."""
    weights = "balanced" if head.balanced else None
    if head.kind == "LogisticRegression":
        return LogisticRegression(C=strength, class_weight=weights, max_iter=MOST_STEPS)
    one = SVC(C=strength, kernel="precomputed", class_weight=weights, cache_size=CACHE_MB)
    return OneVsRestClassifier(one)


def calibrated(
    one: BaseEstimator, table: np.ndarray, labels: np.ndarray, folds: Folds, *, balanced: bool
) -> CalibratedClassifierCV:
    """Machines fitted to all images, their scores made probabilities on images held back.

    Where the classes are balanced, they are here too: else a rare class would hardly ever win.
    """
    counts = np.bincount(labels)
    weights = len(labels) / len(counts) / counts[labels] if balanced else None
    with warnings.catch_warnings():  # it says that only the calibration takes these weights:
        warnings.simplefilter("ignore", UserWarning)  # the machines have their own, as set above
        return CalibratedClassifierCV(one, cv=folds, ensemble=False).fit(table, labels, weights)


def held_back_score(
    one: BaseEstimator, table: np.ndarray, labels: np.ndarray, fold: tuple[np.ndarray, np.ndarray]
) -> float:
    """Fit to one part of the images; how well it does on the other, more being better."""
    fit, look = fold
    if isinstance(one, LogisticRegression):
        one.fit(table[fit], labels[fit])
        return likelihood(labels[look], one.predict_proba(table[look]), one.class_weight)
    one.fit(table[np.ix_(fit, fit)], labels[fit])
    return mean_auc(labels[look], one.decision_function(table[np.ix_(look, fit)]))


def likelihood(labels: np.ndarray, scores: np.ndarray, class_weight: str | None) -> float:
    """The mean logarithm of the right class's probability: of all images, or of all classes.

    Unlike the AUC it also wants probabilities of the right size, which nothing mends later.
    """
    given = np.log(np.maximum(scores[np.arange(len(labels)), labels], LEAST_SCORE))
    if class_weight is None:
        return float(given.mean())
    return float(np.mean([given[labels == label].mean() for label in np.unique(labels)]))


def mean_auc(labels: np.ndarray, scores: np.ndarray) -> float:
    """The mean AUC over the classes; a machine's scores need no size, for they are calibrated."""
    columns = scores[:, None] if scores.ndim == 1 else scores
    first = 1 if scores.ndim == 1 else 0  # of two classes, the second is scored
    areas = [
        roc_auc_score(labels == label, column)
        for label, column in enumerate(columns.T, first)
        if 0 < np.count_nonzero(labels == label) < len(labels)
    ]
    return float(np.mean(areas)) if areas else np.nan


def svm_weights(
    fitted: CalibratedClassifierCV, x: np.ndarray, kernel: str, gamma: float
) -> tuple[list[list[np.ndarray]], int]:
    """The weights of a calibrated machine's layers, and the number of its support vectors."""
    (found,) = fitted.calibrated_classifiers_
    machines = found.estimator.estimators_
    slopes = -np.array([platt.a_ for platt in found.calibrators])
    shares = np.zeros((len(x), len(machines)))  # of each image in the border of each machine
    for column, one in enumerate(machines):
        shares[one.support_, column] = one.dual_coef_[0]
    offsets = np.array([one.intercept_[0] for one in machines])
    bias = slopes * offsets - np.array([platt.b_ for platt in found.calibrators])
    if kernel == "linear":
        return [in_columns(x.T @ shares * slopes, bias)], 0
    used = shares.any(axis=1)
    vectors = x[used]
    near = [2 * gamma * vectors.T, -gamma * (vectors**2).sum(axis=1)]
    length = [np.full((x.shape[1], 1), -gamma)]
    return [near, length, in_columns(shares[used] * slopes, bias)], len(vectors)


def in_columns(kernel: np.ndarray, bias: np.ndarray) -> list[np.ndarray]:
    """A kernel and a bias with a column for each class: of two, the first one's is 0."""
    if len(bias) > 1:
        return [kernel, bias]
    return [np.hstack([np.zeros_like(kernel), kernel]), np.append(0.0, bias)]
