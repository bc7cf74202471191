"""What every layer type is: one frozen pydantic class, declared once.

Fields become the inspector's form and the validation, the docstring the help, ``infer`` the live
shape and counts, ``calls`` the network. Subclasses live one family a file and register themselves.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict

from layers_catalog.call import Call, CallKind, penalty
from layers_catalog.from_keras import UnsayableError, said
from layers_catalog.shapes import ShapeError, described, product

if TYPE_CHECKING:
    from pydantic.fields import ComputedFieldInfo, FieldInfo

    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape


MOST_WEIGHTS: Final = 500_000_000
"""Of one layer. Each takes 16 bytes while training (value, gradient, two moments of Adam): 8 GB."""
MOST_VALUES: Final = 500_000_000
"""In the result of one layer for one image, of 4 bytes each: 2 GB."""

ALWAYS_REFUSED: Final[Mapping[str, str]] = {
    "too-many-weights": "A layer that cannot fit in memory would end the training at once.",
    "too-large": "A result that cannot fit in memory would end the training at once.",
}
"""What no layer may do although Keras would try: the error's code and why."""


class Category(StrEnum):
    """The palette's families, in the palette's order."""

    IMAGE = "Image and preparation"
    DERMATOLOGY = "Skin and lesion"
    AUGMENTATION = "Random changes while training"
    CONVOLUTION = "Convolution"
    POOLING = "Pooling"
    ACTIVATION = "Activation"
    REGULARISATION = "Normalisation and regularisation"
    ATTENTION = "Attention"
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
        macs: work for one image, in multiply-adds or their equal in time.
        still_macs: how many of them are in a first part that does not learn, though the rest does.
        inside: how many numbers it holds for one image besides its result.
        remarks: warnings.
        note: what is not known yet, in a few words; may be empty.

    Raises:
        ShapeError: code ``too-many-weights`` or ``too-large``, when it could never fit in memory.
    """

    shape: Shape
    trainable: int = 0
    non_trainable: int = 0
    macs: int = 0
    still_macs: int = 0
    inside: int = 0
    remarks: tuple[Remark, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if (weights := self.trainable + self.non_trainable) > MOST_WEIGHTS:
            raise ShapeError(
                "too-many-weights",
                f"This layer would have {weights:,} weights; "
                f"no more than {MOST_WEIGHTS:,} could fit in memory.",
                "Use fewer units or filters, or make its input smaller with a pooling layer "
                "before it.",
            )
        known = [dim for dim in self.shape if dim is not None]
        if (values := product(known)) > MOST_VALUES:
            raise ShapeError(
                "too-large",
                f"The result of this layer would be {described(self.shape)}: {values:,} values "
                f"for one photograph; no more than {MOST_VALUES:,} could fit in memory.",
                "Use fewer units or filters, or make its input smaller with a pooling layer "
                "before it.",
            )


@dataclass(frozen=True)
class Slots:
    """How many inputs a layer takes, and their names where they differ in meaning."""

    least: int = 1
    most: int | None = 1
    names: tuple[str, ...] = ()


def _title(field: str, _info: FieldInfo | ComputedFieldInfo) -> str:
    """``kernel_size`` as "Kernel size"."""
    return field.replace("_", " ").capitalize()


class Layer(BaseModel, ABC):
    """A layer type: its fields are its parameters, its docstring its help text."""

    model_config = ConfigDict(
        defer_build=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,  # designs are JSON, which knows neither
        use_attribute_docstrings=True,
        field_title_generator=_title,
    )

    catalog: ClassVar[dict[str, type[Layer]]] = {}

    keras_path: ClassVar[str] = ""
    """Where Keras keeps it, e.g. ``keras.layers.Conv2D``; empty where it is no layer of Keras."""
    category: ClassVar[Category]
    summary: ClassVar[str]
    """About five plain words under its name in the palette."""
    example: ClassVar[str] = ""
    """One sentence: when a person would reach for it."""
    slots: ClassVar[Slots] = Slots()
    presets: ClassVar[dict[str, Any]] = {}
    """What a freshly dropped layer starts with, where friendlier than the defaults."""
    ends: ClassVar[bool] = False
    """Whether it gives the answer, so that a drawing ends with it."""
    fitted: ClassVar[bool] = False
    """Whether it is fitted in one go, by scikit-learn, instead of learning epoch by epoch."""
    shown: ClassVar[tuple[str, ...]] = ()
    """The one or two parameters written on the node itself."""
    only_by_chance: ClassVar[bool] = False
    """Whether all it does is drawn anew at each step of training, so that values pass in use."""
    rescales: ClassVar[bool] = False
    """Whether it makes small numbers of whatever comes in, so that 0 to 255 is gone after it."""
    measures_once: ClassVar[bool] = False
    """Whether it measures the training images before anything learns, and never again."""
    raw_pixels: ClassVar[bool] = False
    """Whether it works only on values from 0 to 255, as they come from Input."""
    refuses: ClassVar[Mapping[str, str]] = {}
    """What it refuses although Keras would not (beyond ranges and ``ALWAYS_REFUSED``): the error's
    code and why. The property tests accept no other."""
    turned_round: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    """For each field that ``kwargs`` or Keras writes in another form: from that form to the field;
    raises ``UnsayableError`` for a value that the field cannot have."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if hasattr(cls, "summary"):  # a base that layer types share has none
            Layer.catalog[cls.__name__] = cls

    @property
    def trains(self) -> bool:
        """Whether training may change the weights of this layer."""
        return True

    @abstractmethod
    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """Shape and counts; raises ``ShapeError`` for inputs that it cannot take."""

    def kwargs(self) -> dict[str, Any]:
        """The arguments of its Keras layer: every field but ``trainable``, which a Call tells."""
        fields = self.model_dump(exclude={"trainable"})
        return {name: _argument(name, value) for name, value in fields.items()}

    @classmethod
    def from_keras(cls, config: Mapping[str, Any]) -> dict[str, Any]:
        """``kwargs`` turned round: what a config of its Keras layer says of its fields.

        A field that cannot say what stands in the config is left out.
        """
        found = {}
        for name in cls.model_fields.keys() & config.keys():
            try:
                turn = cls.turned_round.get(name)
                found[name] = turn(config[name]) if turn else said(name, config[name])
            except (UnsayableError, TypeError, ValueError, OverflowError):
                continue
        return found

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """The steps that make this layer; the last one's name is ``name``."""
        return (
            Call(
                kind=CallKind.LAYER,
                path=self.keras_path,
                name=name,
                inputs=tuple(tensor.call for tensor in inputs),
                kwargs=self.kwargs(),
                trainable=self.trains,
                node=name,
            ),
        )


def _argument(name: str, value: object) -> object:
    """A choice as the string that Keras knows, a penalty as its regulariser, the rest as it is."""
    if name.endswith("_regularizer") and isinstance(value, tuple):
        return penalty(*value)
    return value.value if isinstance(value, StrEnum) else value
