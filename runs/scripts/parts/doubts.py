"""What speaks against asking a network about a picture; used by the program and by ``predict.py``.

Whether it shows skin is not judged here.
"""

import numpy as np
from PIL import Image, ImageChops

LEAST_SIDE = 16  # pixels; collections of small pictures have 28
LEAST_SPREAD = 4  # steps of 255, which a JPEG adds to what was one colour, or without any


def refusal(image: Image.Image) -> str | None:
    """Why an RGB picture cannot be judged at all, in a sentence; None where it can."""
    if min(image.size) < LEAST_SIDE:
        return f"Too small ({image.width} \u00d7 {image.height} px) to be judged."
    if np.ptp(np.asarray(image), axis=(0, 1)).max() < LEAST_SPREAD:
        return "One flat colour: not a photograph."
    return None


def doubts(image: Image.Image) -> list[str]:
    """What to know beside the scores of an RGB picture, a sentence each."""
    red, green, blue = image.split()
    apart = [ImageChops.difference(red, green), ImageChops.difference(green, blue)]
    if all(np.asarray(one).max() < LEAST_SPREAD for one in apart):
        return ["No colour: the network learnt from colour photographs."]
    return []
