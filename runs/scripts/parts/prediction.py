"""From image files to probabilities; used by the program and printed into ``predict.py``."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from data.image import fitted, open_rgb
from runs.scripts.parts.doubts import doubts, refusal


def predict_images(
    predict: Callable[[np.ndarray], np.ndarray],
    images: Iterable[str | Path],
    *,
    classes: Sequence[str],
    height: int,
    width: int,
    fit: str,
    look: Callable[[np.ndarray], list[str]] = lambda _: [],
) -> Iterator[dict[str, Any]]:
    """The probability of each class for each image; one that cannot be judged says why.

    One image at a time, so that no result depends on which others were asked for.

    Args:
        predict: a network's probabilities of shape (1, classes) for float32 of shape
            (1, height, width, 3), RGB, 0 to 255.
        images: paths.
        classes: in the order of the model's outputs.
        height: of the model's input, in pixels.
        width: of the model's input, in pixels.
        fit: how an image is brought to that size: "stretch", "pad" or "crop".
        look: sentences to be noted of such an image.

    Yields:
        ``{image, probabilities, class, problem, notes}`` for each image. ``problem`` says why there
        is no class; ``notes`` are sentences to stand beside one.
    """
    for image in images:
        try:
            picture = open_rgb(image)
            problem = refusal(picture)
        except ValueError as error:
            problem = str(error)
        if problem:
            yield without_class(image, problem)
            continue
        pixels = fitted(picture, height, width, fit)[None].astype("float32")
        outputs = predict(pixels)[0]
        probabilities = {name: float(p) for name, p in zip(classes, outputs, strict=True)}
        yield {
            "image": str(image),
            "probabilities": probabilities,
            "class": max(probabilities, key=probabilities.__getitem__),
            "problem": None,
            "notes": doubts(picture) + look(pixels),
        }


def without_class(image: str | Path, problem: str) -> dict[str, Any]:
    """The result for an image that cannot be judged, with the sentence that says why."""
    return {
        "image": str(image),
        "probabilities": {},
        "class": None,
        "problem": problem,
        "notes": [],
    }
