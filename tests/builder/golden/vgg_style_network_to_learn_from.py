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
    conv1_1 = keras.layers.Conv2D(
        filters=16,
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
        name="conv1_1",
    )(rescaling)
    conv1_2 = keras.layers.Conv2D(
        filters=16,
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
        name="conv1_2",
    )(conv1_1)
    pool1 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pool1"
    )(conv1_2)
    conv2_1 = keras.layers.Conv2D(
        filters=32,
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
        name="conv2_1",
    )(pool1)
    conv2_2 = keras.layers.Conv2D(
        filters=32,
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
        name="conv2_2",
    )(conv2_1)
    pool2 = keras.layers.MaxPooling2D(
        pool_size=(2, 2), strides=None, padding="valid", name="pool2"
    )(conv2_2)
    conv3_1 = keras.layers.Conv2D(
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
        name="conv3_1",
    )(pool2)
    conv3_2 = keras.layers.Conv2D(
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
        name="conv3_2",
    )(conv3_1)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(conv3_2)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(pooling)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
