import keras
from keras import layers


def squeezenet(
    *, input_shape: tuple[int | None, int | None, int], name: str = "squeezenet"
) -> keras.Model:
    """SqueezeNet 1.1 (Iandola et al., 2016) up to the 512 maps of its last fire module.

    It expects blue, green and red from 0 to 255, minus ImageNet's mean of each.

    Args:
        input_shape: height, width and 3, in pixels; None stands for any.
        name: of the network.
    """

    def convolution(x: keras.KerasTensor, filters: int, side: int, name: str) -> keras.KerasTensor:
        return layers.Conv2D(filters, side, padding="same", activation="relu", name=name)(x)

    def fire(x: keras.KerasTensor, number: int, squeezed: int, expanded: int) -> keras.KerasTensor:
        """Few maps first, then many: half of them seen through one pixel, half through nine."""
        x = convolution(x, squeezed, 1, f"fire{number}_squeeze1x1")
        narrow = convolution(x, expanded, 1, f"fire{number}_expand1x1")
        wide = convolution(x, expanded, 3, f"fire{number}_expand3x3")
        return layers.Concatenate(name=f"fire{number}_concat")([narrow, wide])

    image = keras.Input(input_shape, name="image")
    x = layers.Conv2D(64, 3, strides=2, activation="relu", name="conv1")(image)
    for fires in (
        [(2, 16, 64), (3, 16, 64)],
        [(4, 32, 128), (5, 32, 128)],
        [(6, 48, 192), (7, 48, 192), (8, 64, 256), (9, 64, 256)],
    ):
        x = layers.MaxPooling2D(3, strides=2, name=f"pool{fires[0][0] - 1}")(x)
        for number, squeezed, expanded in fires:
            x = fire(x, number, squeezed, expanded)
    return keras.Model(image, x, name=name)


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")
    random_flip_horizontal = keras.layers.RandomFlip(
        mode="horizontal", name="random_flip_horizontal"
    )(input_)
    random_flip = keras.layers.RandomFlip(mode="vertical", name="random_flip")(
        random_flip_horizontal
    )
    backbone_bgr = keras.ops.flip(random_flip, axis=-1)
    backbone_rescaling = keras.layers.Rescaling(
        scale=1.0, offset=[-103.939, -116.779, -123.68], name="backbone_rescaling"
    )(backbone_bgr)
    network_backbone = squeezenet(input_shape=(224, 224, 3), name="backbone")
    backbone = network_backbone(backbone_rescaling, training=False)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(backbone)
    dropout = keras.layers.Dropout(rate=0.2, name="dropout")(pooling)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(dropout)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
