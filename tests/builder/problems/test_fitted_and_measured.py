"""Mistakes around layers that are fitted or measured once: a sentence each."""

from __future__ import annotations

import pytest
from mistakes import CONV, GAP, SCALE, SMALL, Case, Draw, is_told

from builder.inference import GraphReport, infer
from layers_catalog.facts import Facts

CASES: dict[str, Case] = {
    "a head that is fitted, behind layers that learn": (
        "i>s>c>b>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "b": "BatchNormalization", "g": GAP, "e": "SVM"},
        [
            (
                "e",
                "fitted-behind-learning",
                (
                    "SVM is fitted once, to layers that stay as they are, but BatchNormalization "
                    "and Conv2D before it would have to learn."
                ),
            )
        ],
    ),
    "a layer that measures, behind layers that learn": (
        "i>s>c>n>g>e",
        {
            "i": SMALL,
            "s": SCALE,
            "c": CONV,
            "n": "Normalization",
            "g": GAP,
            "e": "Classifier",
        },
        [
            (
                "n",
                "measured-behind-learning",
                (
                    "Normalization measures once, before training, but Conv2D before it will "
                    "learn, so that what it measured will no longer be true."
                ),
            )
        ],
    ),
    "a head that is fitted, behind random changes": (
        "i>f>b>g>e",
        {
            "i": SMALL,
            "f": "RandomFlip",
            "b": "Backbone",
            "g": GAP,
            "e": "LogisticRegression",
        },
        [
            (
                "e",
                "fitted-behind-chance",
                (
                    "LogisticRegression is fitted to each photograph as it is, so RandomFlip "
                    "before it will have no effect."
                ),
            )
        ],
    ),
    "a head that is fitted, behind what forgets at random": (
        "i>c>b>n>g>d>e",
        {
            "i": ("Input", {"height": 64, "width": 64}),
            "c": ("RandomCrop", {"height": 48, "width": 48}),
            "b": "Backbone",
            "n": ("GaussianNoise", {"stddev": 0.1}),
            "g": GAP,
            "d": ("Dropout", {"rate": 0.5}),
            "e": "SVM",
        },
        [
            (
                "e",
                "fitted-behind-chance",
                (
                    "SVM is fitted to each photograph as it is, so Dropout and GaussianNoise "
                    "before it will have no effect."
                ),
            )
        ],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_mistake_around_them_is_a_sentence_at_its_layer(
    draw: Draw, facts: Facts, case: Case
) -> None:
    is_told(draw, facts, case)


def found(report: GraphReport) -> list[tuple[str | None, str]]:
    return [(problem.node_id, problem.code) for problem in report.problems]


def test_a_fitted_head_needs_no_layer_that_learns_and_no_rescaling(draw: Draw) -> None:
    spec = draw("i>b>g>e", i=SMALL, b="Backbone", g=GAP, e="SVM")
    report = infer(spec, Facts())
    assert found(report) == []
    assert report.nodes["e"].note == "weights known after training"
    assert found(infer(draw("i>g>e", i=SMALL, g=GAP, e="SVM"), Facts())) == []


def test_a_layer_that_measures_is_named_in_what_to_do(draw: Draw) -> None:
    spec = draw("i>s>c>n>g>e", i=SMALL, s=SCALE, c=CONV, n="Normalization", g=GAP, e="Classifier")
    (problem,) = infer(spec, Facts()).problems
    assert problem.hint == (
        "Use BatchNormalization in place of Normalization, or put Normalization right after Input."
    )


def test_a_backbone_that_learns_before_a_fitted_head_is_to_be_frozen(draw: Draw) -> None:
    learning = ("Backbone", {"trainable": True})
    spec = draw("i>b>g>e", i=SMALL, b=learning, g=GAP, e="SVM")
    (problem,) = infer(spec, Facts()).problems
    assert problem.code == "fitted-behind-learning"
    assert problem.hint == "Freeze Backbone, or use a Classifier in place of SVM."
