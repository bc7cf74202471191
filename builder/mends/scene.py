"""A drawing as the rules for mending look at it: who leads to whom, and edits in few words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from builder.edits import Add, Become, Connect, Disconnect, Mend, Remove, fresh_id
from builder.endings import ends
from builder.params import layer_type
from builder.topology import reach
from layers_catalog.base import Category
from layers_catalog.describe import fresh

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.edits import Step
    from builder.inference import NodeReport
    from builder.problems import Names
    from builder.spec import Edge, GraphSpec, Node
    from builder.topology import Graph
    from layers_catalog import Layer
    from layers_catalog.shapes import Shape


@dataclass(frozen=True)
class Scene:
    """A drawing, what is known of it, and edits of it.

    Args:
        graph: the drawing.
        layers: its nodes as far as the catalog can read them.
        reports: what is known of them.
        names: how they are called.
    """

    graph: Graph
    layers: Mapping[str, Layer]
    reports: Mapping[str, NodeReport]
    names: Names

    @property
    def spec(self) -> GraphSpec:
        """The drawing."""
        return self.graph.spec

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Every layer by its id."""
        return {node.id: node for node in self.spec.nodes}

    @property
    def into(self) -> dict[str, tuple[Edge, ...]]:
        """The connections into each layer, by slot."""
        return self.graph.into

    @property
    def before(self) -> dict[str, tuple[str, ...]]:
        """The layers that lead into each layer, by slot."""
        return self.graph.before

    @property
    def after(self) -> dict[str, list[str]]:
        """The layers after each layer."""
        return self.graph.after

    @property
    def loose(self) -> tuple[str, ...]:
        """The layers that lead nowhere."""
        return self.graph.loose

    @cached_property
    def ends(self) -> frozenset[str]:
        """The layers that give an answer."""
        return frozenset(node.id for node in ends(self.spec))

    @cached_property
    def block(self) -> dict[str, str]:
        """The id of the block that holds a layer, for each layer that is in one."""
        return {
            node_id: one.id
            for one in self.spec.blocks
            for node_id in one.nodes
            if node_id in self.nodes
        }

    @cached_property
    def taken(self) -> frozenset[str]:
        """The ids that a new layer cannot have."""
        return frozenset({*self.nodes, *(one.id for one in self.spec.blocks)})

    def out_of(self, node_id: str) -> list[Edge]:
        """The connections that leave a layer."""
        targets = dict.fromkeys(self.after.get(node_id, ()))
        return [edge for one in targets for edge in self.into[one] if edge.source == node_id]

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The circles, each as its layers in the direction of the arrows."""
        return self.graph.order.cyclic

    @cached_property
    def _turn(self) -> dict[str, int]:
        """When each layer is worked out; those of circles never are."""
        return {node_id: turn for turn, node_id in enumerate(self.graph.order.ids)}

    @cached_property
    def seeing(self) -> frozenset[str]:
        """The layers that learn, or have learned elsewhere."""
        return frozenset(one for one in self.nodes if self._sees(one))

    @cached_property
    def seen(self) -> frozenset[str]:
        """The layers that receive what others have found, not the photograph itself."""
        return reach(self.after, self.seeing)

    def _sees(self, node_id: str) -> bool:
        layer = self.layers.get(node_id)
        pretrained = layer is not None and layer.category is Category.PRETRAINED
        return pretrained or self.reports[node_id].trainable > 0

    def above(self, node_id: str) -> frozenset[str]:
        """Every layer that leads to a layer."""
        return reach(self.before, [node_id])

    def leads(self, node_id: str, other: str) -> bool:
        """Whether a layer leads to another; only what lies between them is walked."""
        first = self._turn.get(node_id, -1)
        waiting, walked = [other], {other}
        while waiting:
            for one in self.before[waiting.pop()]:
                if one == node_id:
                    return True
                if one not in walked and self._turn.get(one, first + 1) > first:
                    walked.add(one)
                    waiting.append(one)
        return False

    def behind(self, node_id: str) -> frozenset[str]:
        """The layer and every layer that it leads to."""
        return reach(self.after, [node_id]) | {node_id}

    def source(self, node_id: str) -> str:
        """The layer that leads into one that has one input; else nothing."""
        edges = self.into[node_id]
        return edges[0].source if len(edges) == 1 else ""

    def shape(self, node_id: str) -> Shape:
        """Of a layer's result; nothing where it is not known."""
        report = self.reports.get(node_id)
        return report.shape or () if report else ()

    def kind(self, node_id: str) -> str:
        """A layer's type; nothing where there is no such layer."""
        return self.nodes[node_id].type if node_id in self.nodes else ""

    def has(self, node_id: str, setting: str) -> bool:
        """Whether layers of its type have a setting."""
        known = layer_type(self.kind(node_id))
        return known is not None and setting in known.model_fields

    def change(self, node_id: str, label: str, params: Mapping[str, object]) -> Mend:
        """Other values of some settings."""
        node = self.nodes[node_id]
        return Mend(label, (Become(node_id, node.type, {**node.params, **params}),))

    def becomes(self, node_id: str, kind: str) -> Become:
        """Another type with its usual settings."""
        return Become(node_id, kind, usual(kind))

    def inserted(
        self, kind: str, edges: Sequence[Edge], params: Mapping[str, object] | None = None
    ) -> Iterator[Step]:
        """A new layer in each of some connections."""
        taken = set(self.taken)
        for edge in edges:
            made = fresh_id(taken, kind)
            taken.add(made)
            told = {**usual(kind), **(params or {})}
            yield Add(made, kind, told, near=edge.target, block=self.joining([edge]))
            yield Connect(edge.source, made)
            yield Connect(made, edge.target, edge.slot)

    def together(self, one: str, other: str) -> bool:
        """Whether both are in the same block, or in none."""
        return self.block.get(one) == self.block.get(other)

    def joining(self, edges: Sequence[Edge]) -> str:
        """The block for a new layer in connections to one layer; empty where it is to be in none.

        It stays outside only where it gathers all that leads in: the block keeps one way in.
        """
        block = self.block.get(edges[0].target, "")
        held = [node_id for node_id in self.block if self.block[node_id] == block]
        into = {edge for node_id in held for edge in self.into[node_id]}
        entering = {edge for edge in into if self.block.get(edge.source) != block}
        return "" if entering == set(edges) else block

    def taken_out(self, node_id: str) -> Iterator[Step]:
        """A layer goes; what led into it leads on, where that is one layer."""
        before = self.source(node_id)
        yield Remove(node_id)
        if before and before != node_id:
            for edge in self.out_of(node_id):
                yield Connect(before, edge.target, edge.slot)

    def moved_before(self, node_id: str, other: str) -> Mend:
        """A layer of one input comes before the one that led into it."""
        own, into = self.into[other][0], self.into[node_id][0]
        steps = (
            *(Connect(other, one.target, one.slot) for one in self.out_of(node_id)),
            Connect(own.source, node_id, into.slot),
            Connect(node_id, other, own.slot),
        )
        return Mend(f"Put {self.names.of(node_id)} before {self.names.of(other)}", steps)

    def cut(self, edges: Sequence[Edge]) -> tuple[Disconnect, ...]:
        """Connections go."""
        return tuple(Disconnect(one.source, one.target, one.slot) for one in edges)

    def without(self, node_id: str) -> Mend:
        """A layer is taken out."""
        return Mend(f"Delete {self.names.of(node_id)}", tuple(self.taken_out(node_id)))


def usual(kind: str) -> dict[str, Any]:
    """What a layer freshly dropped on the board starts with."""
    known = layer_type(kind)
    return fresh(known) if known else {}
