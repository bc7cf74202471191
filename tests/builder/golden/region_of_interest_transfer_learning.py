import keras
from keras import KerasTensor, layers, ops


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


def interpolation(position: KerasTensor, size: int) -> KerasTensor:
    """Weights that make values between pixels out of those of a row: bilinear.

    A product of matrices takes them to any runtime; a warp of the picture would not.

    Args:
        position: in the row, of shape (batch, n): 0 is its start, 1 its end; beyond them the pixel
            at the edge goes on.
        size: pixels of the row.

    Returns:
        Of shape (batch, n, size), each row of weights with the sum 1.
    """
    place = ops.expand_dims(ops.clip(position * size - 0.5, 0.0, size - 1.0), 2)
    return ops.relu(1.0 - ops.abs(place - ops.arange(size, dtype="float32")))


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


def box_around(mask: KerasTensor, found: KerasTensor, margin: float) -> KerasTensor:
    """The box around each mask, the whole picture where nothing was found.

    Args:
        mask: 0 or 1, of shape (batch, side, side, 1).
        found: 0 or 1, of shape (batch, 1).
        margin: added on each side, as a share of the lesion's height or width.

    Returns:
        Top, bottom, left and right as shares of height and width, of shape (batch, 4).
    """
    side = mask.shape[1]
    before = ops.arange(side, dtype="float32") / side
    edges = []
    for across in (2, 1):
        hit = ops.max(mask, axis=(across, 3))
        start = 1.0 - ops.max(hit * (1.0 - before), axis=1, keepdims=True)
        end = ops.max(hit * (before + 1.0 / side), axis=1, keepdims=True)
        room = margin * (end - start)
        edges += [
            found * ops.maximum(start - room, 0.0),
            1.0 - found * (1.0 - ops.minimum(end + room, 1.0)),
        ]
    return ops.concatenate(edges, axis=1)


def lesion_crop(
    *,
    input_shape: tuple[int, int, int],
    margin: float,
    least_contrast: float,
    name: str = "lesion_crop",
) -> keras.Model:
    """Cut each photograph to its lesion; one without a lesion stays whole.

    Its layers "found" (0 or 1) and "box" (top, bottom, left, right, as shares) tell what it did.

    Args:
        input_shape: height, width and 3, in pixels; the result has the same.
        margin: around the lesion, as a share of its height or width, on each side.
        least_contrast: grey levels by which a lesion is darker than the skin around it, in blue.
        name: of the network.
    """

    def weights(start: KerasTensor, end: KerasTensor, size: int) -> KerasTensor:
        steps = (ops.arange(size, dtype="float32") + 0.5) / size
        return ops.expand_dims(interpolation(start + (end - start) * steps, size), 1)

    height, width, _ = input_shape
    image = keras.Input(input_shape, name="image")
    mask, seen = lesion_mask(small_picture(image), least_contrast=least_contrast)
    found = layers.Reshape((1,), name="found")(seen)
    box = layers.Reshape((4,), name="box")(box_around(mask, found, margin))
    rows = weights(box[:, 0:1], box[:, 1:2], height)
    columns = weights(box[:, 2:3], box[:, 3:4], width)
    maps = ops.transpose(ops.cast(image, "float32"), (0, 3, 1, 2))
    maps = ops.matmul(ops.matmul(rows, maps), ops.transpose(columns, (0, 1, 3, 2)))
    return keras.Model(image, ops.transpose(maps, (0, 2, 3, 1)), name=name)


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")
    network_lesion_crop = lesion_crop(
        input_shape=(224, 224, 3), margin=0.1, least_contrast=10.0, name="lesion_crop"
    )
    lesion_crop_ = network_lesion_crop(input_, training=False)
    random_flip_horizontal = keras.layers.RandomFlip(
        mode="horizontal", name="random_flip_horizontal"
    )(lesion_crop_)
    random_flip = keras.layers.RandomFlip(mode="vertical", name="random_flip")(
        random_flip_horizontal
    )
    random_rotation = keras.layers.RandomRotation(
        fill_mode="reflect",
        interpolation="bilinear",
        fill_value=0.0,
        factor=0.5,
        name="random_rotation",
    )(random_flip)
    backbone_rescaling = keras.layers.Rescaling(
        scale=1 / 128, offset=-0.9921875, name="backbone_rescaling"
    )(random_rotation)
    network_backbone = efficientnet_lite0(input_shape=(224, 224, 3), name="backbone")
    network_backbone.trainable = False
    backbone = network_backbone(backbone_rescaling, training=False)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(backbone)
    dropout = keras.layers.Dropout(rate=0.2, name="dropout")(pooling)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(dropout)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
