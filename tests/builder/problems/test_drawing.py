"""Mistakes in a drawing as a whole: each one sentence at the right layer, hiding nothing else."""

from __future__ import annotations

import pytest
from mistakes import CONV, GAP, POOL, SCALE, SMALL, Case, Draw, is_told

from layers_catalog.facts import Facts

CASES: dict[str, Case] = {
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
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_each_mistake_in_the_whole_is_a_sentence_at_its_layer(
    draw: Draw, facts: Facts, case: Case
) -> None:
    is_told(draw, facts, case)
