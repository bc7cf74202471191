"""Values of a Keras config as fields of the catalog say them: ``base._argument`` turned round.

What no field can say raises ``UnsayableError``. The families tell which layer has which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

_L1_L2: Final = ("l1", "l2")
_PAIR: Final = 2
_ROUNDING: Final = 1e-9
_OF_CHANCE: Final = frozenset({"seed", "input_axes", "output_axes"})
"""Of an initializer: what does not change where its numbers are drawn from."""
_DEFAULTS: Final[Mapping[str, Mapping[str, float]]] = {
    "TruncatedNormal": {"mean": 0.0, "stddev": 0.05},
    "RandomNormal": {"mean": 0.0, "stddev": 0.05},
    "RandomUniform": {"minval": -0.05, "maxval": 0.05},
    "Orthogonal": {"gain": 1.0},
    "OrthogonalInitializer": {"gain": 1.0},
}
"""Of the initializers that have settings: those that their plain name stands for."""


class UnsayableError(ValueError):
    """No field of the catalog has such a value."""


def said(name: str, value: object) -> object:
    """A value of a config as the field ``name`` takes it.

    Raises:
        UnsayableError: it has no form that a field could have.
    """
    if name.endswith("_regularizer"):
        return None if value is None else penalty(value)
    if name.endswith("_initializer"):
        return initializer(value)
    if name == "activation":
        return activation(value)
    return value


def penalty(value: object) -> tuple[float, float]:
    """L1 and L2 of one of Keras's regularizers."""
    match value:
        case {"class_name": "L1L2" | "L1" | "L2", "config": dict(settings)}:
            if set(settings) <= set(_L1_L2):
                l1, l2 = (settings.get(one, 0.0) for one in _L1_L2)
                return float(l1), float(l2)
    raise UnsayableError


def initializer(value: object) -> str:
    """Keras's plain name of an initializer, e.g. ``he_normal``."""
    match value:
        case str():
            return _snake(value)
        case {"class_name": str(kind), "config": dict(settings)}:
            if _is_plain(kind, settings):
                return _snake(kind.removesuffix("Initializer"))
    raise UnsayableError


def _is_plain(kind: str, settings: Mapping[str, object]) -> bool:
    known = _DEFAULTS.get(kind, {})
    own = {key: value for key, value in settings.items() if key not in _OF_CHANCE}
    return all(key in known and known[key] == value for key, value in own.items())


def activation(value: object) -> str:
    """Keras's name of an activation function; none is “linear”."""
    match value:
        case None:
            return "linear"
        case str():
            return "silu" if value == "swish" else value
        case {"module": "keras.activations", "config": str(name)}:
            return name
        case {
            "module": "keras.activations" | "keras.layers",
            "class_name": "ReLU",
            "config": dict(settings),
        } if not any(settings.get(one) for one in ("max_value", "negative_slope", "threshold")):
            return "relu"
    raise UnsayableError


def around_zero(value: object) -> float:
    """The f of a range from −f to f, which Keras also writes as f alone."""
    low, high = _pair(value, first=-1.0)
    return _if(low == -high, high)


def both_alike(value: object) -> float:
    """The f of a range from f to f."""
    low, high = _pair(value)
    return _if(low == high, high)


def from_zero(value: object) -> float:
    """The f of a range from 0 to f, which Keras also writes as f alone."""
    low, high = _pair(value, first=0.0)
    return _if(low == 0, high)


def around_the_middle(value: object) -> float:
    """The f of a range from 0.5 − f / 2 to 0.5 + f / 2."""
    low, high = _pair(value)
    return round(_if(abs(low + high - 1.0) < _ROUNDING, high - low), 12)


def _pair(value: object, first: float | None = None) -> tuple[float, float]:
    """Two numbers; one alone stands for itself after so many times itself."""
    if isinstance(value, list | tuple) and len(value) == _PAIR:
        return float(value[0]), float(value[1])
    if first is None or isinstance(value, bool) or not isinstance(value, int | float):
        raise UnsayableError
    return first * value, float(value)


def _if(sayable: bool, value: float) -> float:  # noqa: FBT001  named by its function
    if not sayable:
        raise UnsayableError
    return value


def borders(value: Any) -> list[int]:  # noqa: ANN401  JSON
    """Top, bottom, left and right of Keras's ``((top, bottom), (left, right))``."""
    (top, bottom), (left, right) = value
    return [top, bottom, left, right]


def with_commas(value: object) -> str:
    """A list of whole numbers as text: “2, 1, 3”."""
    if not isinstance(value, Sequence) or not all(isinstance(one, int) for one in value):
        raise UnsayableError
    return ", ".join(map(str, value))


def unless(value: object, usual: object) -> object:
    """``None`` where Keras wrote out what an empty field stands for."""
    return None if value == usual else value


def _snake(kind: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
