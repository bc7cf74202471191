"""What differs between two drawings, in words: "added Dropout after Dense; filters 32 → 64".

Says what a person did, not what it means: shapes and soundness are left to ``builder.inference``.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from builder.shelf.block_changes import block_changes, noted
from builder.topology import reach, sources
from layers_catalog import Layer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.spec import GraphSpec, Node

MOST: Final = 6
"""So many changes are told; the rest is counted."""
_LONGEST: Final = 40
"""Characters of a value."""
_UNSET: Final = object()
_DESCRIBED: Final = {
    "name": "name",
    "description": "description",
    "source": "source",
    "reported": "what the source reported",
    "differs": "what differs from the source",
    "recipe": "recommended training settings",
}


def changes(before: GraphSpec, after: GraphSpec) -> list[str]:
    """What was done to ``before`` to make ``after`` of it, the most telling first.

    Layers are the same when their ids are, unless their type has changed. Empty where the two are
    equal in all.
    """
    then, now = _layers(before), _layers(after)
    added = {node_id: node for node_id, node in now.items() if not _same(then.get(node_id), node)}
    gone = {node_id: node for node_id, node in then.items() if not _same(now.get(node_id), node)}
    both = [(then[node_id], node) for node_id, node in now.items() if node_id not in added]
    return [
        *_added(after, added),
        *_gone(gone),
        *(said for one, other in both for said in _settings(one, other, _called(now, other))),
        *block_changes(before, after),
        *_connections(before, after, gone={*gone}, added={*added}),
        *(said for one, other in both for said in _texts(one, other, _called(now, other))),
        *_about(before, after),
        *_moved(both),
    ]


def in_words(told: Sequence[str]) -> str:
    """Changes as one line; "no change" where there are none."""
    if not told:
        return "no change"
    shown = "; ".join(told[:MOST])
    return f"{shown}; and {len(told) - MOST} more" if len(told) > MOST else shown


def _layers(spec: GraphSpec) -> dict[str, Node]:
    return {node.id: node for node in spec.nodes}


def _same(one: Node | None, other: Node) -> bool:
    return one is not None and one.type == other.type


def _called(layers: Mapping[str, Node], node: Node) -> str:
    """A layer by its title or type, and by its id where several are called so."""
    name = node.title or node.type
    alike = sum((one.title or one.type) == name for one in layers.values())
    return f"{name} ({node.id})" if alike > 1 else name


def _added(spec: GraphSpec, added: Mapping[str, Node]) -> Iterator[str]:
    layers, before = _layers(spec), sources(spec)
    for node_id, node in added.items():
        into = [_called(layers, layers[one]) for one in before[node_id]]
        after = f" after {' and '.join(dict.fromkeys(into))}" if into else ""
        yield f"added {_called(layers, node)}{after}"


def _gone(gone: Mapping[str, Node]) -> Iterator[str]:
    for node in gone.values():
        yield f"removed {_called(gone, node)}"


def _settings(one: Node, other: Node, called: str) -> Iterator[str]:
    """Each changed parameter; one that was never set stands at its default."""
    defaults = _defaults(one.type)
    names = dict.fromkeys((*one.params, *other.params))
    told = [
        f"{name} {_shown(_value(one, name, defaults))} → {_shown(_value(other, name, defaults))}"
        for name in names
        if _value(one, name, defaults) != _value(other, name, defaults)
    ]
    if told:
        yield f"{called} {', '.join(told)}"


@cache
def _defaults(kind: str) -> Mapping[str, Any]:
    """What a layer's parameters are where nobody set them, as JSON would tell it."""
    layer = Layer.catalog.get(kind)
    fields = layer.model_fields if layer else {}
    told = {
        name: field.get_default(call_default_factory=True)
        for name, field in fields.items()
        if not field.is_required()
    }
    return dict(json.loads(json.dumps(told, default=str)))


def _value(node: Node, name: str, defaults: Mapping[str, Any]) -> object:
    return node.params.get(name, defaults.get(name, _UNSET))


def _shown(value: object) -> str:
    if value is _UNSET:
        return "not set"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _connections(
    before: GraphSpec, after: GraphSpec, *, gone: set[str], added: set[str]
) -> Iterator[str]:
    """Connections made or taken between layers that both drawings have.

    One in which only a layer was put, or from which one was taken, is told by that layer.
    """
    old, new = ({(e.source, e.target, e.slot) for e in spec.edges} for spec in (before, after))
    layers = _layers(after)
    both = _layers(before).keys() & layers.keys() - gone - added
    for source, target, _ in sorted(new - old):
        if {source, target} <= both and not _leads(before, source, target, through=gone):
            ends = _called(layers, layers[source]), _called(layers, layers[target])
            yield f"connected {ends[0]} to {ends[1]}"
    for source, target, _ in sorted(old - new):
        if {source, target} <= both and not _leads(after, source, target, through=added):
            ends = _called(layers, layers[target]), _called(layers, layers[source])
            yield f"disconnected {ends[0]} from {ends[1]}"


def _leads(spec: GraphSpec, source: str, target: str, *, through: set[str]) -> bool:
    """Whether arrows lead from one layer to another over some of ``through`` only."""
    within = {
        node_id: [one for one in found if one in through or one == source]
        for node_id, found in sources(spec).items()
        if node_id in through or node_id == target
    }
    direct = source in sources(spec).get(target, ())
    return not direct and source in reach(within, [target])


def _texts(one: Node, other: Node, called: str) -> Iterator[str]:
    if one.title != other.title:
        yield (
            f"named {one.title or one.type} “{other.title}”"
            if other.title
            else f"took the name “{one.title}” off {other.type}"
        )
    yield from noted(one.note, other.note, called)
    if one.quiet != other.quiet:
        yield f"changed which advice is silenced at {called}"


def _about(before: GraphSpec, after: GraphSpec) -> Iterator[str]:
    for field, words in _DESCRIBED.items():
        if getattr(before, field) != getattr(after, field):
            named = f" to “{_shown(after.name)}”" if field == "name" else ""
            yield f"changed the {words}{named}"


def _moved(both: Sequence[tuple[Node, Node]]) -> Iterator[str]:
    moved = sum((one.x, one.y) != (other.x, other.y) for one, other in both)
    if moved:
        yield "moved 1 layer" if moved == 1 else f"moved {moved} layers"
