import keras


def build_model() -> keras.Model:
    """Build the network; each layer has the name that it has in the drawing."""
    input_ = keras.Input(shape=(299, 299, 3), dtype="float32", name="input")
    random_flip_horizontal = keras.layers.RandomFlip(
        mode="horizontal", name="random_flip_horizontal"
    )(input_)
    random_flip = keras.layers.RandomFlip(mode="vertical", name="random_flip")(
        random_flip_horizontal
    )
    backbone_rescaling = keras.layers.Rescaling(
        scale=0.00784313725490196, offset=-1.0, name="backbone_rescaling"
    )(random_flip)
    network_backbone = keras.applications.InceptionV3(
        include_top=False, weights=None, input_shape=(299, 299, 3), name="backbone"
    )
    network_backbone.trainable = False
    backbone = network_backbone(backbone_rescaling, training=False)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(backbone)
    dropout = keras.layers.Dropout(rate=0.2, name="dropout")(pooling)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(dropout)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
