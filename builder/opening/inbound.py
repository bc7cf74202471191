"""To what each layer of a Functional network is applied, as Keras 3 and Keras 2 write it."""

from __future__ import annotations

from typing import Any, Final

from builder.opening.errors import OpeningError
from builder.opening.network import Given
from builder.wording import shown

_TENSOR: Final = "__keras_tensor__"
_OLD_LAMBDA: Final = frozenset({"TFOpLambda", "SlicingOpLambda"})
_OLD_LENGTH: Final = 3
"""Name, node and tensor begin an inbound node of Keras 2."""

Use = tuple[list[Any], dict[str, Any]]
"""What a layer is given by place and by name, in one of the places where it is applied."""


def key(name: str, use: int) -> str:
    """The name of a step: the layer's own at its first use."""
    return name if use == 0 else f"{name}, use {use + 1}"


def uses(raw: dict[str, Any]) -> list[Use]:
    """How often a layer is applied, and to what; an input is applied to nothing, once."""
    nodes = raw.get("inbound_nodes")
    if not isinstance(nodes, list) or not nodes:
        return [([], {})]
    every: list[Use] = []
    for node in nodes:
        if isinstance(node, dict):
            args, kwargs = node.get("args", []), node.get("kwargs", {})
            sound = isinstance(args, list) and isinstance(kwargs, dict)
            every.append((args, kwargs) if sound else ([], {}))
        else:
            every.append(_of_keras_2(raw, node))
    return every


def _of_keras_2(raw: dict[str, Any], node: object) -> Use:
    """``[[name, node, tensor, kwargs], …]``, one for each input; of an operation, one alone."""
    single = isinstance(node, list) and node[:1] and isinstance(node[0], str)
    entries = [node] if single else node
    if (
        not isinstance(entries, list)
        or not entries
        or not all(isinstance(one, list) and len(one) >= _OLD_LENGTH for one in entries)
    ):
        return [None], {}
    tensors = [_tensor(*one[:_OLD_LENGTH]) for one in entries]
    more = entries[0][_OLD_LENGTH] if len(entries[0]) > _OLD_LENGTH else {}
    given = more if isinstance(more, dict) else {}
    kwargs = {name: _perhaps_tensor(value) for name, value in given.items()}
    if raw["class_name"] in _OLD_LAMBDA:
        kwargs.pop("name", None)
        return [*tensors, *kwargs.values()], {}
    return ([tensors] if len(tensors) > 1 else tensors), kwargs


def _tensor(name: object, use: object, number: object) -> dict[str, Any]:
    return {"class_name": _TENSOR, "config": {"keras_history": [name, use, number]}}


def _perhaps_tensor(value: object) -> object:
    """What is given by name: another step's result, as [name, node, tensor], or a setting."""
    match value:
        case [str(name), int(use), int(number)]:
            return _tensor(name, use, number)
    return value


def resolved(value: object, uses: dict[str, list[Use]], layer: str) -> object:
    """The same with ``Given`` in place of each tensor that another step gives."""
    if isinstance(value, list):
        return [resolved(one, uses, layer) for one in value]
    if isinstance(value, dict):
        if value.get("class_name") == _TENSOR:
            inner = value.get("config")
            return Given(found(inner.get("keras_history") if isinstance(inner, dict) else 0, uses))
        return {key: resolved(one, uses, layer) for key, one in value.items()}
    return value


def found(history: object, uses: dict[str, list[Use]]) -> str:
    """The step that a tensor comes from."""
    match history:
        case [str(name), int(use), 0, *_] if name in uses:
            alone = len(uses[name]) == 1  # Keras counts uses in other networks, too
            if alone or 0 <= use < len(uses[name]):
                return key(name, 0 if alone else use)
        case [str(name), *_] if name in uses:
            raise OpeningError(
                f"The layer {shown(name)} gives several results, which no layer here does.",
                "Save a network whose layers give one result each.",
            )
    raise OpeningError(
        f"A layer of the file takes its input from {shown(history)}, which is not there.",
        "The file is damaged; save it again.",
    )
