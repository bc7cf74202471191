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
    conv_1 = keras.layers.Conv2D(
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
        name="conv_1",
    )(rescaling)
    pool_1 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pool_1"
    )(conv_1)
    conv_2 = keras.layers.Conv2D(
        filters=64,
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
        name="conv_2",
    )(pool_1)
    pool_2 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pool_2"
    )(conv_2)
    norm = keras.layers.LayerNormalization(epsilon=0.001, center=True, scale=True, name="norm")(
        pool_2
    )
    attention = keras.layers.MultiHeadAttention(
        num_heads=4,
        key_dim=16,
        value_dim=None,
        dropout=0.0,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        name="attention",
    )(norm, norm)
    shortcut = keras.layers.Add(name="shortcut")([attention, pool_2])
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(shortcut)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(pooling)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
