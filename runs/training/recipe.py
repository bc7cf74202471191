"""The recipe of a run: how long, how fast and by which rule a network learns.

Light on purpose: pages and the command line validate with it. What it does is left to the worker.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from layers_catalog.errors import WrongCallError
from runs.training.learning_phases import EXAMPLE, LearningPhase, read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails


PHASES_TAKE = (
    "Each phase says what learns (“head”, “last 5 blocks” or “all”), how many epochs, and the "
    f"learning rate, parted by commas; between two phases is a “;”. For example: “{EXAMPLE}”."
)


class RecipeError(WrongCallError):
    """A recipe that cannot be followed, in words."""


class Optimiser(StrEnum):
    """The rule by which weights follow their gradients."""

    ADAM = "adam"
    ADAMW = "adamw"
    SGD = "sgd"


class Schedule(StrEnum):
    """How the learning rate goes on once it has risen."""

    CONSTANT = "constant"
    COSINE = "cosine"


class Precision(StrEnum):
    """How many digits numbers have while a network is trained."""

    AUTOMATIC = "automatic"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"


class Recipe(BaseModel):
    """How a run trains; frozen with the run and saved as ``recipe.json``."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    epochs: Annotated[int, Field(ge=1, le=500, title="Epochs")] = 10
    """How many times training looks at every training image. More epochs take longer; with
    patience set, training ends earlier by itself."""
    batch_size: Annotated[int, Field(ge=1, le=512, title="Batch size")] = 32
    """How many images are looked at before the weights change. Choose less when memory is short."""
    learning_rate: Annotated[
        float, Field(gt=0, le=10, allow_inf_nan=False, title="Learning rate")
    ] = 1e-3
    """How far each step moves the weights. When the loss jumps up and down, divide it by ten."""
    schedule: Annotated[Schedule, Field(title="Rate over time")] = Schedule.CONSTANT
    """Constant keeps the learning rate to the end. Cosine lets it fall to 0 over all epochs, slowly
    at first and at the end: large steps find the way, small ones settle. Training that patience
    ends early has not come down yet."""
    warmup: Annotated[float, Field(ge=0, le=0.5, title="Warm-up")] = 0.0
    """The share of all steps, 0 to 0.5, over which the learning rate rises from near 0, so that the
    first steps do not undo what pretrained layers know. 0.1 is usual; 0 is none."""
    optimiser: Annotated[Optimiser, Field(title="Learning rule")] = Optimiser.ADAM
    """The rule that turns errors into changes of the weights. Adam suits most networks; AdamW also
    keeps weights small; SGD is plain gradient descent with momentum 0.9."""
    seed: Annotated[int, Field(ge=0, le=2**31 - 1, title="Seed")] = 0
    """The number from which all chance in training is drawn: the same seed gives the same network.
    Repeat a run with other seeds to see how much chance matters."""
    class_weights: Annotated[bool, Field(title="Balance the classes")] = True
    """Let an image of a rare class count more, so that every class counts the same in total."""
    patience: Annotated[int, Field(ge=0, le=500, title="Patience")] = 0
    """End early after this many epochs in which the validation AUC did not improve; 0 trains all
    epochs. The weights of the best epoch are kept either way."""

    precision: Annotated[Precision, Field(title="Precision")] = Precision.AUTOMATIC
    """Automatic computes what does not learn in 16 bits where the processor is made for it: faster,
    and scores change by less than a percent. It learns in 16 bits where that is faster here, which
    it tries for a few steps before a training of more than a minute. float32 computes everything in
    32 bits; bfloat16 learns in 16 bits without trying. The trained model is in 32 bits either
    way."""

    views: Annotated[int, Field(ge=0, le=16, title="Views")] = 4
    """Where random changes such as RandomFlip stand before a part that does not learn: in how many
    ways each photograph is looked at. Training draws one of them each time; the first is the
    photograph as it is, and four are all ways of mirroring. Each costs as much as the others. 0
    makes new changes in every epoch, as where all layers learn, which is slow."""

    flips_at_use: Annotated[bool, Field(title="Look four times")] = False
    """When it is used, the network looks at each photograph four times, mirrored both ways, and
    takes the mean: a little surer, four times as long. It learns as it would without."""

    start: Annotated[str, Field(max_length=1000, title="Start from")] = ""
    """Where all weights start from, layer by layer of the same name and form: a network that was
    opened from a file, by its name in the workspace. Left empty, each layer starts as it is
    drawn."""

    phases: Annotated[
        tuple[LearningPhase, ...], Field(max_length=9, title="Phases"), BeforeValidator(read)
    ] = ()
    """Where a pretrained network is drawn: what learns, one after the other. The head is all that
    is drawn besides that network; usually it learns first, then the network's last blocks, then
    everything, in smaller steps, each phase from the best weights of the one before. Patience,
    warm-up and the rate over time count in each phase anew. As drawn: what is drawn to learn learns
    all the time."""

    @property
    def by_phase(self) -> tuple[Recipe, ...]:
        """The recipe of each phase; itself where there are none."""
        told = (one.model_dump(exclude={"learns"}) for one in self.phases)
        return tuple(self.model_copy(update={**own, "phases": ()}) for own in told) or (self,)

    @property
    def epochs_in_all(self) -> int:
        """Over all phases, at most."""
        return sum(one.epochs for one in self.by_phase)

    def in_one_go(self) -> Recipe:
        """The same for a network whose end is fitted at once: that is a single epoch."""
        return self.model_copy(update={"epochs": 1, "patience": 0})

    @classmethod
    def from_settings(
        cls, base: Mapping[str, Any] | None = None, overrides: Mapping[str, str] | None = None
    ) -> Recipe:
        """A recipe from a design's advice and what a person set beside it.

        Args:
            base: recipe fields that the design recommends, as in ``GraphSpec.recipe``.
            overrides: field to text, as given with ``--set field=value``; they win over ``base``.

        Raises:
            RecipeError: naming each field that is unknown or out of range, and what it takes.
        """
        settings: dict[str, Any] = {**(base or {}), **(overrides or {})}
        for name in ("epochs", "learning_rate"):
            if settings.get("phases") and name in (overrides or {}):
                raise RecipeError(
                    f"Each phase has its own {name.replace('_', ' ')}, so “{name}” counts for "
                    "nothing.",
                    f"Leave “{name}” out, or set no phases.",
                )
        for name in settings:
            if name not in cls.model_fields:
                raise RecipeError(
                    f"The recipe has no field “{name}”.",
                    f"Its fields are: {', '.join(cls.model_fields)}.",
                )
        try:
            return cls.model_validate(settings)
        except ValidationError as failure:
            raise RecipeError(*_in_words(failure.errors())) from None


