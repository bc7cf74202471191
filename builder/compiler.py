"""Calls built as a ``keras.Model``; imports Keras, so only the worker and the helper import it.

The same Calls are printed as Python by ``codegen``; tests hold both to the same ``get_config``.
Where weights start from is left to ``loading``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import keras

from builder import networks
from builder.lowering import NETWORK_NAME, OWN_NETWORKS, arguments
from builder.networks.part_of import part_of
from builder.networks.steady import steady
from layers_catalog.call import CallKind, Made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from layers_catalog.call import Call

_ALLOWED: Final = re.compile(
    r"keras\.(Input|(layers|ops|applications|regularizers)(\.[A-Za-z][A-Za-z0-9_]*)+)"
)
"""What a path may name in Keras. Anything else is refused, whoever wrote the Call."""


def build(calls: Iterable[Call]) -> keras.Model:
    """The network, with fresh random weights; see ``loading.initialise`` for the others.

    Args:
        calls: as ``lower`` gives them: one input first, the result last.

    Raises:
        LookupError: a path that is not allowed; designs cannot bring one about.
    """
    steps = tuple(calls)
    return network(steps, results(steps))


def network(calls: Sequence[Call], made: Mapping[str, keras.KerasTensor]) -> keras.Model:
    """The network from the input of Calls to their last result.

    Args:
        calls: as ``build`` takes them.
        made: their ``results``.
    """
    inputs = [made[call.name] for call in calls if call.kind is CallKind.INPUT]
    return keras.Model(inputs=inputs[0], outputs=made[calls[-1].name], name=NETWORK_NAME)


def results(calls: Iterable[Call]) -> dict[str, keras.KerasTensor]:
    """What each Call gives, by its name, all in one graph with fresh random weights.

    Args:
        calls: each after those whose results it takes; several may be inputs or ends.

    Raises:
        LookupError: a path that is not allowed; designs cannot bring one about.
    """
    made: dict[str, keras.KerasTensor] = {}
    for call in calls:
        made[call.name] = _applied(call, [made[name] for name in call.inputs])
    return made


def whole(call: Call, **more: object) -> keras.Model:
    """All of the pretrained network of a Call, of which perhaps a part is used.

    Args:
        call: a ``MODEL``.
        more: arguments in place of the Call's.
    """
    made: keras.Model = resolve(call.path)(**{**call.kwargs, **more})
    return made


def part(network: keras.Model, call: Call) -> keras.Model:
    """What a Call takes of its whole network; they share their weights."""
    return part_of(network, name=call.name, **call.part.kwargs())


def _applied(call: Call, given: list[keras.KerasTensor]) -> keras.KerasTensor:
    if call.kind is CallKind.MODEL:
        return _network(call)(*given, **({"training": False} if call.steady else {}))
    function = resolve(call.path)
    kwargs = {name: _made(value) for name, value in arguments(call).items()}
    match call.kind:
        case CallKind.INPUT:
            return function(**kwargs)
        case CallKind.OPERATION:
            return function(*given, **kwargs)
        case CallKind.LAYER:
            layer = function(**kwargs)
            return layer(*given) if call.apart or len(given) == 1 else layer(given)


def _network(call: Call) -> keras.Model:
    network = part(whole(call), call) if call.part.kwargs() else whole(call, name=call.name)
    if not call.trainable:
        network.trainable = False
    return steady(network) if call.steady else network


def _made(value: object) -> object:
    """An argument that Keras can take."""
    return resolve(value.path)(**value.kwargs) if isinstance(value, Made) else value


def resolve(path: str) -> Callable[..., Any]:
    """What a Call's path names, among what is allowed: Keras's public parts and our networks."""
    if path.startswith(OWN_NETWORKS):
        return networks.function(path)
    if not _ALLOWED.fullmatch(path):
        raise LookupError(f"No network may use {path}.")
    found: Any = keras
    for one in path.split(".")[1:]:
        found = getattr(found, one)
    result: Callable[..., Any] = found
    return result
