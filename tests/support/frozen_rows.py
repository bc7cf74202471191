"""Rows of layers whose beginning is frozen: small ones, for tests of what is kept of it."""

from __future__ import annotations

from typing import Any

Layers = list[tuple[str, dict[str, Any]]]

INPUT = ("Input", {"height": 32, "width": 32})
BACKBONE: tuple[str, dict[str, Any]] = (
    "Backbone",
    {"architecture": "SqueezeNet 1.1", "weights": "none"},
)
"""The smallest, quick to build; it has no averages, so what is trained gets them after it."""
LAST_BLOCKS: tuple[str, dict[str, Any]] = (
    "Backbone",
    {"weights": "none", "trainable": True, "learning_blocks": 5},
)
LAST_OF_THE_SMALLEST = ("Backbone", {**BACKBONE[1], "trainable": True, "learning_blocks": 2})
AVERAGES = ("BatchNormalization", {"trainable": False})
POOL = ("GlobalAveragePooling2D", {})
HEAD: Layers = [("Dropout", {"rate": 0.3}), ("Dense", {"units": 8}), ("Classifier", {})]
SCALED = ("Rescaling", {"scale": 1 / 255})
MEANS = ("AveragePooling2D", {"pool_size": (8, 8)})
ROW: Layers = [INPUT, SCALED, AVERAGES, MEANS, ("Flatten", {}), *HEAD]
"""Quick to build and to trace: 48 numbers of each photograph are kept."""
