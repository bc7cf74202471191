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

_Reach = Annotated[int, Field(ge=1, le=64)]
_Step = Annotated[int, Field(ge=1, le=32)]
_Spread = Annotated[int, Field(ge=1, le=32)]

Window = tuple[_Reach, _Reach]
"""Height and width of what a layer looks at, in pixels."""
Steps = tuple[_Step, _Step]
"""How far a window moves, down and to the right, in pixels."""
Dilation = tuple[_Spread, _Spread]
"""The distance between the pixels that a window looks at, down and to the right."""
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


class Initializer(StrEnum):
    """Where random starting weights are drawn from, by Keras's names."""

    GLOROT_UNIFORM = "glorot_uniform"
    GLOROT_NORMAL = "glorot_normal"
    HE_UNIFORM = "he_uniform"
    HE_NORMAL = "he_normal"
    LECUN_UNIFORM = "lecun_uniform"
    LECUN_NORMAL = "lecun_normal"


def refusal(code: str, message: str, hint: str) -> PydanticCustomError:
    """An error for two fields that do not go together, to be raised in a validator.

    Args:
        code: a stable name; becomes the ``type`` of the validation error.
        message: what is wrong, a whole sentence.
        hint: what to do; found in the error's ``ctx["hint"]``.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})
