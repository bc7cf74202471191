"""A Call: one step of a network, to be built by the compiler or printed as Python.

The same Calls serve both, so the model that is trained and the code that is taken home cannot
differ. Nothing here imports Keras: a path is a string until the compiler resolves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from layers_catalog.shapes import Shape


class CallKind(StrEnum):
    """What a path names, and so how it is applied."""

    INPUT = "input"
    """``keras.Input(**kwargs, name=name)``."""
    LAYER = "layer"
    """``path(**kwargs, name=name)(inputs)``; several inputs are given as one list, unless the Call
    gives them ``apart``."""
    OPERATION = "operation"
    """``path(*inputs, **kwargs)``: a function of ``keras.ops``, without weights or name."""
    MODEL = "model"
    """``path(**kwargs, name=name)(input)``: a whole network used as one layer; see ``steady``."""


class Shipped(Enum):
    """Starting weights that are no text, so that no text a person types can mean them."""

    WITH_PROJECT = "with the project"
    """A file of this project."""


@dataclass(frozen=True)
class Made:
    """An argument that is itself made: ``path(**kwargs)``, with plain values."""

    path: str
    kwargs: dict[str, Any]


def penalty(absolute: float, squared: float) -> Made:
    """What training adds to its loss for each value x: ``absolute`` × |x| + ``squared`` × x².

    The two are known as L1 and L2.
    """
    return Made("keras.regularizers.L1L2", {"l1": absolute, "l2": squared})


@dataclass(frozen=True)
class Tensor:
    """What flows along an edge: the Call that produces it and its shape without the batch."""

    call: str
    shape: Shape


@dataclass(frozen=True)
class Part:
    """What is taken of a pretrained network, as ``builder.networks.part_of`` takes it.

    A place is the name of a layer, whose output is meant; after "<", its input. No name is the
    network's end.

    Args:
        starts_at: the place after which it is taken; ``None``: all from the picture on.
        ends_at: places where the features are taken.
        joined: whether each place is averaged over the picture and all are put side by side.
        frozen_until: the place up to which nothing learns; ``None``: all learns, or nothing,
            as the Call's ``trainable`` says.
    """

    starts_at: str | None = None
    ends_at: tuple[str, ...] = ("",)
    joined: bool = False
    frozen_until: str | None = None

    def kwargs(self) -> dict[str, Any]:
        """The arguments of ``part_of`` that differ from its defaults; none for a whole network."""
        whole = vars(Part())
        return {key: value for key, value in vars(self).items() if value != whole[key]}


@dataclass(frozen=True)
class Call:
    """One step of a network.

    Args:
        kind: what ``path`` names.
        path: dotted, e.g. ``"keras.layers.Conv2D"``, ``"keras.ops.flip"``, or a network of ours,
            ``"builder.networks.efficientnet_lite0"``, which code generation prints in full.
        name: unique in the network; the Keras layer's name where it has one.
        inputs: names of the Calls whose results it takes, in the order of the slots.
        kwargs: every argument, so that our defaults need not be Keras's. Plain JSON values,
            tuples and what is ``Made`` of them only.
        trainable: whether training may change its weights.
        weights: for a ``MODEL``: where its weights start from: ``None`` (random),
            ``"imagenet"`` (Keras downloads them), ``Shipped.WITH_PROJECT``, or the path of a
            file.
        part: for a ``MODEL``: what is taken of the network.
        node: the id of the drawn layer it came from.
        apart: whether a layer is given several inputs one by one instead of as one list.
        from_data: arguments that only fitting can tell: for each, the name under which the printed
            ``build_model`` takes it. Its value in ``kwargs`` is what is known so far.
    """

    kind: CallKind
    path: str
    name: str
    inputs: tuple[str, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    trainable: bool = True
    weights: str | Shipped | None = None
    part: Part = field(default_factory=Part)
    node: str = ""
    apart: bool = False
    from_data: dict[str, str] = field(default_factory=dict)

    @property
    def steady(self) -> bool:
        """Whether a ``MODEL`` acts as in use while it learns: where weights were given to it.

        The averages that came with them are worth more than those of a few photographs.
        """
        return self.kind is CallKind.MODEL and self.weights is not None
