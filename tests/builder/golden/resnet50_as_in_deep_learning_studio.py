import keras


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
    network_backbone = keras.applications.ResNet50(
        include_top=False, weights=None, input_shape=(224, 224, 3), name="backbone"
    )
    network_backbone.trainable = False
    backbone = network_backbone(backbone_rescaling, training=False)
    pooling = keras.layers.GlobalAveragePooling2D(keepdims=False, name="pooling")(backbone)
    dropout = keras.layers.Dropout(rate=0.2, name="dropout")(pooling)
    classifier = keras.layers.Dense(units=2, activation="softmax", name="classifier")(dropout)
    return keras.Model(inputs=input_, outputs=classifier, name="network")
