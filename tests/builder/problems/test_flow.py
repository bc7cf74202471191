"""Mistakes in what flows through a drawing: shapes, sizes and scaling, a sentence each."""

from __future__ import annotations

import pytest
from mistakes import CONV, GAP, POOL, SCALE, SMALL, Case, Draw, is_told

from layers_catalog.facts import Facts

CASES: dict[str, Case] = {
    "a convolution of numbers": (
        "i>s>f>c>g>e",
        {"i": SMALL, "s": SCALE, "f": "Flatten", "c": CONV, "g": GAP, "e": "Classifier"},
        [("c", "needs-image", "Conv2D needs an image, but receives a list of 3,072 numbers.")],
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


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_mistake_in_what_flows_is_a_sentence_at_its_layer(
    draw: Draw, facts: Facts, case: Case
) -> None:
    is_told(draw, facts, case)
