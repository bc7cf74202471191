"""Mends of what is connected wrongly, left over or missing, by the code of the problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.edits import Add, Connect, Disconnect, Mend, Remove, fresh_id
from builder.mends.scene import usual
from builder.params import layer_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from builder.edits import Step
    from builder.mends.scene import Scene

    Rule = Callable[[Scene, str], Iterator[Mend]]

_MAPS = 3


def _no_input(at: Scene, _node: str) -> Iterator[Mend]:
    """An Input before the one layer that nothing leads into."""
    waiting = [one for one in at.nodes if not at.into[one]]
    made = fresh_id(at.taken, "Input")
    if not at.nodes:
        yield Mend("Add an Input", (Add(made, "Input"),))
    elif len(waiting) == 1:
        steps = (Add(made, "Input", near=waiting[0]), Connect(made, waiting[0]))
        yield Mend(f"Add an Input before {at.names.of(waiting[0])}", steps)


def _many_inputs(at: Scene, node: str) -> Iterator[Mend]:
    """The first one feeds what this one fed."""
    first = next(one.id for one in at.spec.nodes if one.type == "Input")
    moved = [Connect(first, edge.target, edge.slot) for edge in at.out_of(node)]
    yield Mend(f"Delete it and use {at.names.of(first)}", (*moved, Remove(node)))


def _no_classifier(at: Scene, _node: str) -> Iterator[Mend]:
    """A Classifier after the one loose end, with what an image needs before it."""
    loose = at.loose
    if len(loose) != 1 or at.kind(loose[0]) == "":
        return
    end = fresh_id(at.taken, "Classifier")
    if len(at.shape(loose[0])) == _MAPS:
        pool = fresh_id(at.taken, "GlobalAveragePooling2D")
        steps = (
            Add(pool, "GlobalAveragePooling2D"),
            Add(end, "Classifier"),
            Connect(loose[0], pool),
            Connect(pool, end),
        )
        yield Mend("Add GlobalAveragePooling2D and a Classifier", steps)
    else:
        steps_ = (Add(end, "Classifier"), Connect(loose[0], end))
        yield Mend(f"Add a Classifier after {at.names.of(loose[0])}", steps_)


def _many_classifiers(at: Scene, node: str) -> Iterator[Mend]:
    yield Mend(f"Delete {at.names.of(node)}", (Remove(node),))


def _after_classifier(at: Scene, node: str) -> Iterator[Mend]:
    """The one chain after it comes before it."""
    before, chain = at.source(node), []
    here = node
    while len(after := at.out_of(here)) == 1 and len(at.into[after[0].target]) == 1:
        here = after[0].target
        if here in chain or here == node:
            return
        chain.append(here)
    if before and chain and not after:
        first = at.into[chain[0]][0]
        steps = (
            Disconnect(node, chain[0], first.slot),
            Connect(before, chain[0], first.slot),
            Connect(here, node, at.into[node][0].slot),
        )
        yield Mend(f"Put {at.names.listed(chain)} before it", steps)
    yield Mend("Remove what leads out of it", at.cut(at.out_of(node)))


def _loose_end(at: Scene, node: str) -> Iterator[Mend]:
    """Where one layer waits for an input, it gets this one; else it may go."""
    waiting = [one for one in at.nodes if _waits(at, one) and node not in at.behind(one)]
    if len(waiting) == 1:
        label = f"Connect it to {at.names.of(waiting[0])}"
        yield Mend(label, (Connect(node, waiting[0]),))
    yield Mend(f"Delete {at.names.of(node)}", (Remove(node),))


def _unconnected(at: Scene, node: str) -> Iterator[Mend]:
    """The one loose end leads into it; else it may go."""
    behind = at.behind(node)
    loose = [one for one in at.loose if one not in behind and one not in at.ends]
    if len(loose) == 1:
        label = f"Connect {at.names.of(loose[0])} to it"
        yield Mend(label, (Connect(loose[0], node),))
    yield Mend(f"Delete {at.names.of(node)}", (Remove(node),))


def _slot_missing(at: Scene, node: str) -> Iterator[Mend]:
    """A join of one thing is none; where inputs have meanings, the first serves for the missing."""
    known, edges = layer_type(at.kind(node)), at.into[node]
    if known is None:
        return
    if not known.slots.names and len({edge.source for edge in edges}) == 1:
        yield at.without(node)
        return
    taken = {edge.slot for edge in edges}
    empty = [slot for slot in range(known.slots.least) if slot not in taken]
    if known.slots.names and edges and empty:
        steps = tuple(Connect(edges[0].source, node, slot) for slot in empty)
        yield Mend(f"Connect {at.names.of(edges[0].source)} to it as well", steps)


def _too_many_inputs(at: Scene, node: str) -> Iterator[Mend]:
    """What may come in as one thing is joined first; where nothing may, the connections go."""
    known, edges = layer_type(at.kind(node)), at.into[node]
    if known is None or known.slots.most is None:
        return
    if known.slots.most != 1:
        beyond = [edge for edge in edges if edge.slot >= known.slots.most]
        yield Mend("Remove that connection", at.cut(beyond or edges[known.slots.most :]))
        return
    shapes = {at.shape(edge.source)[:-1] for edge in edges}
    if len(shapes) == 1 and all(at.shape(edge.source) for edge in edges):
        made = fresh_id(at.taken, "Concatenate")
        joined = [Connect(edge.source, made, slot) for slot, edge in enumerate(edges)]
        steps: tuple[Step, ...] = (
            Add(made, "Concatenate", usual("Concatenate"), near=node, block=at.joining(edges)),
            *at.cut(edges),
            *joined,
            Connect(made, node),
        )
        yield Mend("Join them with Concatenate first", steps)
    kept = edges[0]
    only: tuple[Step, ...] = (*at.cut(edges), Connect(kept.source, node, kept.slot))
    yield Mend(f"Keep only {at.names.of(kept.source)}", only)


def _slot_twice(at: Scene, node: str) -> Iterator[Mend]:
    """Where there is room for any number, each gets a slot of its own."""
    known, edges = layer_type(at.kind(node)), at.into[node]
    if known is None or known.slots.most is not None:
        return
    moved = [Connect(edge.source, node, slot) for slot, edge in enumerate(edges)]
    yield Mend("Give each an input of its own", (*at.cut(edges), *moved))


def _cycle(at: Scene, node: str) -> Iterator[Mend]:
    """The connection that leads back goes."""
    found = next((one for one in at.cycles if one[0] == node), None)
    if found is None:
        return
    back = [edge for edge in at.into[node] if edge.source == found[-1]]
    label = f"Remove the connection from {at.names.of(found[-1])} to {at.names.of(node)}"
    yield Mend(label, at.cut(back))


def _waits(at: Scene, node: str) -> bool:
    known = layer_type(at.kind(node))
    return known is not None and known.slots.least > 0 and not at.into[node]


ARROWS: Mapping[str, Rule] = {
    "no-input": _no_input,
    "many-inputs": _many_inputs,
    "no-classifier": _no_classifier,
    "many-classifiers": _many_classifiers,
    "after-classifier": _after_classifier,
    "loose-end": _loose_end,
    "unconnected": _unconnected,
    "slot-missing": _slot_missing,
    "too-many-inputs": _too_many_inputs,
    "slot-twice": _slot_twice,
    "cycle": _cycle,
}
