"""From which weights a drawing is looked at before it has learnt; needs Keras.

Nothing is downloaded: pretrained weights count where they are on this computer, and else random
ones stand in, which is said.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from builder.loading import WeightsError, initialise, start_alike
from builder.starting_weights import IMAGENET
from layers_catalog.call import CallKind
from layers_catalog.errors import UserError
from runs.training.origins import START

if TYPE_CHECKING:
    from collections.abc import Sequence

    import keras

    from builder.spec import GraphSpec
    from layers_catalog.call import Call

RANDOM: Final = "Weights that are learnt are random until the drawing is trained."
"""Of a drawing with anything to learn."""


def start(model: keras.Model, calls: Sequence[Call], spec: GraphSpec) -> dict[str, str]:
    """Give a network the weights that a training of it would start from, as far as they are here.

    Args:
        model: all layers, with random weights.
        calls: its steps.
        spec: the drawing, whose recipe may name a network that was opened.

    Returns:
        sentences on what the weights are: of a pretrained layer by its id, of all others by "".
    """
    told = {"": said} if (said := _others(model, spec)) else {}
    for call in calls:
        if call.kind is CallKind.MODEL and call.weights is not None:
            told[call.node] = _pretrained(model, call)
    return told


def _others(model: keras.Model, spec: GraphSpec) -> str:
    """Of an opened network, or random; nothing where nothing is learnt."""
    opened = str(spec.recipe.get(START, ""))
    if not opened:
        return RANDOM if model.trainable_weights else ""
    try:
        start_alike(model, Path(opened))
    except WeightsError as missing:
        return f"{missing.message} Random weights stand in."
    return "Layers have the weights of the network that was opened, where they are alike."


def _pretrained(model: keras.Model, call: Call) -> str:
    if call.weights == IMAGENET and not downloaded(call):
        return (
            f"The ImageNet weights of “{call.node}” are not on this computer yet: random weights "
            "stand in. The first training fetches them."
        )
    try:
        initialise(model, [call])
    except UserError as refused:
        return f"{refused.message} Random weights stand in."
    return f"“{call.node}” has its pretrained weights."


def downloaded(call: Call) -> bool:
    """Whether Keras has fetched the ImageNet weights of a network, without its classifier."""
    folder = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras")) / "models"
    name = call.path.rsplit(".", 1)[-1].lower()
    known = re.compile(rf"(weights)?{name}(?!v\d).*notop.*h5")
    files = folder.iterdir() if folder.is_dir() else ()
    return any(known.fullmatch(re.sub(r"[^a-z0-9]", "", file.name.lower())) for file in files)
