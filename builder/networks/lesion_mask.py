"""Where the lesion is, found by its colour alone; for the networks that crop to it or measure it.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

from keras import KerasTensor, ops

SMALL = 64  # pixels, the sides of the picture in which the lesion is searched
THRESHOLDS = 48
FRAME, MIDDLE = 0.6, 0.25  # radii of ovals, as shares of the sides
LEAST_LESION = 0.003  # of the picture's area


def small_picture(image: KerasTensor) -> KerasTensor:
    """Photographs of shape (batch, height, width, 3) as float32 of 64 × 64 pixels."""
    pool = (max(1, round(image.shape[1] / SMALL)), max(1, round(image.shape[2] / SMALL)))
    size = (SMALL * pool[0], SMALL * pool[1])  # so that no side of the picture is favoured
    return ops.average_pool(ops.image.resize(ops.cast(image, "float32"), size), pool)


def total(values: KerasTensor) -> KerasTensor:
    """The sum over all places, of shape (batch, 1, 1, channels)."""
    return ops.sum(values, axis=(1, 2), keepdims=True)


def oval(like: KerasTensor, radius: float) -> KerasTensor:
    """1 inside an oval around the middle, 0 outside; the dark corners of dermatoscopes are out."""
    place = (ops.arange(SMALL, dtype="float32") + 0.5) / SMALL - 0.5
    apart = ops.reshape(place**2, (SMALL, 1, 1)) + ops.reshape(place**2, (SMALL, 1))
    return ops.ones_like(like) * ops.cast(apart < radius**2, "float32")


def divided(dark: KerasTensor, frame: KerasTensor) -> tuple[KerasTensor, KerasTensor]:
    """Otsu's threshold (1979) between two groups of pixels, and how far their means lie apart.

    Args:
        dark: of shape (batch, 64, 64, 1), in grey levels.
        frame: 1 where pixels count, 0 elsewhere.

    Returns:
        Both of shape (batch, 1, 1, 1), in grey levels.
    """
    lowest = ops.min(ops.where(frame > 0, dark, 255.0), axis=(1, 2), keepdims=True)
    highest = ops.max(ops.where(frame > 0, dark, 0.0), axis=(1, 2), keepdims=True)
    shares = ops.arange(1, THRESHOLDS, dtype="float32") / THRESHOLDS
    thresholds = lowest + (highest - lowest) * ops.reshape(shares, (1, 1, 1, -1))
    above = ops.cast(dark > thresholds, "float32") * frame
    count, amount = total(above), total(above * dark)
    others, rest = total(frame) - count, total(frame * dark) - amount
    contrast = amount / ops.maximum(count, 1.0) - rest / ops.maximum(others, 1.0)
    between = count * others * contrast**2
    best = between >= ops.max(between, axis=-1, keepdims=True)
    threshold = ops.min(ops.where(best, thresholds, 255.0), axis=-1, keepdims=True)
    return threshold, ops.max(ops.where(best, contrast, -255.0), axis=-1, keepdims=True)


def connected(seed: KerasTensor, area: KerasTensor) -> KerasTensor:
    """What of ``area`` is connected to ``seed``; both 0 or 1, of shape (batch, 64, 64, 1)."""
    for _ in range(SMALL):  # unrolled: a loop in the graph would not convert to other runtimes
        seed = ops.max_pool(seed, 3, strides=1, padding="same") * area
    return seed


def lesion_mask(picture: KerasTensor, *, least_contrast: float) -> tuple[KerasTensor, KerasTensor]:
    """Find the dark patch that reaches the middle of each photograph.

    Lesions differ from skin most in blue, which pigment takes away. Of the dark part what is
    connected to the middle stays; hair and ink that touch the lesion stay with it.

    Args:
        picture: RGB, 0 to 255, as ``small_picture`` makes it.
        least_contrast: grey levels by which a lesion is darker than the skin around it, in blue.

    Returns:
        The mask, 0 or 1, of shape (batch, 64, 64, 1), empty where there is no lesion; and whether
        there is one, 0 or 1, of shape (batch, 1, 1, 1).
    """
    dark = 255.0 - picture[:, :, :, 2:3]
    for _ in range(2):
        dark = ops.average_pool(dark, 3, strides=1, padding="same")
    frame = oval(dark, FRAME)
    threshold, contrast = divided(dark, frame)
    area = ops.cast(dark > threshold, "float32") * frame
    mask = connected(area * oval(dark, MIDDLE), area)
    large = total(mask) >= LEAST_LESION * SMALL**2
    found = ops.cast(ops.logical_and(contrast >= least_contrast, large), "float32")
    return mask * found, found
