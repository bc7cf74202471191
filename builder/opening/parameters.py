"""A step as a layer of the catalog: its settings turned round, and what of them no field can say.

Which class of Keras is which layer type follows from the catalog's own paths.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from builder.opening.differences import Difference, Unknown, told
from builder.opening.network import Given
from builder.opening.reading import OPERATIONS
from layers_catalog import Layer
from layers_catalog.base import Category

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.opening.network import Step

_LAYERS: Final = "keras.layers."
LAYERS: Final[dict[str, type[Layer]]] = {
    kind.keras_path.removeprefix(_LAYERS): kind
    for kind in Layer.catalog.values()
    if kind.keras_path.startswith(_LAYERS) and not kind.ends
}
"""By Keras's name of its class, every layer type that is one layer of Keras; heads apart."""
_MODULES: Final = ("keras.layers", "keras.src.", "tensorflow.keras.layers", "keras.engine")
_CODE: Final = frozenset({"Lambda", "TFSMLayer", "TorchModuleWrapper", "JaxLayer", "FlaxLayer"})
_OWN: Final = frozenset({"__lambda__", "function"})

_NO_MATTER: Final = frozenset(
    {"name", "trainable", "dtype", "seed", "batch_input_shape", "batch_shape", "dynamic"}
    | {"query_shape", "key_shape", "value_shape", "rng_type"}  # notes that Keras 2 made for itself
)
_USUAL: Final[dict[str, tuple[Any, ...]]] = {
    "groups": (1,),
    "data_format": ("channels_last",),
    "fill_mode": ("constant",),
    "fused": (True,),
    "use_bias": (True,),
    "interpolation": ("bilinear",),
    "implementation": (1, 2),
    "renorm_momentum": (0.99,),
}
"""Settings without a field, and their values that change nothing; of others, None and False."""
_ROUNDING: Final = 1e-9
"""Of numbers that are worked out in other steps than they were written in."""
_ONES: Final = ("gamma", "moving_variance")
_TOLD: Final = frozenset({Category.AUGMENTATION, Category.IMAGE})
"""Whose layers Keras itself tells that something learns, when it puts a network together."""
_STEADY: Final = Layer.catalog["BatchNormalization"]
"""The layer that does something else where it is told that nothing learns."""


def unknown(step: Step) -> Unknown | None:
    """Why the catalog has no layer for a step; ``None`` where it has one."""
    why = _why_unknown(step)
    return Unknown(step.original, step.kind, why) if why else None


def _why_unknown(step: Step) -> str:
    if step.kind in _CODE or holds_code(step.config):
        return "runs code of its author, which is never run here"
    if step.registered not in {"", step.kind} or not _of_keras(step.module):
        return "a class of its author's own"
    if is_operation(step):
        return "an operation of Keras that no layer here stands for"
    if step.kind not in LAYERS:
        return "a layer of Keras that the catalog has not"
    if step.shared and has_weights(step.config):
        return "used more than once with the same weights, which no drawing here can say"
    more = step.placed(LAYERS[step.kind].slots.names) is None
    return "given more than its inputs, such as a mask, which no drawing can say" if more else ""


def _of_keras(module: str) -> bool:
    return module in {"", "keras"} or module.startswith((*_MODULES, *OPERATIONS))


def is_operation(step: Step) -> bool:
    """Whether a step is a function of ``keras.ops``."""
    return step.module.startswith(OPERATIONS)


def has_weights(config: dict[str, Any]) -> bool:
    """Whether a layer with such a config learns something."""
    return any(name.endswith("_initializer") for name in config)


def holds_code(value: object) -> bool:
    """Whether a Python function stands among the settings."""
    if isinstance(value, dict):
        named = value.get("class_name")
        code = isinstance(named, str) and named in _OWN
        return code or any(map(holds_code, value.values()))
    return isinstance(value, list) and any(map(holds_code, value))


