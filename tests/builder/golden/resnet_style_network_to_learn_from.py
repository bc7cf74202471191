import keras


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(128, 128, 3), dtype="float32", name="input")
    random_flip_horizontal = keras.layers.RandomFlip(
        mode="horizontal", name="random_flip_horizontal"
    )(input_)
    random_flip = keras.layers.RandomFlip(mode="vertical", name="random_flip")(
        random_flip_horizontal
    )
    rescaling = keras.layers.Rescaling(scale=1 / 255, offset=0.0, name="rescaling")(random_flip)
    stem = keras.layers.Conv2D(
        filters=32,
        kernel_size=(3, 3),
        strides=(2, 2),
        padding="same",
        dilation_rate=(1, 1),
        activation="relu",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_initializer="zeros",
        activity_regularizer=None,
        name="stem",
    )(rescaling)
    pool1 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pool1"
    )(stem)
    conv_1 = keras.layers.Conv2D(
        filters=32,
        kernel_size=(3, 3),
        strides=(1, 1),
        padding="same",
        dilation_rate=(1, 1),
        activation="linear",
        use_bias=False,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_initializer="zeros",
        activity_regularizer=None,
        name="conv_1",
    )(pool1)
    norm_1 = keras.layers.BatchNormalization(
        epsilon=0.001, center=True, scale=True, momentum=0.9, name="norm_1"
    )(conv_1)
    relu_1 = keras.layers.Activation(activation="relu", name="relu_1")(norm_1)
    conv_2 = keras.layers.Conv2D(
        filters=32,
        kernel_size=(3, 3),
        strides=(1, 1),
        padding="same",
        dilation_rate=(1, 1),
        activation="linear",
        use_bias=False,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_initializer="zeros",
        activity_regularizer=None,
        name="conv_2",
    )(relu_1)
    norm_2 = keras.layers.BatchNormalization(
        epsilon=0.001, center=True, scale=True, momentum=0.9, name="norm_2"
    )(conv_2)
    shortcut = keras.layers.Add(name="shortcut")([norm_2, pool1])
    relu_2 = keras.layers.Activation(activation="relu", name="relu_2")(shortcut)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(relu_2)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(pooling)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
