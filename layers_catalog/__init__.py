"""Every layer type, declared once; importing this package registers them all.

A family a file. A new family is one more file, imported here.
"""

from layers_catalog import (
    activation,
    attention,
    augmentation,
    augmentation_colour,
    convolution,
    dermatology,
    fitted,
    head,
    image,
    measured,
    merging,
    normalisation,
    pooling,
    pretrained,
    regularisation,
    shape,
    sizing,
)
from layers_catalog.base import Layer
from layers_catalog.describe import describe

__all__ = [
    "Layer",
    "activation",
    "attention",
    "augmentation",
    "augmentation_colour",
    "convolution",
    "dermatology",
    "describe",
    "fitted",
    "head",
    "image",
    "measured",
    "merging",
    "normalisation",
    "pooling",
    "pretrained",
    "regularisation",
    "shape",
    "sizing",
]
