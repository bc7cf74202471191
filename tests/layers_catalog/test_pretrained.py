"""The table of architectures against the networks themselves, and their preparation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from layers_catalog.architectures import ARCHITECTURES, ArchitectureName, Preparation, blocks
from layers_catalog.call import CallKind, Part, Shipped, Tensor
from layers_catalog.facts import Facts
from layers_catalog.pretrained import Backbone, Features
from layers_catalog.shapes import ShapeError

FACTS = Facts()
NAMES = list(ArchitectureName)


def steps(name: ArchitectureName, side: int = 224, **params: Any) -> Any:
    photograph = (Tensor("in0", (side, side, 3)),)
    return backbone(name, **params).calls("backbone", photograph, FACTS)


@pytest.fixture
def fresh() -> None:
    """Layers numbered from 1 again: some networks of Keras leave naming to the session."""
    import keras

    keras.utils.clear_session()


def backbone(name: str, **params: Any) -> Backbone:
    return Backbone(architecture=name, **{"weights": "none", **params})


def size(weights: Iterable[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def odd_side(name: ArchitectureName) -> int:
    """Odd at every level, where padding may differ, and not the side of the table."""
    return 97 if ARCHITECTURES[name].least_side <= 97 else 129


@pytest.fixture(scope="module", params=NAMES)
def built(request: pytest.FixtureRequest, resolve: Any) -> Iterator[tuple[ArchitectureName, Any]]:
    """A network with the shapes of its weights, which is all that is asked of it."""
    from builder.networks.unfilled import unfilled

    name = request.param
    with unfilled():
        yield name, resolve(ARCHITECTURES[name].path)(**steps(name, odd_side(name))[-1].kwargs)


@pytest.mark.keras
def test_the_table_is_what_the_networks_say(built: tuple[ArchitectureName, Any]) -> None:
    from builder.networks.survey import surveyed

    name, whole = built
    told = [{**one, "macs": tuple(one["macs"])} for one in surveyed(name, whole)]
    assert [asdict(one) for one in blocks(name)] == told


def cases(name: ArchitectureName) -> Iterator[dict[str, Any]]:
    """Every kind of place and of freezing once, in a handful of networks."""
    stages = max(one.stage for one in blocks(name))
    yield {"trainable": True}
    yield {"features": Features.JOINED, "trainable": True, "learning_blocks": 2}
    yield {"features": f"stage {(stages + 1) // 2}", "trainable": True, "learning_blocks": 1}
    yield {"features": Features.JOINED, "joined_from": stages}


@pytest.mark.keras
def test_shapes_and_weights_of_parts_are_those_of_keras(
    built: tuple[ArchitectureName, Any], resolve: Any
) -> None:
    name, whole = built
    side = odd_side(name)
    for params in cases(name):
        said = backbone(name, **params).infer((side, side, 3), facts=FACTS)
        call = steps(name, side, **params)[-1]
        for layer in whole.layers:  # shared by its parts
            layer.trainable = True
        part = resolve("builder.networks.part_of")(whole, name="part", **call.part.kwargs())
        if not call.trainable:
            part.trainable = False
        assert part.output_shape[1:] == said.shape, params
        assert size(part.trainable_weights) == said.trainable, params
        assert size(part.non_trainable_weights) == said.non_trainable, params


@pytest.mark.keras
@pytest.mark.parametrize("name", NAMES)
def test_the_smallest_picture_is_the_one_that_keras_allows(
    name: ArchitectureName, resolve: Any
) -> None:
    least = ARCHITECTURES[name].least_side
    if ARCHITECTURES[name].path.startswith("builder."):
        return
    call = steps(name, least - 1)[-1]
    with pytest.raises(ValueError, match=f"at least {least}x{least}"):
        resolve(call.path)(**call.kwargs)


def test_every_family_of_keras_has_one() -> None:
    families = (
        "ConvNeXt DenseNet EfficientNetB EfficientNetV2 InceptionResNet InceptionV3 MobileNet "
        "MobileNetV2 MobileNetV3 NASNet ResNet50 ResNet50V2 VGG16 VGG19 Xception"
    )
    for family in families.split():
        assert any(name.startswith(family) for name in NAMES), family


PREPARED_BY: dict[Preparation, tuple[str, str]] = {
    Preparation.CAFFE: ("ResNet50", "resnet"),
    Preparation.UNIT: ("InceptionV3", "inception_v3"),
    Preparation.STANDARD: ("DenseNet121", "densenet"),
}


@pytest.mark.keras
@pytest.mark.parametrize("preparation", PREPARED_BY)
def test_preparation_is_the_one_of_keras(
    preparation: Preparation, backend: Any, resolve: Any
) -> None:
    name, module = PREPARED_BY[preparation]
    picture = np.random.default_rng(0).uniform(0, 255, (1, 8, 8, 3)).astype("float32")
    flow = picture
    for call in steps(ArchitectureName(name), 8)[:-1]:
        flow = backend.made(call)(flow)
    theirs = resolve(f"keras.applications.{module}.preprocess_input")(picture.copy())
    assert np.allclose(np.asarray(flow), theirs, atol=1e-4)


@pytest.mark.keras
@pytest.mark.parametrize("name", NAMES)
def test_preparation_is_the_one_of_the_family(name: ArchitectureName, resolve: Any) -> None:
    """Where a module of Keras prepares nothing, its networks do it inside: see the next test."""
    known = ARCHITECTURES[name]
    if known.path.startswith("builder."):
        return
    module = resolve(known.path).__module__.rpartition(".")[2]
    ramp = np.linspace(0, 255, 3 * 16, dtype="float32").reshape((4, 4, 3))
    theirs = resolve(f"keras.applications.{module}.preprocess_input")(ramp.copy())
    if np.array_equal(theirs, ramp):
        assert known.starts_at or known.keyword["include_preprocessing"] is False
        return
    kinds = {
        kind: resolve(f"keras.applications.{module}.preprocess_input")(ramp.copy())
        for kind, (_, module) in PREPARED_BY.items()
    }
    assert [kind for kind in kinds if np.allclose(kinds[kind], theirs, atol=1e-4)] == [
        known.preparation
    ]


@pytest.mark.usefixtures("fresh")
@pytest.mark.keras
@pytest.mark.parametrize(
    "name", ["EfficientNetB0", "EfficientNetV2B0", "MobileNetV3Small", "ConvNeXtTiny"]
)
def test_ours_stands_in_for_a_preparation_inside(name: str, resolve: Any) -> None:
    """With the same weights, ours and Keras's own way from photograph to features agree.

    For EfficientNetB0 that is the way Keras takes with the weights it downloads: it divides once
    more by the root of the standard deviations, which stand in its weights as variances.
    """
    from builder.compiler import build

    side = 64
    calls = Backbone(architecture=name, weights="none").calls(
        "b", (Tensor("i", (side, side, 3)),), FACTS
    )
    ours = build([_photograph(side), *calls])
    keras_own = resolve(f"keras.applications.{name}")
    theirs = keras_own(include_top=False, weights=None, input_shape=(side, side, 3))
    images = np.random.default_rng(0).uniform(0, 255, (2, side, side, 3)).astype("float32")
    if name == "EfficientNetB0":
        theirs = _as_downloaded(theirs)
    tail = ours.get_layer("b").get_weights()
    own = theirs.get_weights()
    theirs.set_weights([*own[: len(own) - len(tail)], *tail])
    a, b = ours(images, training=False), theirs(images, training=False)
    assert np.allclose(np.asarray(a), np.asarray(b), atol=1e-4 * np.abs(np.asarray(b)).max())


def _photograph(side: int) -> Any:
    from layers_catalog.call import Call

    return Call(CallKind.INPUT, "keras.Input", "i", kwargs={"shape": (side, side, 3)})


def _as_downloaded(network: Any) -> Any:
    """EfficientNet as Keras 3.15 builds it for weights="imagenet" (efficientnet.py, line 340)."""
    import keras

    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    image = keras.Input(network.input_shape[1:])
    x = keras.layers.Rescaling(1 / 255)(image)
    x = keras.layers.Normalization(mean=mean, variance=deviation)(x)
    x = keras.layers.Rescaling((1 / np.sqrt(deviation)).tolist())(x)
    start = network.get_layer("stem_conv_pad").input
    return keras.Model(image, keras.Model(start, network.output)(x))


def test_known_numbers() -> None:
    """EfficientNet-Lite0's 3.41 of 4.65 million weights and 0.38 of 0.39 billion multiply-adds."""
    lite = Backbone().infer((224, 224, 3), facts=FACTS)
    assert (lite.shape, lite.trainable, lite.non_trainable) == ((7, 7, 1280), 0, 3_413_024)
    assert lite.macs == 383_907_552
    resnet = backbone("ResNet50", trainable=True).infer((224, 224, 3), facts=FACTS)
    assert (resnet.trainable, resnet.non_trainable) == (23_534_592, 53_120)
    assert resnet.macs == 3_855_925_248


