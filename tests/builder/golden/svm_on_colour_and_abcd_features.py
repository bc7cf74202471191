import keras
from keras import KerasTensor, layers, ops


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


TINY = 1e-6
HALF_CIRCLE = 3.0  # in sixths, as hue is counted
HALF_AREA = 0.5  # square of the radius that halves a disc
FAINT = 0.01  # what is less steep is no border
UPRIGHT = 32  # pixels, the sides of the picture that is turned to the lesion's axes


def channels(picture: KerasTensor) -> KerasTensor:
    """Red, green, blue, hue, saturation, value and grey of RGB from 0 to 255.

    All are from 0 to 1 but hue, which tells turns of the colour circle from red, −0.5 to 0.5: to
    yellow above 0, to violet below. Grey is 0.299, 0.587 and 0.114 of red, green and blue.
    """
    rgb = picture / 255.0
    red, green, blue = rgb[..., 0:1], rgb[..., 1:2], rgb[..., 2:3]
    value = ops.max(rgb, axis=3, keepdims=True)
    chroma = value - ops.min(rgb, axis=3, keepdims=True)
    apart = ops.maximum(chroma, TINY)
    from_green = ops.where(green >= value, 2.0 + (blue - red) / apart, 4.0 + (red - green) / apart)
    hue = ops.where(red >= value, (green - blue) / apart, from_green)
    hue = ops.where(hue > HALF_CIRCLE, hue - 6.0, hue) / 6.0
    hue = ops.where(chroma > TINY, hue, 0.0)
    saturation = chroma / ops.maximum(value, TINY)
    grey = 0.299 * red + 0.587 * green + 0.114 * blue
    return ops.concatenate([rgb, hue, saturation, value, grey], axis=3)


def mean_in(values: KerasTensor, weights: KerasTensor) -> KerasTensor:
    """The weighted mean over all places, of shape (batch, 1, 1, channels); 0 without weights."""
    return total(values * weights) / ops.maximum(total(weights), TINY)


def colour_numbers(
    values: KerasTensor, lesion: KerasTensor, skin: KerasTensor, rim: KerasTensor
) -> list[KerasTensor]:
    """Mean, spread, skewness, lowest, highest, contrast and rim, each of shape (batch, 1, 1, c).

    Spread is the standard deviation, skewness the third root of the third moment, both in units of
    the value; contrast is lesion minus skin, rim the outer half of the lesion minus the inner one.

    Args:
        values: of shape (batch, side, side, c), from −1 to 1.
        lesion: 0 or 1, of shape (batch, side, side, 1), like the next two.
        skin: what the lesion is compared with; where there is none, contrast is 0.
        rim: the outer half of the lesion.
    """
    mean = mean_in(values, lesion)
    third = mean_in((values - mean) ** 3, lesion)
    inside = lesion > 0
    return [
        mean,
        ops.sqrt(mean_in((values - mean) ** 2, lesion)),
        ops.sign(third) * ops.abs(third) ** (1.0 / 3.0),
        ops.min(ops.where(inside, values, 1.0), axis=(1, 2), keepdims=True),
        ops.max(ops.where(inside, values, -1.0), axis=(1, 2), keepdims=True),
        (mean - mean_in(values, skin)) * ops.minimum(total(skin), 1.0),
        mean_in(values, rim) - mean_in(values, lesion - rim),
    ]


def axes_of(lesion: KerasTensor) -> dict[str, KerasTensor]:
    """The lesion's own axes, from its moments; all of shape (batch, 1, 1, 1).

    Returns:
        ``down`` and ``across``: its middle, as shares of the sides; ``cos`` and ``sin`` of the
        angle from across to its long axis; ``long`` and ``short``: variances along the axes.
    """
    side = lesion.shape[1]
    place = (ops.arange(side, dtype="float32") + 0.5) / side
    down, across = ops.reshape(place, (1, side, 1, 1)), ops.reshape(place, (1, 1, side, 1))
    middle = mean_in(down, lesion), mean_in(across, lesion)
    down, across = down - middle[0], across - middle[1]
    vertical, level = mean_in(down**2, lesion), mean_in(across**2, lesion)
    mixed = mean_in(down * across, lesion)
    apart = ops.sqrt((level - vertical) ** 2 + 4.0 * mixed**2)
    double = (level - vertical + TINY) / (apart + TINY)  # a round lesion is taken as it lies
    return {
        "down": middle[0],
        "across": middle[1],
        "cos": ops.sqrt(ops.maximum(1.0 + double, 0.0) / 2.0),
        "sin": ops.where(mixed < 0, -1.0, 1.0) * ops.sqrt(ops.maximum(1.0 - double, 0.0) / 2.0),
        "long": (vertical + level + apart) / 2.0,
        "short": ops.maximum(vertical + level - apart, 0.0) / 2.0,
    }


