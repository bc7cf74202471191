"""What is known about the pretrained networks: how they are called, prepared, sized and divided.

What stands here by hand is told to Keras; the blocks with their numbers are read off the networks
(``builder.networks.survey`` writes ``architectures.json``), and a test compares both with Keras.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from layers_catalog.call import Shipped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

TABLE: Final = Path(__file__).with_name("architectures.json")


class ArchitectureName(StrEnum):
    """The networks that a Backbone can be: ours first, then a family after the other."""

    EFFICIENTNET_LITE0 = "EfficientNet-Lite0"
    SQUEEZENET = "SqueezeNet 1.1"
    MOBILENET = "MobileNet"
    MOBILENET_V2 = "MobileNetV2"
    MOBILENET_V3_SMALL = "MobileNetV3Small"
    MOBILENET_V3_LARGE = "MobileNetV3Large"
    NASNET_MOBILE = "NASNetMobile"
    EFFICIENTNET_B0 = "EfficientNetB0"
    EFFICIENTNET_B3 = "EfficientNetB3"
    EFFICIENTNET_V2_B0 = "EfficientNetV2B0"
    DENSENET121 = "DenseNet121"
    DENSENET169 = "DenseNet169"
    RESNET50 = "ResNet50"
    RESNET101 = "ResNet101"
    RESNET50V2 = "ResNet50V2"
    INCEPTION_V3 = "InceptionV3"
    INCEPTION_RESNET_V2 = "InceptionResNetV2"
    XCEPTION = "Xception"
    VGG16 = "VGG16"
    VGG19 = "VGG19"
    CONVNEXT_TINY = "ConvNeXtTiny"


class Preparation(StrEnum):
    """What a network's weights expect of the pixels; all start from RGB, 0 to 255."""

    CENTRED = "centred"
    """(x − 127) / 128."""
    UNIT = "unit"
    """x / 127.5 − 1, "tf" in Keras."""
    STANDARD = "standard"
    """Minus ImageNet's mean, divided by its standard deviation, "torch" in Keras."""
    CAFFE = "caffe"
    """Blue, green, red, minus ImageNet's mean of each, "caffe" in Keras."""


@dataclass(frozen=True)
class Window:
    """How a side shrinks at one place: n pixels become (n + spare) // step + 1.

    Args:
        spare: padding minus the window's reach, in pixels.
        step: stride in pixels.
    """

    spare: int
    step: int

    def after(self, side: int) -> int:
        """How long a side is behind it."""
        return (side + self.spare) // self.step + 1


HALF_UP: Final = Window(-1, 2)
"""Half, rounded up: “same” padding with a stride of 2."""
HALF_DOWN: Final = Window(-2, 2)
THIRDS: Final = Window(-3, 2)
"""Three pixels wide, a stride of 2, no padding."""
EDGE: Final = Window(-3, 1)
"""Three pixels wide, no padding: the edge is lost."""


@dataclass(frozen=True)
class Block:
    """The network up to the end of one of its blocks.

    Args:
        end: the place as ``builder.networks.part_of`` takes it; empty for the network's end.
        level: how many of the windows lie before it.
        stage: which stretch of blocks it belongs to, from 1 on; 0 for what comes after all blocks.
        channels: maps of its result.
        trainable: weights up to there that training may change.
        non_trainable: weights up to there that it never changes (moving averages).
        macs: multiply-adds for each place of the maps of a level, by level; last, those that are
            done once for a picture.
    """

    end: str
    level: int
    stage: int
    channels: int
    trainable: int
    non_trainable: int
    macs: tuple[int, ...]

    def work(self, areas: Sequence[int]) -> int:
        """Multiply-adds for one picture, up to its end.

        Args:
            areas: of the maps of each level, in places.
        """
        return sum(area * each for area, each in zip([*areas, 1], self.macs, strict=True))


@dataclass(frozen=True)
class Architecture:
    """What a network without its classifier is.

    Args:
        path: the function that builds it.
        preparation: of the pixels.
        windows: by which the sides shrink, in order.
        imagenet: what a Call's ``weights`` says for the ImageNet weights; ``None`` where there are
            none but in a file of one's own.
        keyword: further arguments of the function.
        least_side: the smallest height and width that it takes, in pixels.
        starts_at: the place after which it is taken, as in ``Part``, where Keras puts a preparation
            before it.
        skips_blocks: whether a block takes more than what the one before it gives.
    """

    path: str
    preparation: Preparation
    windows: tuple[Window, ...]
    imagenet: str | Shipped | None = "imagenet"
    keyword: Mapping[str, object] = field(default_factory=dict)
    least_side: int = 32
    starts_at: str | None = None
    skips_blocks: bool = False

    def sides(self, side: int) -> Iterator[int]:
        """A side of the picture at each level, in pixels; the picture itself first."""
        yield side
        for window in self.windows:
            side = window.after(side)
            yield side