def read_parameters(step: Step, kind: type[Layer]) -> tuple[dict[str, Any], list[Difference]]:
    """The parameters of the layer type, and what they cannot say.

    Args:
        step: one that is not ``unknown``, or the end of a network.
        kind: its layer type.
    """
    found = kind.from_keras(step.config)
    layer, refused = _valid(kind, found)
    plain = layer.model_dump(mode="json")
    lost = refused | ((kind.model_fields.keys() & step.config.keys()) - found.keys())
    differences = [
        Difference(step.original, step.kind, name, told(step.config[name]), told(plain[name]))
        for name in sorted(lost & step.config.keys())
    ]
    differences += _beyond(step, kind, layer)
    differences += _called(step, kind)
    usual = {name: info.default for name, info in kind.model_fields.items()}
    own = {name: value for name, value in plain.items() if getattr(layer, name) != usual[name]}
    return own, differences


def _valid(kind: type[Layer], found: dict[str, Any]) -> tuple[Layer, set[str]]:
    """The layer, and the fields that refuse what the file says and keep what they start with."""
    needed = {name for name, info in kind.model_fields.items() if info.is_required()}
    start = {name: kind.presets[name] for name in needed}
    values, refused = {**start, **found}, set[str]()
    while wrong := _wrong(kind, values):
        refused |= wrong
        values = {name: value for name, value in values.items() if name not in wrong} | {
            name: start[name] for name in wrong & start.keys()
        }
    return kind.model_validate(values), refused


def _wrong(kind: type[Layer], values: dict[str, Any]) -> set[str]:
    """The fields that cannot be as they are; of those that only clash, the first that can go."""
    try:
        kind.model_validate(values)
    except ValidationError as error:
        wrong = {str(one["loc"][0]) for one in error.errors() if one["loc"]}
        if wrong:
            return wrong
        for name in values:
            rest = {key: value for key, value in values.items() if key != name}
            if not kind.model_fields[name].is_required() and not _wrong(kind, rest):
                return {name}
        return set(values)
    return set()


def _beyond(step: Step, kind: type[Layer], layer: Layer) -> Iterator[Difference]:
    """Settings of Keras for which the layer type has no field, where they change something."""
    fixed = layer.kwargs()
    for name, value in step.config.items():
        if name in kind.model_fields or name in _NO_MATTER:
            continue
        usual = fixed.get(name)
        if name in fixed and same(usual, value):
            continue
        if name not in fixed and _changes_nothing(name, value, step.shape):
            continue
        becomes = told(usual) if name in fixed else "left out"
        yield Difference(step.original, step.kind, name, told(value), becomes)
    still = step.config.get("trainable") is False and "trainable" not in kind.model_fields
    if still and has_weights(step.config):
        yield Difference(step.original, step.kind, "trainable", "no", "yes, it learns")
    if (policy := dtype(step.config)) not in {"", "float32"}:
        yield Difference(step.original, step.kind, "dtype", policy, "float32")


def dtype(config: dict[str, Any]) -> str:
    """In which precision a layer computes; empty where its config does not say."""
    match config.get("dtype"):
        case str(name):
            return name
        case {"config": {"name": str(name)}}:
            return name
    return ""


def _changes_nothing(name: str, value: object, shape: tuple[Any, ...] | None) -> bool:
    if name in _USUAL:
        return value is None or value in _USUAL[name]
    if value is None or value is False:
        return True
    if name.endswith("_initializer"):
        wanted = "Ones" if name.startswith(_ONES) else "Zeros"
        usual = {wanted, wanted.lower()} | (
            {"GlorotUniform"} if name.startswith("kernel") else set()
        )
        named = value.get("class_name") if isinstance(value, dict) else value
        return isinstance(named, str) and named in usual
    last = len(shape) - 1 if shape else 3
    if name == "axis":
        return value in (-1, last, [-1], [last])
    if name == "attention_axes":
        return value == [*range(1, last)]
    return False


def same(one: object, other: object) -> bool:
    """Whether two settings mean the same: lists and tuples, a number alone or in a list."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, tuple | list):
        return len(one) == 1 and same(one[0], other)
    if isinstance(other, tuple | list):
        return len(other) == 1 and same(one, other[0])
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=_ROUNDING)
    return one == other


def _called(step: Step, kind: type[Layer]) -> Iterator[Difference]:
    """How it is applied, where that changes what it does."""
    for name, value in step.kwargs.items():
        if isinstance(value, Given) or value is None:
            continue
        if name == "training":
            usual = kind.category in _TOLD if value else kind is not _STEADY
        else:
            usual = value is False
        if not usual:
            yield Difference(step.original, step.kind, name, told(value), "as any layer")