def along_axes(like: KerasTensor, axes: dict[str, KerasTensor]) -> tuple[KerasTensor, KerasTensor]:
    """How far each place lies from the middle, along the long axis and along the short one."""
    side = like.shape[1]
    place = (ops.arange(side, dtype="float32") + 0.5) / side
    down = ops.reshape(place, (1, side, 1, 1)) - axes["down"]
    across = ops.reshape(place, (1, 1, side, 1)) - axes["across"]
    return (
        across * axes["cos"] + down * axes["sin"],
        down * axes["cos"] - across * axes["sin"],
    )


def upright(maps: KerasTensor, lesion: KerasTensor, axes: dict[str, KerasTensor]) -> KerasTensor:
    """The maps turned so that the long axis lies level, around the lesion: 32 × 32 pixels."""
    side, depth = maps.shape[1], maps.shape[3]
    far = [ops.max(ops.abs(way) * lesion, axis=(1, 2, 3)) for way in along_axes(lesion, axes)]
    half = ops.reshape(ops.maximum(far[0], far[1]) + 1.0 / side, (-1, 1, 1))
    place = (2.0 * ops.arange(UPRIGHT, dtype="float32") + 1.0) / UPRIGHT - 1.0
    # Whole grids: of two that broadcast, Keras 3.15 makes a bias when there is one picture.
    short, long = (half * one for one in ops.meshgrid(place, place, indexing="ij"))
    middle = {key: ops.reshape(value, (-1, 1, 1)) for key, value in axes.items()}
    down = middle["down"] + (long * middle["sin"] + short * middle["cos"])
    across = middle["across"] + (long * middle["cos"] - short * middle["sin"])
    rows = interpolation(ops.reshape(down, (-1, UPRIGHT**2)), side)
    columns = interpolation(ops.reshape(across, (-1, UPRIGHT**2)), side)
    mixed = ops.matmul(rows, ops.reshape(maps, (-1, side, side * depth)))
    mixed = ops.reshape(mixed, (-1, UPRIGHT**2, side, depth)) * ops.expand_dims(columns, 3)
    return ops.reshape(ops.sum(mixed, axis=2), (-1, UPRIGHT, UPRIGHT, depth))


def asymmetry(turned: KerasTensor) -> list[KerasTensor]:
    """Of shape and of colour, each about the long axis and about the short one.

    Args:
        turned: the lesion as 0 to 1, then its channels, as ``upright`` gives them.

    Returns:
        For the shape the share of the lesion that has no counterpart; for colours the mean
        difference of counterparts.
    """
    shape, colours = turned[..., 0:1], turned[..., 1:]
    mirrored = [ops.flip(turned, axis=axis) for axis in (1, 2)]
    alone = [total(ops.abs(shape - other[..., 0:1])) for other in mirrored]
    apart = [
        mean_in(ops.abs(colours - other[..., 1:]), shape * other[..., 0:1]) for other in mirrored
    ]
    return [
        *(one / ops.maximum(2.0 * total(shape), TINY) for one in alone),
        *(ops.mean(one, axis=3, keepdims=True) for one in apart),
    ]


def steepness(values: KerasTensor) -> KerasTensor:
    """How fast values change from place to place, in units a pixel."""
    edges = ops.pad(values, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="symmetric")
    down = (edges[:, 2:, 1:-1] - edges[:, :-2, 1:-1]) / 2.0
    across = (edges[:, 1:-1, 2:] - edges[:, 1:-1, :-2]) / 2.0
    return ops.sqrt(down**2 + across**2 + TINY**2)


