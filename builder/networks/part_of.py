"""A part of a pretrained network: up to where its features are taken, frozen up to a block.

The text below the imports is printed word for word into the exported ``train.py``: Keras only.
"""

from __future__ import annotations

import keras
from keras import layers


def part_of(
    network: keras.Model,
    *,
    name: str,
    starts_at: str | None = None,
    ends_at: tuple[str, ...] = ("",),
    joined: bool = False,
    frozen_until: str | None = None,
) -> keras.Model:
    """Take the part of a network that gives the wanted features.

    A place in the network is the name of a layer, whose output is meant; after "<", its input. No
    name is the network's end.

    Args:
        network: the whole; its layers and so its weights are shared with the part.
        name: of the part.
        starts_at: the place after which it is taken; the preparation before it is left out.
        ends_at: where the features are taken; at the network's end by default.
        joined: whether each place is averaged over the picture and all are put side by side.
        frozen_until: the place up to which nothing learns.
    """

    def place(at: str) -> keras.KerasTensor:
        if at.startswith("<"):
            return network.get_layer(at[1:]).input
        return network.get_layer(at).output if at else network.output

    entry = place(starts_at) if starts_at else network.input
    ends = [place(at) for at in ends_at]
    if frozen_until:
        for layer in keras.Model(entry, place(frozen_until)).layers:
            layer.trainable = False
    if joined:
        ends = [layers.GlobalAveragePooling2D(name=f"mean_{k}")(x) for k, x in enumerate(ends, 1)]
        ends = [layers.Concatenate(name="joined")(ends)] if len(ends) > 1 else ends
    return keras.Model(entry, ends[0], name=name)