def _in_words(errors: list[ErrorDetails]) -> tuple[str, str]:
    """What is wrong with each field, and what it takes instead."""
    schema = Recipe.model_json_schema()
    for error in errors:
        if error["type"] == "value_error":  # of phases: it tells itself which of them is wrong
            return str(error["ctx"]["error"]), PHASES_TAKE
    wrong = [f"{_place(error)} cannot be “{error['input']}”" for error in errors]
    takes = [
        f"{name} takes {_range(_resolved(schema, name))}."
        for name in dict.fromkeys(str(error["loc"][0]) for error in errors)
    ]
    return f"In the recipe {' and '.join(wrong)}.", " ".join(takes)


def _place(error: ErrorDetails) -> str:
    """Which field is wrong, e.g. "phases (learning rate)"."""
    field, *inside = (part for part in error["loc"] if isinstance(part, str))
    return f"{field} ({inside[-1].replace('_', ' ')})" if inside else field


def _resolved(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The JSON schema of one field, its reference followed."""
    field: dict[str, Any] = schema["properties"][name]
    reference = field.get("$ref", "").rpartition("/")[2]
    return {**schema["$defs"][reference], **field} if reference else field


def _range(field: dict[str, Any]) -> str:
    """What a field takes, in words, read from its JSON schema."""
    if "enum" in field:
        return f"one of {', '.join(field['enum'])}"
    match field["type"]:
        case "string":
            found = f"at most {field['maxLength']} characters"
        case "array":
            found = f"up to {field['maxItems']} phases, such as “{EXAMPLE}”"
        case "boolean":
            found = "true or false"
        case _:
            found = _numbers(field)
    return found


def _numbers(field: dict[str, Any]) -> str:
    """The range of a number, in words."""
    if field["type"] == "integer":
        return f"a whole number from {field['minimum']} to {field['maximum']}"
    if "minimum" in field:
        return f"a number from {field['minimum']:g} to {field['maximum']:g}"
    return f"a number above {field['exclusiveMinimum']}, at most {field['maximum']}"
