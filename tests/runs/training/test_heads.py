"""Heads that are fitted at once: folded into Keras they say what scikit-learn says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from sklearn.utils.class_weight import compute_sample_weight

from layers_catalog import Layer
from layers_catalog.call import Call, CallKind, Tensor
from layers_catalog.facts import Facts
from layers_catalog.fitted import filled
from runs.training.folds import folds_of
from runs.training.heads import FittedHead, Head, fit_head

FEATURES = 40
KINDS = {
    "logistic": Head("LogisticRegression", balanced=True, C=0.05),
    "linear": Head("SVM", balanced=True, C=0.05, kernel="linear"),
    "rbf": Head("SVM", balanced=True, C=1.0, kernel="rbf"),
    "rbf, gamma given": Head("SVM", balanced=False, C=3.0, kernel="rbf", gamma=0.02),
}
every_kind = pytest.mark.parametrize("head", KINDS.values(), ids=KINDS)


def images(count: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of unequal spread with one that never changes, labels, and lesions of two images."""
    rng = np.random.default_rng(seed)
    labels = np.sort(np.arange(count // 2) % classes).repeat(2)
    centres = np.random.default_rng(99).normal(0, 0.6, (classes, FEATURES))
    x = (centres[labels] + rng.normal(size=(count, FEATURES))) * np.linspace(0.1, 30, FEATURES) + 7
    x[:, 3] = 2.5
    return x.astype(np.float32), labels, np.arange(count) // 2


def sklearns(head: Head, x: np.ndarray, labels: np.ndarray, folds: Any) -> Any:
    """What scikit-learn makes of the same task by itself, kernels and all."""
    weights = "balanced" if head.balanced else None
    x = x.astype(np.float64)
    if head.kind == "LogisticRegression":
        one = LogisticRegression(C=head.C, class_weight=weights, max_iter=3000)
        return make_pipeline(StandardScaler(), one).fit(x, labels)
    # "scale", of all images: by itself, scikit-learn would work it out anew in each fold.
    gamma = head.gamma or 1 / (FEATURES * StandardScaler().fit_transform(x).var())
    svc = SVC(C=head.C, kernel=head.kernel, gamma=gamma, class_weight=weights)
    calibrated = CalibratedClassifierCV(OneVsRestClassifier(svc), cv=folds, ensemble=False)
    each = compute_sample_weight("balanced", labels) if head.balanced else None
    pipeline = make_pipeline(StandardScaler(), calibrated)
    return pipeline.fit(x, labels, calibratedclassifiercv__sample_weight=each)


def drawn(head: Head, classes: int, fitted: FittedHead) -> tuple[Call, ...]:
    """The Calls of the layer, on a list of numbers, once its facts are known."""
    facts = Facts(
        class_names=tuple("abcdefg"[:classes]),
        support_vectors={"end": fitted.vectors} if fitted.vectors else {},
    )
    params = {"kernel": head.kernel} if head.kind == "SVM" else {}
    layer = Layer.catalog[head.kind](**params)
    entry = Call(CallKind.INPUT, "keras.Input", "in", kwargs={"shape": (FEATURES,)})
    return entry, *layer.calls("end", (Tensor("in", (FEATURES,)),), facts)


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:Since OneVsRestClassifier does not appear to accept")
@pytest.mark.parametrize("classes", [2, 3, 7])
@every_kind
def test_the_saved_network_says_what_scikit_learn_says(
    head: Head, classes: int, tmp_path: Path
) -> None:
    import keras

    from builder.compiler import build
    from builder.measured import fill

    x, labels, lesions = images(280, classes)
    folds = folds_of(labels, lesions, seed=4)
    fitted = fit_head(x, labels, folds, head)
    calls = drawn(head, classes, fitted)
    model = build(calls)
    fill(model, filled(calls, "end"), fitted.weights)
    model.save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras")

    unseen, _, _ = images(200 - 200 % (2 * classes) + 2 * classes, classes, seed=1)
    expected = sklearns(head, x, labels, folds).predict_proba(unseen.astype(np.float64))
    assert len(unseen) >= 200
    assert np.abs(loaded.predict(unseen, verbose=0) - expected).max() < 1e-5


@every_kind
def test_the_same_seed_gives_the_same_weights(head: Head) -> None:
    x, labels, lesions = images(120, 3)
    first, again = (fit_head(x, labels, folds_of(labels, lesions, seed=4), head) for _ in "12")
    for one, other in zip(first.weights, again.weights, strict=True):
        assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_c_is_chosen_by_what_it_gives_on_lesions_held_back() -> None:
    """Many features and few images: the usual C = 1 learns them by heart."""
    rng = np.random.default_rng(5)
    labels = np.arange(300) % 2
    x = rng.normal(size=(300, 120)) + 0.8 * labels[:, None] * (np.arange(120) < 5)
    folds, told = folds_of(labels, np.arange(300), seed=0), []
    fitted = fit_head(
        x, labels, folds, Head("LogisticRegression", balanced=True), lambda *of: told.append(of)
    )
    assert fitted.C < 1
    assert fitted.tried[fitted.C] == max(fitted.tried.values())
    *worse, last = fitted.tried.values()
    assert worse == sorted(worse)
    assert last < worse[-1]
    fits = 5 * len(fitted.tried)
    assert told == [*((done, 31) for done in range(1, fits + 1)), (fits + 1, fits + 1)]


def test_lesions_are_never_on_both_sides() -> None:
    _, labels, lesions = images(200, 3)
    folds = folds_of(labels, lesions, seed=0)
    assert len(folds) == 5
    assert all(not set(lesions[fit]) & set(lesions[look]) for fit, look in folds)


def test_one_lesion_of_a_class_is_too_few() -> None:
    with pytest.raises(ValueError, match="two lesions"):
        folds_of(np.array([0, 0, 0, 1, 1]), np.array([1, 2, 3, 4, 4]), seed=0)


def test_an_exception_ends_the_fitting_between_two_fits() -> None:
    x, labels, lesions = images(120, 2)
    seen: list[int] = []

    def stop(done: int, _total: int) -> None:
        seen.append(done)
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fit_head(x, labels, folds_of(labels, lesions, seed=0), Head("SVM", balanced=True), stop)
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("balanced", [True, False])
def test_a_rare_class_wins_only_where_the_classes_are_balanced(*, balanced: bool) -> None:
    """Nine of ten images are of one class; in features that tell little, balance decides."""
    rng = np.random.default_rng(1)
    labels = (np.arange(400) % 10 == 0).astype(int)
    x = rng.normal(size=(400, 5)) + 0.7 * labels[:, None]
    folds = folds_of(labels, np.arange(400), seed=0)
    head = Head("SVM", balanced=balanced, C=0.1, kernel="linear")
    mean, variance, _ = (fitted := fit_head(x, labels, folds, head)).weights[0]
    kernel, bias = fitted.weights[1]
    scores = (x - mean) / np.sqrt(variance) @ kernel + bias
    found = scores.argmax(axis=1)[labels == 1].mean()
    assert found > 0.7 if balanced else found < 0.4