@pytest.mark.parametrize(
    ("name", "weights", "expected"),
    [
        ("EfficientNet-Lite0", "imagenet", Shipped.WITH_PROJECT),
        ("ResNet50", "shipped", "shipped"),
        ("ResNet50", "imagenet", "imagenet"),
        ("EfficientNet-Lite0", "none", None),
        ("ResNet50", "my.weights.h5", "my.weights.h5"),
        ("SqueezeNet 1.1", "none", None),
        ("SqueezeNet 1.1", "my.h5", "my.h5"),
    ],
)
def test_weights_say_where_they_come_from(
    name: str, weights: str, expected: str | Shipped | None
) -> None:
    call = steps(ArchitectureName(name), weights=weights)[-1]
    assert call.weights == expected
    assert call.kind is CallKind.MODEL
    assert call.kwargs["input_shape"] == (224, 224, 3)


def test_the_last_call_carries_the_name_and_the_others_begin_with_it() -> None:
    names = [call.name for call in steps(ArchitectureName.RESNET50)]
    assert names == ["backbone_bgr", "backbone_rescaling", "backbone"]
    assert {call.node for call in steps(ArchitectureName.RESNET50)} == {"backbone"}


@pytest.mark.parametrize("trainable", [True, False])
def test_a_frozen_backbone_says_so_in_its_call(*, trainable: bool) -> None:
    call = steps(ArchitectureName.EFFICIENTNET_LITE0, trainable=trainable)[-1]
    assert call.trainable is trainable


