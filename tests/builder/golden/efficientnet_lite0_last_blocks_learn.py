import keras
from keras import layers


def efficientnet_lite0(
    *, input_shape: tuple[int | None, int | None, int], name: str = "efficientnet_lite0"
) -> keras.Model:
    """EfficientNet-Lite0 up to its last 1280 maps, each 1/32 of the input's height and width.

    EfficientNet-B0 (Tan and Le, 2019) with ReLU6 and without squeeze-excitation. It expects
    RGB values from -1 to 1, made by (x - 127) / 128. Stochastic depth is left out.

    Args:
        input_shape: height, width and 3, in pixels; None stands for any.
        name: of the network.
    """

    def normalised(x: keras.KerasTensor, prefix: str, *, active: bool = True) -> keras.KerasTensor:
        x = layers.BatchNormalization(epsilon=1e-3, name=f"{prefix}_bn")(x)
        return layers.ReLU(max_value=6.0, name=f"{prefix}_relu")(x) if active else x

    def convolution(x: keras.KerasTensor, filters: int, prefix: str) -> keras.KerasTensor:
        return layers.Conv2D(filters, 1, use_bias=False, name=f"{prefix}_conv")(x)

    def block(
        x: keras.KerasTensor, prefix: str, *, expand: int, filters: int, kernel: int, stride: int
    ) -> keras.KerasTensor:
        """Widen, look around in each map, narrow again; add the input where sizes agree."""
        before = x
        if expand > 1:
            x = convolution(x, expand * x.shape[-1], f"{prefix}_expand")
            x = normalised(x, f"{prefix}_expand")
        x = layers.DepthwiseConv2D(
            kernel, strides=stride, padding="same", use_bias=False, name=f"{prefix}_depthwise"
        )(x)
        x = normalised(x, f"{prefix}_depthwise")
        x = convolution(x, filters, f"{prefix}_project")
        x = normalised(x, f"{prefix}_project", active=False)
        if stride == 1 and before.shape[-1] == filters:
            x = layers.Add(name=f"{prefix}_add")([x, before])
        return x

    stages = [  # filters, kernel, stride of the first block, widening, blocks
        (16, 3, 1, 1, 1),
        (24, 3, 2, 6, 2),
        (40, 5, 2, 6, 2),
        (80, 3, 2, 6, 3),
        (112, 5, 1, 6, 3),
        (192, 5, 2, 6, 4),
        (320, 3, 1, 6, 1),
    ]
    image = keras.Input(input_shape, name="image")
    x = layers.Conv2D(32, 3, strides=2, padding="same", use_bias=False, name="stem_conv")(image)
    x = normalised(x, "stem")
    for stage, (filters, kernel, stride, expand, blocks) in enumerate(stages, start=1):
        for letter in "abcd"[:blocks]:
            x = block(
                x,
                f"block{stage}{letter}",
                expand=expand,
                filters=filters,
                kernel=kernel,
                stride=stride if letter == "a" else 1,
            )
    x = convolution(x, 1280, "head")
    x = normalised(x, "head")
    return keras.Model(image, x, name=name)


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
        starts_at: the first layer that is taken; the preparation before it is left out.
        ends_at: where the features are taken; at the network's end by default.
        joined: whether each place is averaged over the picture and all are put side by side.
        frozen_until: the place up to which nothing learns.
    """

    def place(at: str) -> keras.KerasTensor:
        if at.startswith("<"):
            return network.get_layer(at[1:]).input
        return network.get_layer(at).output if at else network.output

    entry = network.get_layer(starts_at).input if starts_at else network.input
    ends = [place(at) for at in ends_at]
    if frozen_until:
        for layer in keras.Model(entry, place(frozen_until)).layers:
            layer.trainable = False
    if joined:
        ends = [layers.GlobalAveragePooling2D(name=f"mean_{k}")(x) for k, x in enumerate(ends, 1)]
        ends = [layers.Concatenate(name="joined")(ends)] if len(ends) > 1 else ends
    return keras.Model(entry, ends[0], name=name)


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")
    random_flip_horizontal = keras.layers.RandomFlip(
        mode="horizontal", name="random_flip_horizontal"
    )(input_)
    random_flip = keras.layers.RandomFlip(mode="vertical", name="random_flip")(
        random_flip_horizontal
    )
    backbone_rescaling = keras.layers.Rescaling(
        scale=1 / 128, offset=-0.9921875, name="backbone_rescaling"
    )(random_flip)
    network_backbone = efficientnet_lite0(input_shape=(224, 224, 3))
    network_backbone = part_of(network_backbone, name="backbone", frozen_until="block5c_add")
    backbone = network_backbone(backbone_rescaling, training=False)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(backbone)
    dropout = keras.layers.Dropout(rate=0.2, name="dropout")(pooling)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(dropout)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
