"""What every layer type is: one frozen pydantic class, declared once.

Fields become the inspector's form and the validation, the docstring the help, ``infer`` the live
shape and counts, ``calls`` the network. Subclasses live one family a file and register themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import BaseModel, ConfigDict

from layers_catalog.call import Call, CallKind

if TYPE_CHECKING:
    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


class Category(StrEnum):
    """The palette's families, in the palette's order."""

    IMAGE = "Image and preparation"
    CONVOLUTION = "Convolution"
    POOLING = "Pooling"
    REGULARISATION = "Normalisation and regularisation"
    SHAPE = "Shape"
    MERGING = "Merging"
    PRETRAINED = "Pretrained"
    HEAD = "Head"


@dataclass(frozen=True)
class Remark:
    """Something legal but unusual about a layer where it stands: a warning, never an error."""

    code: str
    message: str
    hint: str


@dataclass(frozen=True)
class Inference:
    """What a layer makes of its inputs.

    Args:
        shape: of its result, without the batch axis.
        trainable: number of weights that training changes.
        non_trainable: number of weights that it does not.
        macs: multiply-adds for one image.
        remarks: warnings.
    """

    shape: Shape
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Slots:
    """How many inputs a layer takes, and their names where they differ in meaning."""

    least: int = 1
    most: int | None = 1
    names: tuple[str, ...] = ()


class Layer(BaseModel):
    """A layer type: its fields are its parameters, its docstring its help text."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    catalog: ClassVar[dict[str, type[Layer]]] = {}

    keras_path: ClassVar[str] = ""
    """Where Keras keeps it, e.g. ``keras.layers.Conv2D``; empty where ``calls`` is overridden."""
    category: ClassVar[Category]
    summary: ClassVar[str]
    """About five plain words under its name in the palette."""
    example: ClassVar[str] = ""
    """One sentence: when a person would reach for it."""
    slots: ClassVar[Slots] = Slots()
    presets: ClassVar[dict[str, Any]] = {}
    """What a freshly dropped layer starts with, where friendlier than the defaults."""
    shown: ClassVar[tuple[str, ...]] = ()
    """The one or two parameters written on the node itself."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not cls.__name__.startswith("_"):  # shared bases begin with an underscore
            Layer.catalog[cls.__name__] = cls

    @property
    def trains(self) -> bool:
        """Whether training may change the weights of this layer."""
        return True

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """Shape and counts; raises ``ShapeError`` for inputs that it cannot take."""
        raise NotImplementedError

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """The steps that make this layer; the last one's name is ``name``."""
        return (
            Call(
                kind=CallKind.LAYER,
                path=self.keras_path,
                name=name,
                inputs=tuple(tensor.call for tensor in inputs),
                kwargs=self.model_dump(),
                trainable=self.trains,
                node=name,
            ),
        )
