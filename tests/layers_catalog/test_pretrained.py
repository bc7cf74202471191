"""The table of architectures against the networks themselves, and their preparation."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers_catalog.call import CallKind, Tensor
from layers_catalog.facts import Facts
from layers_catalog.pretrained import ARCHITECTURES, ArchitectureName, Backbone

FACTS = Facts()
NAMES = list(ArchitectureName)


def steps(name: ArchitectureName, side: int = 224, **params: Any) -> Any:
    photograph = (Tensor("image", (side, side, 3)),)
    return Backbone(architecture=name, **params).calls("backbone", photograph, FACTS)


def macs(network: Any) -> int:
    """Multiply-adds, layer by layer, from the sizes of kernels and results."""
    kernels = [layer for layer in network.layers if hasattr(layer, "kernel")]
    return sum(
        math.prod(layer.output.shape[1:3]) * math.prod(layer.kernel.shape) for layer in kernels
    )


@pytest.mark.keras
@pytest.mark.parametrize("side", [224, 97])
@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_those_of_the_network(name: ArchitectureName, side: int, resolve: Any) -> None:
    call = steps(name, side)[-1]
    network = resolve(call.path)(**call.kwargs)
    said = Backbone(architecture=name, trainable=True).infer((side, side, 3), facts=FACTS)
    assert said.shape == network.output_shape[1:]
    assert said.trainable == sum(math.prod(w.shape) for w in network.trainable_weights)
    assert said.non_trainable == sum(math.prod(w.shape) for w in network.non_trainable_weights)
    assert said.macs == macs(network)


@pytest.mark.keras
@pytest.mark.parametrize("name", NAMES)
def test_any_side_gives_the_shape_of_the_network(name: ArchitectureName, backend: Any) -> None:
    network = backend.network(steps(name)[-1])

    @settings(max_examples=min(settings().max_examples, 40))
    @given(st.integers(32, 600), st.integers(32, 600))
    def agrees(height: int, width: int) -> None:
        said = Backbone(architecture=name).infer((height, width, 3), facts=FACTS)
        assert said.shape == network.compute_output_shape((None, height, width, 3))[1:]

    agrees()


@pytest.mark.keras
def test_the_smallest_picture_is_the_one_that_keras_allows(resolve: Any) -> None:
    least = ARCHITECTURES[ArchitectureName.RESNET50].least_side
    call = steps(ArchitectureName.RESNET50, least - 1)[-1]
    with pytest.raises(ValueError, match=f"at least {least}x{least}"):
        resolve(call.path)(**call.kwargs)


@pytest.mark.keras
def test_preparation_is_the_one_the_weights_were_trained_with(backend: Any, resolve: Any) -> None:
    picture = np.random.default_rng(0).uniform(0, 255, (1, 8, 8, 3)).astype("float32")

    def prepared(name: ArchitectureName) -> np.ndarray:
        flow = picture
        for call in steps(name, 8)[:-1]:
            flow = backend.made(call)(flow)
        return np.asarray(flow)

    caffe = resolve("keras.applications.resnet50.preprocess_input")(picture.copy())
    assert np.allclose(prepared(ArchitectureName.RESNET50), caffe, atol=1e-4)
    lite = prepared(ArchitectureName.EFFICIENTNET_LITE0)
    assert np.allclose(lite, (picture - 127) / 128, atol=1e-6)


def test_known_numbers() -> None:
    """EfficientNet-Lite0's 3.41 of 4.65 million weights and 0.38 of 0.39 billion multiply-adds."""
    lite = Backbone().infer((224, 224, 3), facts=FACTS)
    assert (lite.shape, lite.trainable, lite.non_trainable) == ((7, 7, 1280), 0, 3_413_024)
    assert lite.macs == 383_907_552
    resnet = Backbone(architecture="ResNet50", trainable=True).infer((224, 224, 3), facts=FACTS)
    assert (resnet.trainable, resnet.non_trainable) == (23_534_592, 53_120)
    assert resnet.macs == 3_855_925_248


@pytest.mark.parametrize(
    ("name", "weights", "expected"),
    [
        ("EfficientNet-Lite0", "imagenet", "shipped"),
        ("ResNet50", "imagenet", "imagenet"),
        ("EfficientNet-Lite0", "none", None),
        ("ResNet50", "my.weights.h5", "my.weights.h5"),
    ],
)
def test_weights_say_where_they_come_from(name: str, weights: str, expected: str | None) -> None:
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
