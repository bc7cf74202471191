"""Every mistake in a drawing is one sentence at the right layer, and hides nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from builder.inference import GraphReport, infer
from builder.problems import Severity
from builder.spec import GraphSpec
from layers_catalog.facts import Facts

Draw = Callable[..., GraphSpec]
CONV: tuple[str, dict[str, Any]] = ("Conv2D", {"filters": 4, "kernel_size": [3, 3]})
POOL = "MaxPooling2D"
SMALL: tuple[str, dict[str, Any]] = ("Input", {"height": 32, "width": 32})
SCALE: tuple[str, dict[str, Any]] = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"


def found(report: GraphReport) -> list[tuple[str | None, str]]:
    return [(problem.node_id, problem.code) for problem in report.problems]


CASES: dict[str, tuple[str, dict[str, Any], list[tuple[str | None, str, str]]]] = {
    "empty": (
        "",
        {},
        [
            (None, "no-input", "The drawing has no Input, where the photographs come in."),
            (None, "no-classifier", "The drawing has no Classifier, which gives the answer."),
        ],
    ),
    "no classifier": (
        "i>s>c",
        {"i": SMALL, "s": SCALE, "c": CONV},
        [(None, "no-classifier", "The drawing has no Classifier, which gives the answer.")],
    ),
    "two classifiers": (
        "i>s>g>a g>b",
        {"i": SMALL, "s": SCALE, "g": GAP, "a": "Classifier", "b": "Classifier"},
        [("b", "many-classifiers", "The drawing has 2 Classifiers, but there is one answer.")],
    ),
    "two ends": (
        "i>s>g>a g>b",
        {"i": SMALL, "s": SCALE, "g": GAP, "a": "SVM", "b": "Classifier"},
        [
            (
                "b",
                "many-classifiers",
                "The drawing has 2 ends (SVM and Classifier), but there is one answer.",
            )
        ],
    ),
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
    "two inputs": (
        "i>g>e j>h>m:1 g>m m>e",
        {"i": SMALL, "j": SMALL, "g": GAP, "h": GAP, "m": "Concatenate", "e": "Classifier"},
        [
            (
                "j",
                "many-inputs",
                "The drawing has 2 Inputs, but one photograph comes in at a time.",
            ),
            (
                "e",
                "too-many-inputs",
                (
                    "Classifier takes one input, but 2 layers lead into it: "
                    "GlobalAveragePooling2D “g” and Concatenate."
                ),
            ),
        ],
    ),
    "a cycle": (
        "i>s>c>g>e c>d>f>c:1",
        {"i": SMALL, "s": SCALE, "c": "Add", "d": CONV, "f": POOL, "g": GAP, "e": "Classifier"},
        [("c", "cycle", "These layers lead in a circle: Add → Conv2D → MaxPooling2D → Add.")],
    ),
    "a layer into itself": (
        "i>c>g>e c>c:1",
        {"i": SMALL, "c": "Add", "g": GAP, "e": "Classifier"},
        [("c", "cycle", "Add leads back into itself.")],
    ),
    "two loose ends": (
        "i>s>g>e s>a s>b",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": "Classifier", "a": CONV, "b": CONV},
        [
            ("a", "loose-end", "Conv2D “a” leads nowhere: no layer uses its result."),
            ("b", "loose-end", "Conv2D “b” leads nowhere: no layer uses its result."),
        ],
    ),
    "an unconnected layer": (
        "i>g>e",
        {"i": SMALL, "g": GAP, "e": "Classifier", "d": "Flatten"},
        [
            ("d", "unconnected", "Nothing leads into Flatten."),
            (
                "e",
                "never-scaled",
                "Classifier receives values from 0 to 255, with which networks learn badly.",
            ),
        ],
    ),
    "something after the end": (
        "i>s>g>e>d",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": "Classifier", "d": ("Dropout", {"rate": 0.5})},
        [("e", "after-classifier", "Classifier is the end, but it leads on to Dropout.")],
    ),
    "into the input": (
        "i>s>g>e s>i",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": "Classifier"},
        [
            ("i", "cycle", "These layers lead in a circle: Input → Rescaling → Input."),
            (
                "i",
                "too-many-inputs",
                (
                    "Input is where the photographs come in, so nothing can lead into it; "
                    "but Rescaling does."
                ),
            ),
        ],
    ),
    "a slot filled twice": (
        "i>s>m s>a>m s>b>m:1 m>g>e",
        {"i": SMALL, "s": SCALE, "a": "Add", "b": POOL, "m": "Add", "g": GAP, "e": "Classifier"},
        [
            ("a", "slot-missing", "Add “a” needs at least 2 inputs, but has 1."),
            ("m", "slot-twice", "2 layers lead into input 1 of Add “m”: Add “a” and Rescaling."),
        ],
    ),
    "attention with a key but no value": (
        "i>s>c>m c>m:2 m>g>e",
        {
            "i": SMALL,
            "s": SCALE,
            "c": (CONV[0], {**CONV[1], "strides": [2, 2]}),
            "m": ("MultiHeadAttention", {"num_heads": 1, "key_dim": 2}),
            "g": GAP,
            "e": "Classifier",
        },
        [("m", "slot-missing", "Input 2 (value) of MultiHeadAttention is not connected.")],
    ),
    "only one side of a difference": (
        "i>s>d:1 d>g>e",
        {"i": SMALL, "s": SCALE, "d": "Subtract", "g": GAP, "e": "Classifier"},
        [("d", "slot-missing", "Input 1 (from) of Subtract is not connected.")],
    ),
    "a slot that does not exist": (
        "i>s>g:1 g>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": "Classifier"},
        [("g", "slot-missing", "Input 1 of GlobalAveragePooling2D is not connected.")],
    ),
    "an unknown type": (
        "i>c>g>e",
        {"i": SMALL, "c": "Conv3D", "g": GAP, "e": "Classifier"},
        [("c", "unknown-type", "There is no layer type “Conv3D” here.")],
    ),
    "bad settings": (
        "i>c>g>e",
        {
            "i": SMALL,
            "c": (
                "Conv2D",
                {"filters": 0, "kernel_size": [3, "x"], "padding": "full", "colour": 1},
            ),
            "g": GAP,
            "e": "Classifier",
        },
        [
            ("c", "bad-value", "“Filters” of Conv2D must be at least 1, but is 0."),
            (
                "c",
                "bad-value",
                "“Kernel size” of Conv2D, value 2, must be a whole number, but is “x”.",
            ),
            (
                "c",
                "bad-value",
                "“Padding” of Conv2D must be “valid” or “same”, but is “full”.",
            ),
            ("c", "unknown-value", "Conv2D has no setting “colour”."),
        ],
    ),
    "a missing setting": (
        "i>s>d>g>e",
        {"i": SMALL, "s": SCALE, "d": "Dropout", "g": GAP, "e": "Classifier"},
        [("d", "missing-value", "“Rate” of Dropout has to be given.")],
    ),
    "settings that do not go together": (
        "i>s>c>g>e",
        {
            "i": SMALL,
            "s": SCALE,
            "c": ("Conv2D", {**CONV[1], "strides": [2, 2], "dilation_rate": [2, 2]}),
            "g": GAP,
            "e": "Classifier",
        },
        [
            (
                "c",
                "strides-and-dilation",
                "Conv2D cannot have both strides and a dilation rate above 1.",
            )
        ],
    ),
    "a convolution of numbers": (
        "i>s>f>c>g>e",
        {"i": SMALL, "s": SCALE, "f": "Flatten", "c": CONV, "g": GAP, "e": "Classifier"},
        [("c", "needs-image", "Conv2D needs an image, but receives a list of 3072 numbers.")],
    ),
    "a classifier of an image": (
        "i>s>e",
        {"i": SMALL, "s": SCALE, "e": "Classifier"},
        [
            (
                "e",
                "needs-list",
                "Classifier needs a list of numbers, but receives an image of 32 × 32 with 3 maps.",
            )
        ],
    ),
    "five poolings of a tiny picture": (
        "i>s>a>b>c>d>f>g>e",
        {
            "i": ("Input", {"height": 8, "width": 8}),
            "s": SCALE,
            **dict.fromkeys("abcdf", POOL),
            "g": GAP,
            "e": "Classifier",
        },
        [
            (
                "d",
                "too-small",
                "MaxPooling2D looks at 2 pixels at a time, but a side of its input has only 1.",
            )
        ],
    ),
    "a thousand million weights": (
        "i>s>f>d>e",
        {
            "i": ("Input", {"height": 224, "width": 224}),
            "s": SCALE,
            "f": "Flatten",
            "d": ("Dense", {"units": 6643}),
            "e": "Classifier",
        },
        [
            (
                "d",
                "too-many-weights",
                (
                    "This layer would have 999,964,147 weights; "
                    "no more than 500,000,000 could fit in memory."
                ),
            )
        ],
    ),
    "scaled before a backbone": (
        "i>s>b>g>e",
        {"i": "Input", "s": SCALE, "b": "Backbone", "g": GAP, "e": "Classifier"},
        [
            (
                "b",
                "scaled-twice",
                (
                    "Backbone prepares the photographs itself and expects values from 0 to 255, "
                    "but Rescaling before it changes them."
                ),
            )
        ],
    ),
    "scaled before a layer for skin": (
        "i>s>c>b>g>e",
        {
            "i": ("Input", {"height": 64, "width": 64}),
            "s": SCALE,
            "c": "LesionCrop",
            "b": CONV,
            "g": GAP,
            "e": "Classifier",
        },
        [
            (
                "c",
                "scaled-twice",
                ("LesionCrop expects values from 0 to 255, but Rescaling before it changes them."),
            )
        ],
    ),
    "measured, not scaled": (
        "i>h>a>d>e",
        {
            "i": ("Input", {"height": 64, "width": 64}),
            "h": "HairRemoval",
            "a": "ABCDFeatures",
            "d": ("Dense", {"units": 4}),
            "e": "Classifier",
        },
        [],
    ),
    "never scaled": (
        "i>c>d>g>e",
        {"i": SMALL, "c": CONV, "d": CONV, "g": GAP, "e": "Classifier"},
        [
            (
                "c",
                "never-scaled",
                "Conv2D “c” receives values from 0 to 255, with which networks learn badly.",
            )
        ],
    ),
}


@pytest.mark.parametrize(("wires", "layers", "expected"), CASES.values(), ids=CASES)
def test_each_mistake_is_a_sentence_at_its_layer(
    draw: Draw,
    facts: Facts,
    wires: str,
    layers: dict[str, Any],
    expected: list[tuple[str | None, str, str]],
) -> None:
    report = infer(draw(wires, **layers), facts)
    assert [(one.node_id, one.code, one.message) for one in report.problems] == expected
    assert all(one.hint.endswith(".") for one in report.problems)
    errors = [one for one in report.problems if one.severity is Severity.ERROR]
    assert report.sound is not bool(errors)


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
