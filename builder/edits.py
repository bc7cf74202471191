"""Edits of a drawing as values, and what each of them means.

The drawing board does the same to the drawing that it owns (``frontend/src/edits/mend.ts``); both
are held against ``tests/builder/mended.json``. When an edit is wise is told by ``builder.mends``.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from builder.blocks import without_layer
from builder.spec import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Iterable

    from builder.spec import GraphSpec


@dataclass(frozen=True)
class Add:
    """A new layer before another one in the list, and where that one stands; connected to nothing.

    Args:
        id: a free one.
        type: of the layer.
        params: what is set.
        near: the id of the other layer; empty: at the end of the list.
        block: the id of the block that it becomes part of; empty: of none.
    """

    do: ClassVar[str] = "add"
    id: str
    type: str
    params: dict[str, Any] = field(default_factory=dict)
    near: str = ""
    block: str = ""

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing with it."""
        at = [number for number, node in enumerate(spec.nodes) if node.id == self.near]
        place = at[0] if at else len(spec.nodes)
        stands = {axis: getattr(spec.nodes[place], axis) for axis in "xy"} if at else {}
        made = Node(id=self.id, type=self.type, params=self.params, **stands)
        nodes = (*spec.nodes[:place], made, *spec.nodes[place:])
        blocks = tuple(
            one.model_copy(update={"nodes": (*one.nodes, self.id)}) if one.id == self.block else one
            for one in spec.blocks
        )
        return spec.model_copy(update={"nodes": nodes, "blocks": blocks})


@dataclass(frozen=True)
class Become:
    """A layer gets this type and exactly these settings; its name and connections stay."""

    do: ClassVar[str] = "become"
    id: str
    type: str
    params: dict[str, Any]

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing with the layer so."""
        told = {"type": self.type, "params": self.params}
        nodes = tuple(
            node.model_copy(update=told) if node.id == self.id else node for node in spec.nodes
        )
        return spec.model_copy(update={"nodes": nodes})


@dataclass(frozen=True)
class Remove:
    """A layer goes, with its connections; a block that held no other goes with it."""

    do: ClassVar[str] = "remove"
    id: str

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing without it."""
        nodes = tuple(node for node in spec.nodes if node.id != self.id)
        edges = tuple(one for one in spec.edges if self.id not in (one.source, one.target))
        blocks = without_layer(spec.blocks, self.id)
        return spec.model_copy(update={"nodes": nodes, "edges": edges, "blocks": blocks})


@dataclass(frozen=True)
class Connect:
    """A connection into a slot, in place of what led into it."""

    do: ClassVar[str] = "connect"
    source: str
    target: str
    slot: int = 0

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing with it."""
        place = (self.target, self.slot)
        kept = tuple(one for one in spec.edges if (one.target, one.slot) != place)
        made = Edge(source=self.source, target=self.target, slot=self.slot)
        return spec.model_copy(update={"edges": (*kept, made)})


@dataclass(frozen=True)
class Disconnect:
    """A connection goes."""

    do: ClassVar[str] = "disconnect"
    source: str
    target: str
    slot: int = 0

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing without it."""
        gone = Edge(source=self.source, target=self.target, slot=self.slot)
        return spec.model_copy(update={"edges": tuple(one for one in spec.edges if one != gone)})


Step = Add | Become | Remove | Connect | Disconnect


@dataclass(frozen=True)
class Mend:
    """Steps that belong together, as one step to undo.

    Args:
        label: what they do, as on a button: "Add Flatten before it".
        steps: one after the other.
    """

    label: str
    steps: tuple[Step, ...]

    def on(self, spec: GraphSpec) -> GraphSpec:
        """The drawing after all of them."""
        for step in self.steps:
            spec = step.on(spec)
        return spec

    def written(self) -> dict[str, Any]:
        """As the browser gets it: ``{label, steps: [{do, …}]}``."""
        return {
            "label": self.label,
            "steps": [{"do": step.do, **asdict(step)} for step in self.steps],
        }


def fresh_id(taken: Iterable[str], kind: str) -> str:
    """A free id for a layer of a type, as the drawing board gives them: ``conv2d_1``."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", kind)
    base = re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()[:56]
    used = set(taken)
    number = 1
    while f"{base}_{number}" in used:
        number += 1
    return f"{base}_{number}"
