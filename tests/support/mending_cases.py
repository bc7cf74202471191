"""Drawings with a problem that a click can mend, one for each kind of problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from builder.spec import GraphSpec

Draw = Callable[..., GraphSpec]
Kind = tuple[str, dict[str, Any]]
CONV: Kind = ("Conv2D", {"filters": 4, "kernel_size": [3, 3], "padding": "same"})
SMALL: Kind = ("Input", {"height": 32, "width": 32})
LARGE: Kind = ("Input", {"height": 64, "width": 64})
SCALE: Kind = ("Rescaling", {"scale": 1 / 255})
GAP = "GlobalAveragePooling2D"
END = "Classifier"
POOL = ("MaxPooling2D", {"pool_size": [2, 2]})

CASES: dict[str, tuple[str, dict[str, Any], str, int]] = {
    "needs-list": ("i>s>c>e", {"i": SMALL, "s": SCALE, "c": CONV, "e": END}, "e", 2),
    "dense-on-image": (
        "i>s>c>d>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": ("Dense", {"units": 3}), "g": GAP, "e": END},
        "d",
        2,
    ),
    "needs-image": (
        "i>s>f>c>e",
        {"i": SMALL, "s": SCALE, "f": "Flatten", "c": CONV, "e": END},
        "c",
        2,
    ),
    "too-small": (
        "i>s>c>g>e",
        {
            "i": ("Input", {"height": 8, "width": 8}),
            "s": SCALE,
            "c": ("Conv2D", {"filters": 2, "kernel_size": [9, 9], "padding": "valid"}),
            "g": GAP,
            "e": END,
        },
        "c",
        1,
    ),
    "picture-too-small": (
        "i>b>g>e",
        {"i": ("Input", {"height": 8, "width": 8}), "b": "Backbone", "g": GAP, "e": END},
        "b",
        1,
    ),
    "no-such-axis": (
        "i>s>g>m s>h>m:1 m>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "h": GAP, "m": ("Concatenate", {"axis": 3}), "e": END},
        "m",
        1,
    ),
    "batch-axis": (
        "i>s>g>m s>h>m:1 m>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "h": GAP, "m": ("Concatenate", {"axis": 0}), "e": END},
        "m",
        1,
    ),
    "mixed-ranks": (
        "i>s>c>m s>g>m:1 m>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "m": "Concatenate", "e": END},
        "m",
        1,
    ),
    "different-shapes": (
        "i>s>c>p>m s>m:1 m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "p": POOL, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "never-scaled": ("i>c>g>e", {"i": SMALL, "c": CONV, "g": GAP, "e": END}, "c", 1),
    "scaled-twice": (
        "i>s>b>g>e",
        {"i": LARGE, "s": SCALE, "b": "Backbone", "g": GAP, "e": END},
        "b",
        1,
    ),
    "many-weights": (
        "i>s>c>f>d>e",
        {
            "i": ("Input", {"height": 224, "width": 224}),
            "s": SCALE,
            "c": CONV,
            "f": "Flatten",
            "d": ("Dense", {"units": 200}),
            "e": END,
        },
        "d",
        1,
    ),
    "too-many-weights": (
        "i>s>c>f>d>e",
        {
            "i": ("Input", {"height": 224, "width": 224}),
            "s": SCALE,
            "c": CONV,
            "f": "Flatten",
            "d": ("Dense", {"units": 9000}),
            "e": END,
        },
        "d",
        1,
    ),
    "skips-pixels": (
        "i>s>p>c>g>e",
        {
            "i": SMALL,
            "s": SCALE,
            "p": ("MaxPooling2D", {"pool_size": [2, 2], "strides": [3, 3]}),
            "c": CONV,
            "g": GAP,
            "e": END,
        },
        "p",
        1,
    ),
    "frozen-at-random": (
        "i>b>g>e",
        {"i": LARGE, "b": ("Backbone", {"weights": "none"}), "g": GAP, "e": END},
        "b",
        1,
    ),
    "fitted-behind-learning": (
        "i>s>c>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": "SVM"},
        "e",
        1,
    ),
    "fitted-behind-chance": (
        "i>f>b>g>e",
        {"i": LARGE, "f": "RandomFlip", "b": "Backbone", "g": GAP, "e": "SVM"},
        "e",
        1,
    ),
    "measured-behind-learning": (
        "i>s>c>n>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "n": "Normalization", "g": GAP, "e": END},
        "n",
        1,
    ),
    "blank": (
        "i>s>c>g>e",
        {"i": SMALL, "s": ("Rescaling", {"scale": 0}), "c": CONV, "g": GAP, "e": END},
        "s",
        1,
    ),
    "softmax-of-one": (
        "i>s>g>d>e",
        {
            "i": SMALL,
            "s": SCALE,
            "g": GAP,
            "d": ("Dense", {"units": 1, "activation": "softmax"}),
            "e": END,
        },
        "d",
        1,
    ),
    "already-flat": (
        "i>s>g>f>e",
        {"i": SMALL, "s": SCALE, "g": GAP, "f": "Flatten", "e": END},
        "f",
        1,
    ),
    "no-input": ("c>g>e", {"c": CONV, "g": GAP, "e": END}, "", 1),
    "many-inputs": (
        "i>g>m j>h>m:1 m>e",
        {"i": SMALL, "j": SMALL, "g": GAP, "h": GAP, "m": "Concatenate", "e": END},
        "j",
        1,
    ),
    "no-classifier": ("i>s>c", {"i": SMALL, "s": SCALE, "c": CONV}, "", 1),
    "many-classifiers": (
        "i>s>g>a g>b",
        {"i": SMALL, "s": SCALE, "g": GAP, "a": END, "b": END},
        "b",
        1,
    ),
    "after-classifier": (
        "i>s>g>e>d",
        {"i": SMALL, "s": SCALE, "g": GAP, "e": END, "d": ("Dropout", {"rate": 0.5})},
        "e",
        2,
    ),
    "loose-end": (
        "i>s>c>g>e s>d",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": END, "d": ("Dropout", {"rate": 0.5})},
        "d",
        1,
    ),
    "unconnected": (
        "i>s>c>g",
        {"i": SMALL, "s": SCALE, "c": CONV, "g": GAP, "e": END},
        "e",
        2,
    ),
    "slot-missing": (
        "i>s>c>m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "too-many-inputs": (
        "i>s>c>g>e s>d>g",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": CONV, "g": GAP, "e": END},
        "g",
        2,
    ),
    "slot-twice": (
        "i>s>c>m s>d>m m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "d": CONV, "m": "Add", "g": GAP, "e": END},
        "m",
        1,
    ),
    "cycle": (
        "i>s>c>m d>m:1 m>d m>g>e",
        {"i": SMALL, "s": SCALE, "c": CONV, "m": "Add", "d": CONV, "g": GAP, "e": END},
        "d",
        1,
    ),
    "nothing-learns": (
        "i>b>g>e",
        {"i": LARGE, "b": "Backbone", "g": GAP, "e": "SVM"},
        "",
        0,
    ),
}
"""For each kind of problem a drawing: its connections, its layers, where the problem stands, and
how many mends there are."""
