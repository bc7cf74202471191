"""What of the pretrained networks learns, one phase after the other."""

import keras


def let_learn(model: keras.Model, still: dict[str, str | None]) -> None:
    """Let pretrained networks learn from a place on.

    Args:
        model: the network that they are layers of.
        still: for each by its name: the place up to which nothing of it learns, as a layer's name,
            whose output is meant, or its input after "<". "" lets all of it learn, None nothing.
    """
    for name, place in still.items():
        network = model.get_layer(name)
        network.trainable = place is not None
        for layer in network.layers:  # some may not have learned in the phase before
            layer.trainable = place is not None
        if place:
            # Of a part of a network, layers know their places in the whole: its entry is there.
            entry, first = network.layers[1].input, network.get_layer(place.removeprefix("<"))
            end = first.input if place.startswith("<") else first.output
            for layer in keras.Model(entry, end).layers:
                layer.trainable = False
