import keras


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(224, 224, 3), dtype="float32", name="input")
    rescaling = keras.layers.Rescaling(scale=1 / 255, offset=0.0, name="rescaling")(input_)
    conv2d_1 = keras.layers.Conv2D(
        filters=64,
        kernel_size=(3, 3),
        strides=(1, 1),
        padding="same",
        dilation_rate=(1, 1),
        activation="relu",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_initializer="zeros",
        activity_regularizer=None,
        name="conv2d_1",
    )(rescaling)
    pooling_1 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pooling_1"
    )(conv2d_1)
    conv2d_2 = keras.layers.Conv2D(
        filters=64,
        kernel_size=(3, 3),
        strides=(1, 1),
        padding="same",
        dilation_rate=(1, 1),
        activation="relu",
        use_bias=True,
        kernel_initializer="glorot_uniform",
        kernel_regularizer=None,
        bias_initializer="zeros",
        activity_regularizer=None,
        name="conv2d_2",
    )(pooling_1)
    pooling_2 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pooling_2"
    )(conv2d_2)
    flatten = keras.layers.Flatten(name="flatten")(pooling_2)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(flatten)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
