"""From a Keras config to the steps of its network: Sequential or Functional, of Keras 3 or 2.

Networks inside are read the same way; whether they stay whole or are opened flat is left to
``flat`` and ``patterns``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from builder.opening.errors import OpeningError
from builder.opening.inbound import Use, found, key, resolved, uses
from builder.opening.network import Given, Network, Step, in_order
from builder.spec import MAX_NODES
from builder.wording import shown

SEQUENTIAL: Final = "Sequential"
NETWORKS: Final = frozenset({SEQUENTIAL, "Functional", "Model"})
INPUT: Final = "InputLayer"
MOST_NESTED: Final = 8
OPERATIONS: Final = ("keras.src.ops.", "keras.ops.")
"""How the modules of Keras's functions begin."""


def read(config: dict[str, Any]) -> Network:
    """The network that a config describes.

    Raises:
        OpeningError: it is of a kind that cannot be drawn, has several inputs or results, or is
            not whole.
    """
    left = [MAX_NODES]
    return _network(config, (), left, 0)


def _network(raw: dict[str, Any], place: tuple[str, ...], left: list[int], depth: int) -> Network:
    kind = raw.get("class_name")
    if not isinstance(kind, str) or kind not in NETWORKS:
        raise OpeningError(
            f"The file holds {shown(kind)}, which is no Sequential or Functional network of Keras.",
            "A network that is a class of its author's own has no drawing; save one that was put "
            "together from layers.",
        )
    if depth > MOST_NESTED:
        raise OpeningError(
            f"The file has networks inside networks, more than {MOST_NESTED} deep.",
            "Save one of them by itself.",
        )
    config = raw["config"]
    layers = config.get("layers")
    if not isinstance(layers, list) or not all(_is_layer(one) for one in layers):
        raise OpeningError("The file lists no layers, or not as Keras does.", "Save it again.")
    left[0] -= len(layers) if kind == SEQUENTIAL else sum(len(uses(one)) for one in layers)
    if left[0] < 0:
        raise OpeningError(
            f"The network has {MAX_NODES - left[0]:,} layers or more, each counted as often as it "
            f"is used; a drawing can have {MAX_NODES:,}.",
            "Open a smaller network.",
        )
    inside = {
        index: _network(one, (*place, *place_of(index, layers)), left, depth + 1)
        for index, one in enumerate(layers)
        if one["class_name"] in NETWORKS
    }
    if kind == SEQUENTIAL:
        return _in_a_row(config, layers, inside, place)
    return _connected(config, layers, inside, place)


def _is_layer(raw: object) -> bool:
    return (
        isinstance(raw, dict)
        and isinstance(raw.get("class_name"), str)
        and isinstance(raw.get("config"), dict)
        and isinstance(layer_name(raw), str)
    )


def layer_name(raw: dict[str, Any]) -> object:
    """What a layer of a config is called; nothing where it has no name."""
    return raw.get("name") or raw["config"].get("name")


def place_of(index: int, layers: list[dict[str, Any]]) -> tuple[str, str]:
    """Where a list of layers has one: its class, and which of its class it is: ("Dense", "2")."""
    kind = layers[index]["class_name"]
    before = [one for one in layers[:index] if one["class_name"] == kind]
    return kind, str(sum(not is_operation(one) for one in before))


def is_operation(raw: dict[str, Any]) -> bool:
    """Whether a layer of a config is a function of ``keras.ops``, which has no weights."""
    return str(raw.get("module") or "").startswith(OPERATIONS)


def _step(
    raw: dict[str, Any], name: str, args: list[Any], inside: Network | None, place: tuple[str, ...]
) -> Step:
    known = raw.get("build_config")
    shape = known.get("input_shape") if isinstance(known, dict) else None
    registered = raw.get("registered_name")
    return Step(
        name=name,
        kind=raw["class_name"],
        module=str(raw.get("module") or ""),
        registered=registered if isinstance(registered, str) else "",
        config=raw["config"],
        shape=tuple(shape) if isinstance(shape, list) else None,
        original=str(layer_name(raw)),
        args=args,
        inside=inside,
        place=place,
    )


def _in_a_row(
    config: dict[str, Any],
    layers: list[dict[str, Any]],
    inside: dict[int, Network],
    place: tuple[str, ...],
) -> Network:
    steps: dict[str, Step] = {}
    shape = _first_shape(config, layers)
    if not layers or layers[0]["class_name"] != INPUT:
        entry = "sequential input"
        steps[entry] = Step(entry, INPUT, "", "", {"batch_shape": shape}, original="input")
    for index, raw in enumerate(layers):
        name = str(layer_name(raw))
        if name in steps:
            raise _twice(name)
        before = [Given([*steps][-1])] if steps else []
        within = (*place, *place_of(index, layers))
        steps[name] = _step(raw, name, before, inside.get(index), within)
    return Network(steps, next(iter(steps)), [*steps][-1])


def _first_shape(config: dict[str, Any], layers: list[dict[str, Any]]) -> object:
    """What a Sequential network takes, where no layer of its own says it."""
    told = [config.get("build_input_shape")]
    told += [layers[0]["config"].get(one) for one in ("batch_shape", "batch_input_shape")] * bool(
        layers
    )
    return next((one for one in told if one is not None), None)


def _connected(
    config: dict[str, Any],
    layers: list[dict[str, Any]],
    inside: dict[int, Network],
    place: tuple[str, ...],
) -> Network:
    applied = {str(layer_name(raw)): uses(raw) for raw in layers}
    if len(applied) < len(layers):
        names = [str(layer_name(raw)) for raw in layers]
        raise _twice(next(name for name in names if names.count(name) > 1))
    steps: dict[str, Step] = {}
    for index, raw in enumerate(layers):
        name = str(layer_name(raw))
        for number, (args, kwargs) in enumerate(applied[name]):
            step = key(name, number)
            given = [resolved(one, applied, name) for one in args]
            steps[step] = replace(
                _step(raw, step, given, inside.get(index), (*place, *place_of(index, layers))),
                kwargs={word: resolved(one, applied, name) for word, one in kwargs.items()},
                shared=len(applied[name]) > 1,
            )
    entry = _one_end(config.get("input_layers"), applied, "inputs")
    result = _one_end(config.get("output_layers"), applied, "results")
    return Network(in_order(steps), entry, result)


def _twice(name: str) -> OpeningError:
    return OpeningError(f"Two layers of the file have the name {shown(name)}.", "Save it again.")


def _one_end(ends: object, applied: dict[str, list[Use]], what: str) -> str:
    """Keras writes one end alone or in a list."""
    match ends:
        case [str(), int(), int(), *_]:
            return found(ends, applied)
        case [[str(), int(), int(), *_]]:
            return found(ends[0], applied)
        case list() if len(ends) > 1:
            raise OpeningError(
                f"The network has {len(ends)} {what}; a drawing has one photograph and one answer.",
                "Save the part of it that has one.",
            )
    raise OpeningError(f"The file does not tell the {what} of its network.", "Save it again.")
