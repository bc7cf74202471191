"""Mistakes in what leads into a layer and in its settings: a sentence each at that layer."""

from __future__ import annotations

import pytest
from mistakes import CONV, GAP, POOL, SCALE, SMALL, Case, Draw, is_told

from layers_catalog.facts import Facts

CASES: dict[str, Case] = {
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
                "“Kernel size” of Conv2D, width, must be a whole number, but is “x”.",
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
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_mistake_at_a_layer_is_a_sentence_there(draw: Draw, facts: Facts, case: Case) -> None:
    is_told(draw, facts, case)