def test_features_are_taken_where_it_is_asked() -> None:
    lite = ArchitectureName.EFFICIENTNET_LITE0

    def taken(**params: Any) -> Part:
        return steps(lite, **params)[-1].part

    assert taken().kwargs() == {}
    assert taken(features="stage 3") == Part(ends_at=("block3b_add",))
    joined = taken(features="several stages, joined")
    assert joined.joined
    assert joined.ends_at == (
        *("block3b_add", "block4c_add", "block5c_add", "block6d_add"),
        "block7a_project_bn",
    )
    assert taken(trainable=True, learning_blocks=5).frozen_until == "block5c_add"
    assert taken(trainable=True, learning_blocks=16).frozen_until is None
    assert taken(learning_blocks=5).frozen_until is None  # it does not learn at all
    shape = backbone(lite, features="several stages, joined").infer((224, 224, 3), facts=FACTS)
    assert shape.shape == (744,)  # 40 + 80 + 112 + 192 + 320
    assert steps(ArchitectureName.EFFICIENTNET_B0)[-1].part.starts_at == "<stem_conv_pad"


def test_a_stage_that_is_not_there_is_told() -> None:
    for params in ({"features": "stage 6"}, {"features": Features.JOINED, "joined_from": 6}):
        with pytest.raises(ShapeError, match="VGG16 has 5 stages, so there is no stage 6"):
            backbone("VGG16", **params).infer((224, 224, 3), facts=FACTS)
