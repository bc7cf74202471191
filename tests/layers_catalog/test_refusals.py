"""What the catalog refuses although Keras would not: each code with a case of its own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from layers_catalog import Layer
from layers_catalog.base import (
    ALWAYS_REFUSED,
    MOST_VALUES,
    MOST_WEIGHTS,
    Inference,
)
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts
from layers_catalog.pretrained import Features
from layers_catalog.shapes import Shape, ShapeError

FACTS = Facts()
IMAGE, LIST, PHOTO = (14, 14, 112), (10,), (64, 64, 3)
PAIR = {"kernel_size": (3, 3)}
BOTH_WAYS = {"crop_to_aspect_ratio": True, "pad_to_aspect_ratio": True}
HEADS = {"num_heads": 2, "key_dim": 4}
BOTH = {**PAIR, "strides": (2, 2), "dilation_rate": (2, 1)}
SKIN = ("HairRemoval", "ColourConstancy", "LesionCrop", "ABCDFeatures")

COLOURS, TOKENS = (14, 14, 3), (9, 3)
ALIKE = ("Add", "Subtract", "Average", "Maximum", "Minimum")
WITHIN_RANGE = (
    "RandomContrast",
    "RandomBrightness",
    "RandomSharpness",
    "RandomHue",
    "RandomErasing",
)
FOR_PICTURES = [name for name, layer in Layer.catalog.items() if "needs-image" in layer.refuses]

Case = tuple[str, str, dict[str, Any], tuple[Shape, ...]]
CASES: list[Case] = [
    ("too-many-weights", "Dense", {"units": 20_000}, ((50_000,),)),
    ("too-large", "Dense", {"units": 4_096}, ((1024, 1024, 3),)),
    ("too-large", "MultiHeadAttention", HEADS, ((224, 224, 3),)),
    ("strides-and-dilation", "DepthwiseConv2D", BOTH, (IMAGE,)),
    ("strides-and-dilation", "SeparableConv2D", {**BOTH, "filters": 4}, (IMAGE,)),
    ("unequal-strides", "DepthwiseConv2D", {**PAIR, "strides": (1, 2)}, (IMAGE,)),
    ("unequal-strides", "SeparableConv2D", {**PAIR, "strides": (2, 1), "filters": 4}, (IMAGE,)),
    *(
        ("empty-range", name, {"factor": 0.1, "value_range": (255.0, 0.0)}, (COLOURS,))
        for name in WITHIN_RANGE
    ),
    ("too-small", "RandomCrop", {"height": 15, "width": 4}, (IMAGE,)),
    *(("mixed-ranks", name, {}, (IMAGE, (112,))) for name in (*ALIKE, "Multiply")),
    *(("different-shapes", name, {}, (IMAGE, (14, 14, 1))) for name in ALIKE),
    *(("different-shapes", name, {}, (LIST, (1,))) for name in ALIKE),
    *(("needs-image", name, {**Layer.catalog[name].presets}, (TOKENS,)) for name in FOR_PICTURES),
    ("batch-axis", "Softmax", {"axis": 0}, (IMAGE,)),
    ("batch-axis", "Softmax", {"axis": -2}, (LIST,)),
    ("batch-axis", "Concatenate", {"axis": 0}, (LIST, LIST)),
    ("batch-axis", "Concatenate", {"axis": -2}, (LIST, LIST)),
    ("picture-too-small", "Backbone", {}, ((31, 224, 3),)),
    ("needs-colour", "Backbone", {}, ((64, 64, 1),)),
    (
        "no-such-stage",
        "Backbone",
        {"features": Features.STAGE_7, "architecture": "VGG16"},
        (PHOTO,),
    ),
    ("needs-weights-file", "Backbone", {"architecture": "SqueezeNet 1.1"}, (PHOTO,)),
    ("needs-list", "Classifier", {}, (IMAGE,)),
    *(("picture-too-small", layer, {}, ((31, 64, 3),)) for layer in SKIN),
    *(("needs-colour", layer, {}, ((40, 40, 4),)) for layer in SKIN[1:]),
    ("needs-list", "LogisticRegression", {}, (IMAGE,)),
    ("needs-list", "SVM", {}, (IMAGE,)),
]
IDS = [f"{layer}-{code}" for code, layer, *_ in CASES]
FITS = [case for case in CASES if case[0] not in ALWAYS_REFUSED]


def refused(layer: str, params: dict[str, Any], shapes: tuple[Shape, ...]) -> tuple[str, str, str]:
    """Code, message and hint, wherever the refusal comes from."""
    with pytest.raises((ShapeError, ValidationError)) as caught:
        Layer.catalog[layer](**params).infer(*shapes, facts=FACTS)
    if isinstance(caught.value, ShapeError):
        return caught.value.code, caught.value.message, caught.value.hint
    (error,) = caught.value.errors()
    return error["type"], error["msg"], error["ctx"]["hint"]


@pytest.mark.parametrize(("code", "layer", "params", "shapes"), CASES, ids=IDS)
def test_refusal_has_its_code_and_says_what_and_what_to_do(
    code: str, layer: str, params: dict[str, Any], shapes: tuple[Shape, ...]
) -> None:
    found, message, hint = refused(layer, params, shapes)
    assert found == code
    assert message[0].isupper()
    assert message.endswith(".")
    assert hint[0].isupper()
    assert hint.endswith(".")


def test_every_declared_refusal_has_a_case_and_a_reason() -> None:
    declared = {(code, name) for name, layer in Layer.catalog.items() for code in layer.refuses}
    tried = {(code, layer) for code, layer, *_ in FITS}
    assert tried == declared
    assert {case[0] for case in CASES} >= set(ALWAYS_REFUSED)
    reasons = [why for layer in Layer.catalog.values() for why in layer.refuses.values()]
    assert all(why.endswith(".") for why in [*reasons, *ALWAYS_REFUSED.values()])


@pytest.mark.keras
@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")  # along a batch of one
@pytest.mark.parametrize(
    ("code", "layer", "params", "shapes"), FITS, ids=[f"{name}-{code}" for code, name, *_ in FITS]
)
def test_keras_would_take_it(
    code: str, layer: str, params: dict[str, Any], shapes: tuple[Shape, ...], backend: Any
) -> None:
    """Else it would not belong into the table of what we refuse beyond Keras."""
    assert code not in ALWAYS_REFUSED
    given = tuple(Tensor(f"in{slot}", shape) for slot, shape in enumerate(shapes))
    calls = Layer.catalog[layer].model_construct(**params).calls("layer", given, FACTS)
    assert not isinstance(backend.result(calls, shapes), str)


def test_the_limits_are_where_they_say() -> None:
    assert Inference((1,), MOST_WEIGHTS - 1, 1).trainable == MOST_WEIGHTS - 1
    assert Inference((MOST_VALUES,)).shape == (MOST_VALUES,)
    assert Inference((None, MOST_VALUES)).shape == (None, MOST_VALUES)
    with pytest.raises(ShapeError, match=r"500,000,001 weights"):
        Inference((1,), MOST_WEIGHTS, 1)
    with pytest.raises(ShapeError, match=r"500,000,001 values"):
        Inference((MOST_VALUES + 1,))


def test_a_billion_weights_are_refused_before_anything_is_built() -> None:
    code, message, _ = refused("Dense", {"units": 1_000_000}, ((1_000,),))
    assert code == "too-many-weights"
    assert "1,001,000,000 weights" in message


@pytest.mark.parametrize(
    ("layer", "params", "shapes", "code", "says"),
    [
        ("Conv2D", {**PAIR, "filters": 8}, (LIST,), "needs-image", "a list of 10 numbers"),
        ("MaxPooling2D", {}, ((1, 9, 3),), "too-small", "2 pixels at a time"),
        ("Classifier", {}, (IMAGE,), "needs-list", "an image of 14 × 14 with 112 maps"),
        ("Backbone", {}, ((64, 64, 1),), "needs-colour", "with 1 map."),
        ("LesionCrop", {}, (LIST,), "needs-image", "LesionCrop needs an image"),
        ("Concatenate", {}, ((4, 4, 2), (5, 4, 2)), "different-shapes", "5 × 4"),
        ("Concatenate", {"axis": 3}, (LIST, LIST), "no-such-axis", "along axis 3"),
        ("Concatenate", {}, (IMAGE, LIST), "mixed-ranks", "one kind"),
        ("SpatialDropout2D", {"rate": 0.1}, (LIST,), "needs-image", "SpatialDropout2D"),
        ("MaxPooling2D", {}, (TOKENS,), "needs-image", "a row of 9 tokens with 3 numbers each"),
        ("Classifier", {}, (TOKENS,), "needs-list", "a row of 9 tokens"),
        ("Softmax", {"axis": 3}, (LIST,), "no-such-axis", "has 1 axis only"),
        ("Multiply", {}, (IMAGE, (14, 7, 112)), "different-shapes", "14 × 7"),
        (
            "Multiply",
            {},
            ((1, 1, 5), (14, 14, 1), (14, 7, 5)),
            "different-shapes",
            "as many, or 1, but receives an image of 14 × 14 with 1 map and an image of 14 × 7",
        ),
        ("Resizing", {**BOTH_WAYS, "height": 7, "width": 7}, (IMAGE,), "crop-and-pad", "not both"),
        ("Reshape", {"target_shape": "7 x 7"}, (IMAGE,), "no-form", "“7 x 7”"),
        ("PReLU", {"shared_axes": (1, 2)}, (LIST,), "no-such-axis", "along axis 2"),
        ("GroupNormalization", {"groups": 32}, (IMAGE,), "uneven-groups", "112 maps into 32"),
        ("Cropping2D", {"cropping": (7, 7, 0, 0)}, (IMAGE,), "too-small", "nothing of an image"),
        ("Reshape", {"target_shape": "-1, -1"}, (IMAGE,), "many-rests", "“-1, -1”"),
        ("Reshape", {"target_shape": "-1, 5"}, (IMAGE,), "does-not-fit", "21,952 values"),
        ("Reshape", {"target_shape": "14, 14"}, (IMAGE,), "does-not-fit", "“14, 14”"),
        ("Permute", {"dims": "2, 1"}, (IMAGE,), "wrong-rank", "2 directions"),
        ("RandomHue", {"factor": 0.1}, (IMAGE,), "needs-colour", "with 112 maps"),
        ("RandomSaturation", {"factor": 0.1}, (IMAGE,), "needs-colour", "which has 3 maps"),
        ("RandomGrayscale", {}, (IMAGE,), "needs-colour", "in red, green and blue"),
        ("MultiHeadAttention", HEADS, (LIST,), "needs-places", "a list of 10 numbers"),
        ("MultiHeadAttention", HEADS, (IMAGE, TOKENS), "mixed-ranks", "a row of 9 tokens"),
        ("MultiHeadAttention", HEADS, (TOKENS, TOKENS, (8, 3)), "different-shapes", "as keys"),
    ],
)
def test_what_keras_refuses_too_is_said_in_words(
    layer: str, params: dict[str, Any], shapes: tuple[Shape, ...], code: str, says: str
) -> None:
    found, message, _ = refused(layer, params, shapes)
    assert found == code
    assert says in message


@pytest.mark.parametrize(
    ("layer", "params", "field"),
    [
        ("Conv2D", {**PAIR, "filters": 0}, "filters"),
        ("Conv2D", {"filters": 1, "kernel_size": (0, 3)}, "kernel_size"),
        ("Conv2D", {"filters": 1, "kernel_size": (3, 3, 3)}, "kernel_size"),
        ("Conv2D", {**PAIR, "filters": 1, "padding": "causal"}, "padding"),
        ("Dropout", {"rate": 1.0}, "rate"),
        ("Dropout", {"rate": -0.1}, "rate"),
        ("RandomZoom", {"height_factor": 1.0}, "height_factor"),
        ("Rescaling", {"scale": float("nan")}, "scale"),
        ("Rescaling", {"scale": float("inf")}, "scale"),
        ("Dense", {"units": 3, "activation": "relu7"}, "activation"),
        ("Input", {"height": 7}, "height"),
        ("Input", {"width": 1025}, "width"),
        ("Backbone", {"architecture": "ResNet51"}, "architecture"),
        ("Flatten", {"data_format": "channels_first"}, "data_format"),
        ("Reshape", {"target_shape": "7 x 7"}, "target_shape"),
        ("Reshape", {"target_shape": "0, 7"}, "target_shape"),
        ("Reshape", {"target_shape": "1, 2, 3, 4"}, "target_shape"),
        ("Permute", {"dims": "1, 1"}, "dims"),
        ("GaussianNoise", {"stddev": 1.5}, "stddev"),
        ("Dense", {"units": 3, "kernel_regularizer": (-0.1, 0)}, "kernel_regularizer"),
        ("Dense", {"units": 3, "kernel_regularizer": 0.1}, "kernel_regularizer"),
    ],
)
def test_values_out_of_range_are_refused_at_their_field(
    layer: str, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Layer.catalog[layer](**params)
    assert {error["loc"][0] for error in caught.value.errors()} == {field}
