"""What the catalog refuses although Keras would not: each code with a case of its own."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from layers_catalog import Layer
from layers_catalog.base import ALWAYS_REFUSED, MOST_VALUES, MOST_WEIGHTS, Inference
from layers_catalog.call import Tensor
from layers_catalog.facts import Facts
from layers_catalog.shapes import Shape, ShapeError

FACTS = Facts()
IMAGE, LIST = (14, 14, 112), (10,)
PAIR = {"kernel_size": (3, 3)}
BOTH = {**PAIR, "strides": (2, 2), "dilation_rate": (2, 1)}

Case = tuple[str, str, dict[str, Any], tuple[Shape, ...]]
CASES: list[Case] = [
    ("too-many-weights", "Dense", {"units": 20_000}, ((50_000,),)),
    ("too-large", "Dense", {"units": 4_096}, ((1024, 1024, 3),)),
    ("strides-and-dilation", "DepthwiseConv2D", BOTH, (IMAGE,)),
    ("strides-and-dilation", "SeparableConv2D", {**BOTH, "filters": 4}, (IMAGE,)),
    ("unequal-strides", "DepthwiseConv2D", {**PAIR, "strides": (1, 2)}, (IMAGE,)),
    ("unequal-strides", "SeparableConv2D", {**PAIR, "strides": (2, 1), "filters": 4}, (IMAGE,)),
    ("empty-range", "RandomContrast", {"factor": 0.1, "value_range": (255.0, 0.0)}, (IMAGE,)),
    ("mixed-ranks", "Add", {}, (IMAGE, (112,))),
    ("different-shapes", "Add", {}, (IMAGE, (14, 14, 1))),
    ("different-shapes", "Add", {}, (LIST, (1,))),
    ("batch-axis", "Concatenate", {"axis": 0}, (LIST, LIST)),
    ("batch-axis", "Concatenate", {"axis": -2}, (LIST, LIST)),
    ("picture-too-small", "Backbone", {}, ((31, 224, 3),)),
    ("needs-list", "Classifier", {}, (IMAGE,)),
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
        ("Concatenate", {}, ((4, 4, 2), (5, 4, 2)), "different-shapes", "5 × 4"),
        ("Concatenate", {"axis": 3}, (LIST, LIST), "no-such-axis", "along axis 3"),
        ("Concatenate", {}, (IMAGE, LIST), "mixed-ranks", "one kind"),
        ("SpatialDropout2D", {"rate": 0.1}, (LIST,), "needs-image", "SpatialDropout2D"),
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
    ],
)
def test_values_out_of_range_are_refused_at_their_field(
    layer: str, params: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Layer.catalog[layer](**params)
    assert {error["loc"][0] for error in caught.value.errors()} == {field}
