"""Every layer type, declared once; importing this package registers them all.

A family a file. A new family is one more file, imported here.
"""

from layers_catalog import (
    convolution,
    fitted,
    head,
    image,
    measured,
    merging,
    pooling,
    pretrained,
    regularisation,
    shape,
)
from layers_catalog.base import Layer
from layers_catalog.describe import describe

__all__ = [
    "Layer",
    "convolution",
    "describe",
    "fitted",
    "head",
    "image",
    "measured",
    "merging",
    "pooling",
    "pretrained",
    "regularisation",
    "shape",
]
