"""Functions of Keras that do what a layer of the catalog does: ``x / 255``, ``x + y``, a mean.

Which they are is told here alone; parameters of layers are ``parameters``'s.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from builder.opening.network import Given
from builder.opening.parameters import is_operation
from layers_catalog.fields import ActivationName

if TYPE_CHECKING:
    from builder.opening.network import Step

_JOINING: Final = frozenset({"Add", "Subtract", "Multiply", "Maximum", "Minimum"})
_POOLS: Final = {"Mean": "GlobalAveragePooling2D", "Max": "GlobalMaxPooling2D"}
_ACTIVATIONS: Final = {name.value.replace("_", ""): name.value for name in ActivationName}
_OLD: Final = {
    "math.add": "Add",
    "__operators__.add": "Add",
    "math.subtract": "Subtract",
    "math.multiply": "Multiply",
    "math.truediv": "TrueDivide",
    "math.maximum": "Maximum",
    "math.minimum": "Minimum",
    "nn.relu": "Relu",
    "math.sigmoid": "Sigmoid",
    "nn.softmax": "Softmax",
}
"""Functions of TensorFlow as Keras 2 names them in a TFOpLambda."""
_OLD_MODULE: Final = "keras.ops.old"
_OLD_SETTINGS: Final = {"LeakyReLU": ("alpha", "negative_slope")}
"""A layer's setting that Keras 3 calls otherwise."""


def as_layer(step: Step) -> Step:
    """The step as the layer that does the same, or as it is."""
    step = _of_keras_2(step)
    if not is_operation(step):
        return step
    found = _told(step)
    if found is None:
        return step
    kind, config = found
    given = [Given(one) for one in step.inputs]
    args: list[Any] = [given] if len(given) > 1 else given
    return replace(
        step, kind=kind, module="keras.layers", registered="", config=config, args=args, kwargs={}
    )


def _of_keras_2(step: Step) -> Step:
    old, new = _OLD_SETTINGS.get(step.kind, ("", ""))
    if old in step.config:
        rest = {name: value for name, value in step.config.items() if name != old}
        return replace(step, config={new: step.config[old], **rest})
    name = step.config.get("function") if step.kind == "TFOpLambda" else None
    if not isinstance(name, str) or name not in _OLD:
        return step
    return replace(step, kind=_OLD[name], module=_OLD_MODULE, registered="", config={})


def _told(step: Step) -> tuple[str, dict[str, Any]] | None:
    args = [*step.args, *(one for one in step.kwargs.values() if isinstance(one, Given))]
    match step.kind, args:
        case (kind, [Given(), Given()]) if kind in _JOINING:
            return kind, {}
        case (kind, [one, other]):
            return _scaled(kind, one, other)
        case ("Concatenate", [[*_]]):
            return "Concatenate", {"axis": step.config.get("axis", -1)}
        case (kind, [Given()]):
            return _of_one(kind, step.config)
    return None


def _of_one(kind: str, config: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """A result alone."""
    if kind == "Negative":
        return "Rescaling", {"scale": -1.0, "offset": 0.0}
    if kind in _POOLS and config.get("axis") in ([1, 2], [2, 1]):
        return _POOLS[kind], {"keepdims": bool(config.get("keepdims"))}
    if kind.lower() in _ACTIVATIONS and _is_plain(config):
        return "Activation", {"activation": _ACTIVATIONS[kind.lower()]}
    return None


def _scaled(kind: str, one: object, other: object) -> tuple[str, dict[str, Any]] | None:
    """A picture and a number."""
    scale, offset = 1.0, 0.0
    match kind, one, other:
        case ("Multiply", float() | int() as by, Given()) | (
            "Multiply",
            Given(),
            float() | int() as by,
        ):
            scale = float(by)
        case ("TrueDivide", Given(), float() | int() as by) if by:
            scale = 1.0 / by
        case ("Add", float() | int() as more, Given()) | ("Add", Given(), float() | int() as more):
            offset = float(more)
        case ("Subtract", Given(), float() | int() as less):
            offset = -float(less)
        case ("Subtract", float() | int() as whole, Given()):
            scale, offset = -1.0, float(whole)
        case _:
            return None
    return "Rescaling", {"scale": scale, "offset": offset}


def _is_plain(config: dict[str, Any]) -> bool:
    """Whether an activation has no settings of its own, or those that are usual."""
    usual = {"axis": (-1,), "approximate": (False,), "alpha": (1.0,), "negative_slope": (0.2,)}
    return all(
        name == "name" or value is None or value in usual.get(name, ())
        for name, value in config.items()
    )
