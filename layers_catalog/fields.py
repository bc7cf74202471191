"""Kinds of field that several families share: pairs, choices, and refusals between fields.

What a layer does with them is told in its family's file.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

ADVANCED = Field(json_schema_extra={"advanced": True})
"""Marks a field that the inspector folds away: ``Annotated[bool, ADVANCED]``."""

HEIGHT, WIDTH = Field(title="height"), Field(title="width")
"""Name the two numbers of a pair for whoever hears the form instead of seeing it."""
LOWEST, HIGHEST = Field(title="lowest"), Field(title="highest")


def left_empty(words: str) -> object:
    """Marks a field that may be left empty with what holds then, in a few words."""
    return Field(json_schema_extra={"empty": words})


_Reach = Annotated[int, Field(ge=1, le=64)]
_Step = Annotated[int, Field(ge=1, le=32)]
_Spread = Annotated[int, Field(ge=1, le=32)]

Window = tuple[Annotated[_Reach, HEIGHT], Annotated[_Reach, WIDTH]]
"""Height and width of what a layer looks at, in pixels."""
Steps = tuple[Annotated[_Step, HEIGHT], Annotated[_Step, WIDTH]]
"""How far a window moves, down and to the right, in pixels."""
Dilation = tuple[Annotated[_Spread, HEIGHT], Annotated[_Spread, WIDTH]]
"""The distance between the pixels that a window looks at, down and to the right."""
_Strength = Annotated[float, Field(ge=0.0, le=1.0)]
Penalty = tuple[Annotated[_Strength, Field(title="L1")], Annotated[_Strength, Field(title="L2")]]
"""How much training punishes large values: by their size (L1) and by their square (L2). A field of
this kind has a name that ends with ``_regularizer``."""
Fraction = Annotated[float, Field(ge=0.0, lt=1.0)]
"""A share from nothing to almost everything."""


class Padding(StrEnum):
    """What a window does at the edges of the image."""

    VALID = "valid"
    SAME = "same"


class ActivationName(StrEnum):
    """The activation functions, by Keras's names."""

    LINEAR = "linear"
    RELU = "relu"
    RELU6 = "relu6"
    LEAKY_RELU = "leaky_relu"
    ELU = "elu"
    SELU = "selu"
    GELU = "gelu"
    SILU = "silu"
    MISH = "mish"
    SOFTPLUS = "softplus"
    SIGMOID = "sigmoid"
    HARD_SIGMOID = "hard_sigmoid"
    TANH = "tanh"
    SOFTMAX = "softmax"


class Resampling(StrEnum):
    """How a picture of another size is made."""

    NEAREST = "nearest"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"


class Initializer(StrEnum):
    """Where random starting weights are drawn from, by Keras's names."""

    GLOROT_UNIFORM = "glorot_uniform"
    GLOROT_NORMAL = "glorot_normal"
    HE_UNIFORM = "he_uniform"
    HE_NORMAL = "he_normal"
    LECUN_UNIFORM = "lecun_uniform"
    LECUN_NORMAL = "lecun_normal"
    ORTHOGONAL = "orthogonal"
    TRUNCATED_NORMAL = "truncated_normal"
    RANDOM_NORMAL = "random_normal"
    RANDOM_UNIFORM = "random_uniform"


class Beginning(StrEnum):
    """What numbers start from that need not differ from each other, by Keras's names."""

    ZEROS = "zeros"
    ONES = "ones"
    TRUNCATED_NORMAL = "truncated_normal"
    RANDOM_NORMAL = "random_normal"
    RANDOM_UNIFORM = "random_uniform"


def refusal(code: str, message: str, hint: str) -> PydanticCustomError:
    """An error for two fields that do not go together, to be raised in a validator.

    Args:
        code: a stable name; becomes the ``type`` of the validation error.
        message: what is wrong, a whole sentence.
        hint: what to do; found in the error's ``ctx["hint"]``.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})