def _keras(
    name: str,
    preparation: Preparation,
    windows: tuple[Window, ...],
    *,
    least_side: int = 32,
    starts_at: str | None = None,
    skips_blocks: bool = False,
    **more: object,
) -> Architecture:
    """One of ``keras.applications``; ``more`` are further arguments of its function."""
    return Architecture(
        f"keras.applications.{name}",
        preparation,
        windows,
        keyword={"include_top": False, "weights": None, **more},
        least_side=least_side,
        starts_at=starts_at,
        skips_blocks=skips_blocks,
    )


def _efficientnet(name: str, starts_at: str) -> Architecture:
    """An EfficientNet without Keras's preparation; ours stands in its place.

    Traps: B0 to B7 divide once more by the square root of the standard deviations, but only when
    Keras is told to download the weights itself, so that weights from any other source would be
    fed wrongly. V2 looks its blocks up by the network's name, so that it can have no other; a part
    of it can.
    """
    return _keras(name, Preparation.STANDARD, (HALF_UP,) * 5, starts_at=starts_at)


_INCEPTION: Final = (THIRDS, EDGE, THIRDS, EDGE, THIRDS, THIRDS, THIRDS)

ARCHITECTURES: Final[Mapping[ArchitectureName, Architecture]] = {
    ArchitectureName.EFFICIENTNET_LITE0: Architecture(
        "builder.networks.efficientnet_lite0",
        Preparation.CENTRED,
        (HALF_UP,) * 5,
        imagenet=Shipped.WITH_PROJECT,
    ),
    ArchitectureName.SQUEEZENET: Architecture(
        "builder.networks.squeezenet",
        Preparation.CAFFE,
        (THIRDS,) * 4,
        imagenet=None,
    ),
    ArchitectureName.MOBILENET: _keras("MobileNet", Preparation.UNIT, (HALF_UP, *(HALF_DOWN,) * 4)),
    ArchitectureName.MOBILENET_V2: _keras("MobileNetV2", Preparation.UNIT, (HALF_UP,) * 5),
    ArchitectureName.MOBILENET_V3_SMALL: _keras(
        "MobileNetV3Small", Preparation.UNIT, (HALF_UP,) * 5, include_preprocessing=False
    ),
    ArchitectureName.MOBILENET_V3_LARGE: _keras(
        "MobileNetV3Large", Preparation.UNIT, (HALF_UP,) * 5, include_preprocessing=False
    ),
    ArchitectureName.NASNET_MOBILE: _keras(
        "NASNetMobile", Preparation.UNIT, (THIRDS, *(HALF_UP,) * 4), skips_blocks=True
    ),
    ArchitectureName.EFFICIENTNET_B0: _efficientnet("EfficientNetB0", "<stem_conv_pad"),
    ArchitectureName.EFFICIENTNET_B3: _efficientnet("EfficientNetB3", "<stem_conv_pad"),
    ArchitectureName.EFFICIENTNET_V2_B0: _efficientnet("EfficientNetV2B0", "<stem_conv"),
    ArchitectureName.DENSENET121: _keras(
        "DenseNet121", Preparation.STANDARD, (HALF_UP, HALF_UP, *(HALF_DOWN,) * 3)
    ),
    ArchitectureName.DENSENET169: _keras(
        "DenseNet169", Preparation.STANDARD, (HALF_UP, HALF_UP, *(HALF_DOWN,) * 3)
    ),
    ArchitectureName.RESNET50: _keras("ResNet50", Preparation.CAFFE, (HALF_UP,) * 5),
    ArchitectureName.RESNET101: _keras("ResNet101", Preparation.CAFFE, (HALF_UP,) * 5),
    ArchitectureName.RESNET50V2: _keras("ResNet50V2", Preparation.UNIT, (HALF_UP,) * 5),
    ArchitectureName.INCEPTION_V3: _keras(
        "InceptionV3", Preparation.UNIT, _INCEPTION, least_side=75
    ),
    ArchitectureName.INCEPTION_RESNET_V2: _keras(
        "InceptionResNetV2", Preparation.UNIT, _INCEPTION, least_side=75
    ),
    ArchitectureName.XCEPTION: _keras(
        "Xception", Preparation.UNIT, (THIRDS, EDGE, *(HALF_UP,) * 4), least_side=71
    ),
    ArchitectureName.VGG16: _keras("VGG16", Preparation.CAFFE, (HALF_DOWN,) * 5),
    ArchitectureName.VGG19: _keras("VGG19", Preparation.CAFFE, (HALF_DOWN,) * 5),
    ArchitectureName.CONVNEXT_TINY: _keras(
        "ConvNeXtTiny",
        Preparation.STANDARD,
        (Window(-4, 4), *(HALF_DOWN,) * 3),
        include_preprocessing=False,
    ),
}


def has_imagenet(path: str) -> bool:
    """Whether the network that ``path`` builds can start from ImageNet without a file of one's own.

    Args:
        path: of one of ``ARCHITECTURES``.
    """
    return any(one.path == path and one.imagenet for one in ARCHITECTURES.values())


@cache
def blocks(name: ArchitectureName) -> tuple[Block, ...]:
    """The blocks of a network in order; the last entry ends where the network ends."""
    table = json.loads(TABLE.read_text(encoding="utf-8"))
    return tuple(Block(**{**one, "macs": tuple(one["macs"])}) for one in table[name])
