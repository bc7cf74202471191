"""Networks that were trained on ImageNet, used as one layer with the preparation they need.

The networks themselves are Keras's or in ``builder.networks``; here is what is known about them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer, Remark
from layers_catalog.call import Call, CallKind
from layers_catalog.shapes import photograph

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

IMAGENET = "imagenet"
NO_WEIGHTS = "none"


class ArchitectureName(StrEnum):
    """The networks that a Backbone can be."""

    EFFICIENTNET_LITE0 = "EfficientNet-Lite0"
    RESNET50 = "ResNet50"


class Preparation(StrEnum):
    """What a network's weights expect of the pixels; all start from RGB, 0 to 255."""

    CENTRED = "centred"
    """(x − 127) / 128."""
    CAFFE = "caffe"
    """Blue, green, red, minus ImageNet's mean of each, as ``keras.applications.resnet`` does."""


@dataclass(frozen=True)
class Architecture:
    """What a network without its classifier is, in numbers.

    Args:
        path: the function that builds it.
        preparation: of the pixels.
        imagenet: what a Call's ``weights`` says for the ImageNet weights.
        channels: maps of its result.
        trainable: weights that training may change, at most.
        non_trainable: weights that it never changes (moving averages).
        macs: multiply-adds for each place of the maps that are 1/stride of the picture, by stride.
        keyword: further arguments of the function.
        stride: how many pixels, down or across, one place of the result stands for.
        least_side: the smallest height and width that it takes, in pixels.
    """

    path: str
    preparation: Preparation
    imagenet: str
    channels: int
    trainable: int
    non_trainable: int
    macs: Mapping[int, int]
    keyword: Mapping[str, object]
    stride: int = 32
    least_side: int = 32


ARCHITECTURES: Final[Mapping[ArchitectureName, Architecture]] = {
    ArchitectureName.EFFICIENTNET_LITE0: Architecture(
        path="builder.networks.efficientnet_lite0",
        preparation=Preparation.CENTRED,
        imagenet="shipped",
        channels=1280,
        trainable=3_371_008,
        non_trainable=42_016,
        macs={2: 3_200, 4: 14_832, 8: 44_160, 16: 697_680, 32: 2_569_120},
        keyword={},
    ),
    ArchitectureName.RESNET50: Architecture(
        path="keras.applications.ResNet50",
        preparation=Preparation.CAFFE,
        imagenet="imagenet",
        channels=2048,
        trainable=23_534_592,
        non_trainable=53_120,
        macs={2: 9_408, 4: 212_992, 8: 1_212_416, 16: 7_077_888, 32: 14_942_208},
        keyword={"include_top": False, "weights": None},
    ),
}


class Backbone(Layer):
    """A large network that has already learned to see, from over a million everyday photographs.

    Only the layers after it must learn what lesions look like, so a few hundred photographs can be
    enough. It takes the photographs as they come from Input and prepares them itself. Its result
    is a small picture with very many maps; let GlobalAveragePooling2D follow.
    """

    category = Category.PRETRAINED
    raw_pixels = True
    summary = "A network that already sees"
    example = "Input, Backbone, GlobalAveragePooling2D, Classifier: the best first design."
    shown = ("architecture", "trainable")
    refuses: ClassVar[dict[str, str]] = {
        "picture-too-small": "EfficientNet-Lite0 would run, but on so small a picture it sees "
        "padding more than skin; ResNet50 refuses as well.",
    }

    architecture: ArchitectureName = ArchitectureName.EFFICIENTNET_LITE0
    """Which network: EfficientNet-Lite0 is small, fast and comes with this program; ResNet50 is
    larger and slower, and its weights are downloaded once."""
    weights: Annotated[str, Field(min_length=1, max_length=1000)] = IMAGENET
    """Where its weights start from: “imagenet” for what it learned from everyday photographs,
    “none” for random weights, or the path of a file with weights."""
    # Keras's networks learn by default; with the few photographs of most collections, frozen ones
    # do better and train many times faster.
    trainable: bool = False
    """Whether its own weights learn too. Slower, and only wise with some thousand photographs."""

    @property
    def trains(self) -> bool:
        """As its field says."""
        return self.trainable

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A picture of 1/32 of the height and width, rounded up."""
        known = ARCHITECTURES[self.architecture]
        height, width = photograph(inputs[0], layer="Backbone", least=known.least_side)
        total = known.trainable + known.non_trainable
        learned = known.trainable if self.trainable else 0
        return Inference(
            (-(-height // known.stride), -(-width // known.stride), known.channels),
            learned,
            total - learned,
            macs=sum(
                -(-height // stride) * -(-width // stride) * each
                for stride, each in known.macs.items()
            ),
            remarks=self._remarks(),
        )

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """Its preparation, then the network as one model."""
        known = ARCHITECTURES[self.architecture]
        source = inputs[0]
        prepared = _prepared(known.preparation, name, source.call)
        network = Call(
            kind=CallKind.MODEL,
            path=known.path,
            name=name,
            inputs=(prepared[-1].name,),
            kwargs={**known.keyword, "input_shape": source.shape},
            trainable=self.trains,
            weights=self._starting_weights(known),
            node=name,
        )
        return (*prepared, network)

    def _starting_weights(self, known: Architecture) -> str | None:
        named = {NO_WEIGHTS: None, IMAGENET: known.imagenet}
        return named.get(self.weights, self.weights)

    def _remarks(self) -> tuple[Remark, ...]:
        if self.trainable or self.weights != NO_WEIGHTS:
            return ()
        blind = Remark(
            "frozen-at-random",
            "This Backbone has random weights and does not learn, so it cannot see anything.",
            "Set its weights to “imagenet”, or let it learn.",
        )
        return (blind,)


def _prepared(preparation: Preparation, name: str, source: str) -> tuple[Call, ...]:
    """From RGB, 0 to 255, to what the weights expect."""
    if preparation is Preparation.CENTRED:
        return (_rescaling(name, source, scale=1 / 128, offset=-127 / 128),)
    bgr = Call(
        CallKind.OPERATION, "keras.ops.flip", f"{name}_bgr", (source,), {"axis": -1}, node=name
    )
    means = [-103.939, -116.779, -123.68]
    return bgr, _rescaling(name, bgr.name, scale=1.0, offset=means)


def _rescaling(name: str, source: str, *, scale: float, offset: float | list[float]) -> Call:
    kwargs = {"scale": scale, "offset": offset}
    path = "keras.layers.Rescaling"
    return Call(CallKind.LAYER, path, f"{name}_rescaling", (source,), kwargs, node=name)
