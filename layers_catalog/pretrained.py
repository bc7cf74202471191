"""Networks that were trained on ImageNet, used as one layer with the preparation they need.

The networks themselves are Keras's or in ``builder.networks``; what is known about them is in
``architectures``.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self

from pydantic import Field, model_validator

from layers_catalog.architectures import ARCHITECTURES, ArchitectureName, blocks
from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.call import Call, CallKind, Part
from layers_catalog.fields import ADVANCED, left_empty, refusal
from layers_catalog.preparing import prepared
from layers_catalog.shapes import ShapeError, photograph

if TYPE_CHECKING:
    from layers_catalog.architectures import Architecture, Block
    from layers_catalog.call import Shipped, Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

IMAGENET = "imagenet"
NO_WEIGHTS = "none"
JOINED_STAGES: Final = 5
"""How many of the last stages are joined by default."""


class Features(StrEnum):
    """Where the features of a pretrained network are taken."""

    END = "end"
    JOINED = "several stages, joined"
    STAGE_1 = "stage 1"
    STAGE_2 = "stage 2"
    STAGE_3 = "stage 3"
    STAGE_4 = "stage 4"
    STAGE_5 = "stage 5"
    STAGE_6 = "stage 6"
    STAGE_7 = "stage 7"

    @property
    def stage(self) -> int | None:
        """The number of a single stage."""
        return int(self[-1]) if self.startswith("stage") else None


class Backbone(Layer):
    """A large network that has already learned to see, from over a million everyday photographs.

    Only the layers after it must learn what lesions look like, so a few hundred photographs can be
    enough. It takes the photographs as they come from Input and prepares them itself. Its result
    is a small picture with very many maps; let GlobalAveragePooling2D follow. With “several
    stages, joined” it is a list of numbers already.
    """

    category = Category.PRETRAINED
    raw_pixels = True
    summary = "A network that already sees"
    example = "Input, Backbone, GlobalAveragePooling2D, Classifier: the best first design."
    shown = ("architecture", "trainable")
    refuses: ClassVar[dict[str, str]] = {
        "picture-too-small": "EfficientNet-Lite0 would run, but on so small a picture it sees "
        "padding more than skin; Keras's own networks refuse as well.",
        "needs-colour": "EfficientNet-Lite0 without its weights would run on maps that are no "
        "colours; what it learned is about red, green and blue.",
        "no-such-stage": "Keras knows no stages; the last one would be taken in silence.",
        "needs-weights-file": "Keras has no weights for SqueezeNet to download, and random ones in "
        "their place would not be what was asked for.",
    }

    architecture: ArchitectureName = ArchitectureName.EFFICIENTNET_LITE0
    """Which network: EfficientNet-Lite0 is small, fast and comes with this program. The weights of
    the others are downloaded once; SqueezeNet 1.1 needs a file of yours."""
    weights: Annotated[str, Field(min_length=1, max_length=1000)] = IMAGENET
    """Where its weights start from: “imagenet” for what it learned from everyday photographs,
    “none” for random weights, “run 12” for what the same network learned in your run 12, or the
    path of a file with weights."""
    # Keras's networks learn by default; with the few photographs of most collections, frozen ones
    # do better and train many times faster.
    trainable: bool = False
    """Whether its own weights learn too. Slower, and only wise with some thousand photographs."""
    learning_blocks: Annotated[
        Annotated[int, Field(ge=1, le=100)] | None, left_empty("all, if it learns")
    ] = None
    """If it learns: how many of its last blocks. The first ones, which see edges and colours, may
    stay as they are. Left empty, all of it learns."""
    features: Features = Features.END
    """Where its findings are taken: at its end, after one of its stages, or after several of them,
    averaged over the picture and put side by side. Early stages see colours and textures, late
    ones whole objects; on skin lesions several together often do best."""
    joined_from: Annotated[int, ADVANCED, Field(ge=1, le=7)] | None = Field(
        default=None, json_schema_extra={"advanced": True}
    )
    """If several stages are joined: the first of them. Left empty, the last five are."""

    @model_validator(mode="after")
    def _has_weights(self) -> Self:
        if self.weights == IMAGENET and ARCHITECTURES[self.architecture].imagenet is None:
            raise refusal(
                "needs-weights-file",
                f"There are no ImageNet weights to download for {self.architecture}.",
                "Give the path of a file with its weights, or choose “none” and let it learn.",
            )
        return self

    @property
    def trains(self) -> bool:
        """As its field says."""
        return self.trainable

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The maps at its end or after a stage; joined, a list of one number a map."""
        known = ARCHITECTURES[self.architecture]
        height, width = photograph(inputs[0], layer="Backbone", least=known.least_side)
        self._check_stage()
        ends = self._ends()
        last = ends[-1]
        sides = list(zip(known.sides(height), known.sides(width), strict=True))
        frozen = self._frozen_until()
        total = last.trainable + last.non_trainable
        learned = last.trainable - (frozen.trainable if frozen else 0) if self.trainable else 0
        areas = [down * across for down, across in sides]
        channels = sum(one.channels for one in ends)
        shape = (channels,) if self._joined else (*sides[last.level], channels)
        return Inference(
            shape,
            learned,
            total - learned,
            macs=last.work(areas),
            still_macs=frozen.work(areas) if frozen and self._is_cut(known) else 0,
            remarks=self._remarks(),
        )

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """Its preparation, then the network as one model."""
        known = ARCHITECTURES[self.architecture]
        source = inputs[0]
        before = prepared(known.preparation, name, source.call)
        network = Call(
            kind=CallKind.MODEL,
            path=known.path,
            name=name,
            inputs=(before[-1].name,),
            kwargs={**known.keyword, "input_shape": source.shape},
            trainable=self.trains,
            weights=self._starting_weights(known),
            part=self._part(known),
            node=name,
        )
        return (*before, network)

    @property
    def frozen_at(self) -> int | None:
        """Which of its architecture's blocks is the last that does not learn while others do."""
        frozen = self._frozen_until()
        return blocks(self.architecture).index(frozen) if frozen else None

    @property
    def _joined(self) -> bool:
        return self.features is Features.JOINED

    def _stages(self) -> list[Block]:
        """The last block of each stage."""
        last = {one.stage: one for one in blocks(self.architecture) if one.stage}
        return list(last.values())

    def _ends(self) -> list[Block]:
        """The blocks after which features are taken; a stage that is not there counts as the last.

        ``infer`` refuses it; but a Call is asked for anyway where Keras is compared.
        """
        stages = self._stages()
        if self._joined:
            first = self.joined_from or max(1, len(stages) - JOINED_STAGES + 1)
            return stages[first - 1 :] or stages[-1:]
        if self.features.stage is None:
            return [blocks(self.architecture)[-1]]
        return [stages[min(self.features.stage, len(stages)) - 1]]

    def _check_stage(self) -> None:
        stages = len(self._stages())
        asked = (self.joined_from if self._joined else self.features.stage) or 1
        if asked > stages:
            raise ShapeError(
                "no-such-stage",
                f"{self.architecture} has {stages} stages, so there is no stage {asked}.",
                f"Choose a stage from 1 to {stages}.",
            )

    def _frozen_until(self) -> Block | None:
        """The block up to which nothing learns; ``None`` when all of the network does, or none."""
        if not self.trainable or self.learning_blocks is None:
            return None
        every = blocks(self.architecture)
        taken = every[: every.index(self._ends()[-1]) + 1]
        top = taken[-1].stage == 0  # learns with the last block
        kept = len(taken) - top - self.learning_blocks
        return taken[kept - 1] if kept > 0 else None

    def _is_cut(self, known: Architecture) -> bool:
        """Whether all that its learning blocks take passes through the place where they begin."""
        return not (self._joined or known.skips_blocks)

    def _part(self, known: Architecture) -> Part:
        """What is taken of the network; its end has no name."""
        frozen = self._frozen_until()
        ends = tuple(one.end for one in self._ends())
        return Part(
            starts_at=known.starts_at,
            ends_at=("",) if self.features is Features.END else ends,
            joined=self._joined,
            frozen_until=frozen.end if frozen else None,
        )

    def _starting_weights(self, known: Architecture) -> str | Shipped | None:
        named = {NO_WEIGHTS: None, IMAGENET: known.imagenet}
        return named.get(self.weights, self.weights)

    def _remarks(self) -> tuple[Remark, ...]:
        """For random weights of which some never become anything else."""
        if self.weights != NO_WEIGHTS:
            return ()
        if not self.trainable:
            return (self._blind("This Backbone has", "does not learn, so it", "let it learn"),)
        begins = "The first blocks of this Backbone have"
        every = "leave its learning blocks empty"
        frozen = self._blind(begins, "do not learn, so they", every)
        return (frozen,) if self._frozen_until() else ()

    def _blind(self, which: str, therefore: str, way_out: str) -> Remark:
        return Remark(
            "frozen-at-random",
            f"{which} random weights and {therefore} cannot see anything.",
            f"Set its weights to “imagenet”, or {way_out}."
            if ARCHITECTURES[self.architecture].imagenet
            else f"{way_out.capitalize()}.",
        )
