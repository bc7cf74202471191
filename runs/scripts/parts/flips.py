"""A network that looks at each photograph four times; used by the program and by ``train.py``."""

import keras

FLIPS = 4  # as it is, mirrored sideways, upside down, and both


def flipped(model: keras.Model) -> keras.Model:
    """The network that gives the mean of what ``model`` says of the four flips of a photograph.

    It is one network of the same layers under their names, so that ``model`` can read its file, and
    ``get_layer`` finds what it found. The four go through it as one batch.

    Args:
        model: from photographs, of shape (n, height, width, 3), to probabilities, of shape
            (n, classes).
    """
    image = keras.Input(model.input_shape[1:], name=model.inputs[0].name)
    sideways = keras.ops.flip(image, axis=2)  # one axis at once: OpenVINO refuses two
    views = [image, sideways, keras.ops.flip(image, axis=1), keras.ops.flip(sideways, axis=1)]
    said = model.call(keras.ops.concatenate(views, axis=0))
    apart = keras.ops.reshape(said, (FLIPS, -1, said.shape[-1]))
    return keras.Model(image, keras.ops.mean(apart, axis=0), name=model.name)
