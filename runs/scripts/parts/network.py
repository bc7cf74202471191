"""A network of few numbers; code generation prints that of the design in its place."""

import keras

from runs.scripts.parts.design_settings import CLASSES, HEIGHT, WIDTH


def build_model(_support_vectors: int = 0) -> keras.Model:
    """The network of a design; photographs as RGB, 0 to 255, in and probabilities out.

    Only the network of a support vector machine takes the number of its support vectors.
    """
    image = keras.Input((HEIGHT, WIDTH, 3), name="input")
    means = keras.layers.GlobalAveragePooling2D(name="pooling")(image)
    classifier = keras.layers.Dense(len(CLASSES), activation="softmax", name="classifier")
    return keras.Model(image, classifier(means), name="network")