def border_numbers(
    grey: KerasTensor, lesion: KerasTensor, ellipse: KerasTensor
) -> list[KerasTensor]:
    """Irregularity, unevenness, sharpness and the spread of sharpness.

    Irregularity is the border's length by that of a circle of the same area; unevenness how much
    the border leaves the ellipse of the lesion's moments, as a share; sharpness how steeply grey
    changes at the border, in grey levels (0 to 1) a twentieth of the lesion's width.

    Args:
        grey: 0 to 1, of shape (batch, side, side, 1), like all.
        lesion: 0 or 1.
        ellipse: how far out each place lies, in radii of the lesion's ellipse.
    """
    soft = ops.average_pool(lesion, 3, strides=1, padding="same")
    border = steepness(soft)
    border = ops.where(border > FAINT, border, 0.0)
    area = ops.maximum(total(lesion), 1.0)
    out = mean_in(ellipse, border)
    steep = steepness(grey) * ops.sqrt(area) / 20.0
    sharp = mean_in(steep, border)
    return [
        total(border) / (2.0 * ops.sqrt(3.141593 * area)),
        ops.sqrt(mean_in((ellipse - out) ** 2, border)) / ops.maximum(out, TINY),
        sharp,
        ops.sqrt(mean_in((steep - sharp) ** 2, border)),
    ]


def abcd_numbers(picture: KerasTensor, mask: KerasTensor, found: KerasTensor) -> KerasTensor:
    """The 60 numbers, of shape (batch, 60), of small pictures in which the lesion is known.

    Args:
        picture: RGB, 0 to 255, of shape (batch, 64, 64, 3).
        mask: 0 or 1, of shape (batch, 64, 64, 1).
        found: 0 or 1, of shape (batch, 1, 1, 1); without a lesion colours are of the whole
            picture, and all that tells of shape is 0.
    """
    lesion = ops.maximum(mask, 1.0 - found)
    values = channels(picture)
    axes = axes_of(lesion)
    long, short = along_axes(lesion, axes)
    ellipse = ops.sqrt(
        (long**2 / ops.maximum(axes["long"], TINY) + short**2 / ops.maximum(axes["short"], TINY))
        / 4.0
    )
    rim = lesion * ops.cast(ellipse**2 > HALF_AREA, "float32")
    skin = oval(lesion, FRAME) * (1.0 - lesion)
    turned = upright(ops.concatenate([lesion, values[..., :3]], axis=3), lesion, axes)
    shape = [
        *asymmetry(turned),
        *border_numbers(values[..., 6:], lesion, ellipse),
        ops.sqrt(axes["short"] / ops.maximum(axes["long"], TINY)),
        total(mask) / SMALL**2,
        found,
    ]
    numbers = [*colour_numbers(values, lesion, skin, rim), *(found * one for one in shape)]
    return ops.concatenate([ops.reshape(one, (-1, one.shape[3])) for one in numbers], axis=1)


def abcd_features(
    *, input_shape: tuple[int, int, int], least_contrast: float, name: str = "abcd_features"
) -> keras.Model:
    """Measure the lesion of each photograph; its layer "found" (0 or 1) tells where there is one.

    Args:
        input_shape: height, width and 3, in pixels; RGB, 0 to 255.
        least_contrast: grey levels by which a lesion is darker than the skin around it, in blue.
        name: of the network.
    """
    image = keras.Input(input_shape, name="image")
    picture = small_picture(image)
    mask, seen = lesion_mask(picture, least_contrast=least_contrast)
    found = layers.Reshape((1,), name="found")(seen)
    numbers = abcd_numbers(picture, mask, ops.reshape(found, (-1, 1, 1, 1)))
    return keras.Model(image, numbers, name=name)


def build_model(support_vectors: int = 100) -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")
    network_abcd_features = abcd_features(
        input_shape=(224, 224, 3), least_contrast=10.0, name="abcd_features"
    )
    abcd_features_ = network_abcd_features(input_, training=False)
    classifier_standardised = keras.layers.Normalization(axis=-1, name="classifier_standardised")(
        abcd_features_
    )
    classifier_vectors = keras.layers.Dense(units=support_vectors, name="classifier_vectors")(
        classifier_standardised
    )
    classifier_squares = keras.ops.square(classifier_standardised)
    classifier_length = keras.layers.Dense(units=1, use_bias=False, name="classifier_length")(
        classifier_squares
    )
    classifier_distances = keras.ops.add(classifier_vectors, classifier_length)
    classifier_alike = keras.ops.exp(classifier_distances)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(
        classifier_alike
    )
    return keras.Model(inputs=input_, outputs=classifier, name="network")
