"""What dermatology knows about photographs of skin: hair, light, where the lesion is, ABCD.

Each is a network without weights in ``builder.networks``, so the exported model needs no other
code; here is what is known about them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Final

from pydantic import Field

from layers_catalog.base import Category, Inference, Layer
from layers_catalog.call import Call, CallKind
from layers_catalog.fields import ADVANCED
from layers_catalog.shapes import NEEDS_IMAGE, photograph

if TYPE_CHECKING:
    from layers_catalog.call import Tensor
    from layers_catalog.facts import Facts
    from layers_catalog.shapes import Shape

FOUND: Final = "found"
"""The layer inside a network that tells, by 0 or 1, whether it found a lesion."""
LEAST_SIDE: Final = 32
_TOO_SMALL: Final = {
    "picture-too-small": "Keras would run, but in so small a picture nothing can be told apart.",
}
_NO_COLOURS: Final = {
    "needs-colour": "Keras would run on some maps that are no colours, and measure nothing real.",
}

_COLOURS: Final = (
    "red",
    "green",
    "blue",
    "hue",
    "saturation",
    "value",
    "grey",
)
_STATISTICS: Final = (
    "mean",
    "spread",
    "skewness",
    "lowest",
    "highest",
    "contrast",
    "rim",
)
_SHAPES: Final = (
    "asymmetry_long_axis",
    "asymmetry_short_axis",
    "colour_asymmetry_long_axis",
    "colour_asymmetry_short_axis",
    "border_irregularity",
    "border_unevenness",
    "border_sharpness",
    "border_sharpness_spread",
    "roundness",
    "relative_size",
    "lesion_found",
)

_GreyLevels = Annotated[float, Field(ge=1.0, le=200.0)]


class _Skin(Layer):
    """A network of ours that takes photographs and has no weights."""

    category = Category.DERMATOLOGY
    raw_pixels = True
    refuses: ClassVar[dict[str, str]] = {**_TOO_SMALL, **_NO_COLOURS}

    network: ClassVar[str]
    """The name of its function in ``builder.networks``."""
    effort: ClassVar[int]
    """What it does at a pixel, as the multiply-adds of a convolution that take as long: it compares
    and sorts, and hardly multiplies. Measured at 224 × 224 with TensorFlow 2.21 on one core."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """The shape of its input, which must be a photograph."""
        height, width = self._sides(inputs[0])
        return Inference((height, width, inputs[0][2]), macs=self.effort * height * width)

    def calls(self, name: str, inputs: tuple[Tensor, ...], facts: Facts) -> tuple[Call, ...]:
        """One network."""
        source = inputs[0]
        return (
            Call(
                kind=CallKind.MODEL,
                path=f"builder.networks.{self.network}",
                name=name,
                inputs=(source.call,),
                kwargs={"input_shape": source.shape, **self.kwargs()},
                node=name,
            ),
        )

    def _sides(self, shape: Shape) -> tuple[int, int]:
        return photograph(shape, layer=type(self).__name__, least=LEAST_SIDE)


class _Searching(_Skin):
    """One that looks for the lesion; its network has a layer ``FOUND``."""

    without_lesion: ClassVar[str]
    """What it did with photographs in which it found none, for the end of a sentence."""


def without_lesion(layer: Layer | None) -> str | None:
    """What a layer did with photographs in which it found no lesion; ``None`` if it looks for none.

    It completes the sentence "LesionCrop found no lesion in 12 photographs and …".
    """
    return layer.without_lesion if isinstance(layer, _Searching) else None


class HairRemoval(_Skin):
    """Removes dark hairs: thin dark lines are found and filled with the colours beside them.

    Put it right after Input, before LesionCrop, Rescaling or a Backbone: it expects values from 0
    to 255. White hairs stay. Marks of rulers and pens go with the hairs, and so may some thin dark
    lines of the lesion itself; look at your photographs before and after it.
    """

    network = "hair_removal"
    effort = 2_400
    refuses = _TOO_SMALL
    summary = "Removes dark hairs"
    example = "Use it when hairs cross many of your lesions."
    shown = ("thickest", "least_contrast")

    thickest: Annotated[int, Field(ge=1, le=15)] = 5
    """The thickest hair that is removed, in pixels of the picture as it comes from Input. 5 suits
    pictures of 224 × 224; use more for larger ones, less for smaller ones."""
    least_contrast: Annotated[_GreyLevels, ADVANCED] = 20.0
    """By how much a hair must be darker than what is beside it, on the scale from 0 (black) to 255
    (white). Lower values find fainter hairs, but also take fine lines out of the lesion."""


class ColourConstancy(_Skin):
    """Makes photographs look as if all were taken under the same white light.

    Lamps and cameras give skin a tint, of which a network might learn more than of the lesion. This
    takes the tint out (“shades of grey”, Finlayson and Trezzi 2004). Put it after Input, before
    Rescaling or a Backbone: it expects values from 0 to 255.
    """

    network = "colour_constancy"
    effort = 700
    summary = "Takes the light’s tint out"
    example = "Use it when photographs come from several cameras or clinics."
    shown = ("norm",)

    norm: Annotated[float, Field(ge=1.0, le=20.0)] = 6.0
    """How the colour of the light is guessed: 1 takes the mean colour of the picture, higher values
    trust its brighter parts more. 6 is usual for pictures of skin."""


class LesionCrop(_Searching):
    """Finds the lesion and enlarges it to fill the picture, with a margin of skin around it.

    The lesion is the dark patch that reaches the middle of the photograph. Where none is found the
    whole photograph is kept, and each run says in how many. The size of the lesion and its
    proportions are lost. Put it after Input, before Rescaling or a Backbone: it expects values from
    0 to 255.
    """

    network = "lesion_crop"
    effort = 1_600
    without_lesion = "kept them whole"
    summary = "Cuts the photograph to the lesion"
    example = "Use it when lesions are small in their photographs, or their surroundings differ."
    shown = ("margin",)

    margin: Annotated[float, Field(ge=0.0, le=1.0)] = 0.1
    """Skin that is kept on each side, as a share of the lesion’s height or width."""
    least_contrast: Annotated[_GreyLevels, ADVANCED] = 10.0
    """By how much a lesion must be darker than the skin around it, in blue light, on the scale from
    0 (black) to 255 (white). With higher values faint lesions are not found."""


class ABCDFeatures(_Searching):
    """Measures the lesion instead of looking at it: asymmetry, border, colours, size: 60 numbers.

    In dermoscopy the D of the ABCD rule stands for structures, which are not measured here,
    and without a scale there is no diameter in millimetres; so this gives no dermoscopy score
    (TDS). Shapes are measured in the picture as it comes from Input: set Input’s fit to “pad” or
    “crop” to keep proportions. Put it after Input, for it expects values from 0 to 255, and let an
    SVM or LogisticRegression follow, or BatchNormalization and a Classifier. Each run says in how
    many photographs no lesion was found: their colours are those of the whole photograph, and the
    rest is 0.
    """

    network = "abcd_features"
    rescales = True
    effort = 1_200
    without_lesion = "measured the colours of the whole photographs"
    summary = "Measures asymmetry, border, colour, size"
    example = "Join it, by Concatenate, to what GlobalAveragePooling2D makes of a Backbone."
    refuses: ClassVar[dict[str, str]] = {**_Skin.refuses, **NEEDS_IMAGE}

    names: ClassVar[tuple[str, ...]] = (
        *(f"{colour}_{number}" for number in _STATISTICS for colour in _COLOURS),
        *_SHAPES,
    )
    """What each of its numbers is, in their order; how they are made is told by
    ``builder.networks.abcd_features``."""

    least_contrast: Annotated[_GreyLevels, ADVANCED] = 10.0
    """By how much a lesion must be darker than the skin around it, in blue light, on the scale from
    0 (black) to 255 (white). With higher values faint lesions are not found."""

    def infer(self, *inputs: Shape, facts: Facts) -> Inference:
        """A list of numbers."""
        height, width = self._sides(inputs[0])
        return Inference((len(self.names),), macs=self.effort * height * width)


NETWORKS: Final = frozenset(
    f"builder.networks.{kind.network}"
    for kind in (HairRemoval, ColourConstancy, LesionCrop, ABCDFeatures)
)
"""Paths of the Calls that these layers become."""
