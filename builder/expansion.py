"""Repeated blocks drawn out: what stands N times in the network, as layers one after the other.

Everything that makes a network of a drawing, or counts it, works on this; what a person sees are
the layers that were drawn. Copies have names and weights of their own.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from builder.blocks import block_faults, called
from builder.params import layer_type
from builder.problems import Names, Problem, error
from builder.spec import Edge

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from builder.spec import Block, GraphSpec, Node

_LONGEST_ID: Final = 64


@dataclass(frozen=True)
class Way:
    """How values pass through a block.

    Args:
        before: the layers outside that lead into it, by id.
        exits: the layers of it that lead out, or the one that leads nowhere yet, by id.
    """

    before: tuple[str, ...]
    exits: tuple[str, ...]


@dataclass(frozen=True)
class Expanded:
    """A drawing without repetitions.

    Args:
        spec: the network's layers and connections, without blocks.
        origin: for each copy the layer that was drawn; nothing for drawn layers themselves.
        turns: for each copy which repetition it is of, from 2.
        ways: through each block, in the network: of a repeated one, into its first copy and out of
            its last.
        problems: why a block cannot be repeated, at one of its layers; it then stands once.
    """

    spec: GraphSpec
    origin: Mapping[str, str] = field(default_factory=dict)
    turns: Mapping[str, int] = field(default_factory=dict)
    ways: Mapping[str, Way] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def expanded(spec: GraphSpec) -> Expanded:
    """A drawing with every repeated block drawn out; the same for every drawing of one graph.

    A block that stands ``times`` times becomes that many copies, the first of which keeps its ids.
    What leads into the block leads into the first; its result leads into the next one at the same
    places, and that of the last to what follows the block.
    """
    if not spec.blocks:
        return Expanded(spec)
    faults = tuple(error(None, "block", *fault) for fault in block_faults(spec))
    if faults:
        return Expanded(spec.model_copy(update={"blocks": ()}), problems=faults)
    return _Drawing(spec).out()


def at_drawn_layers(
    problems: Iterable[Problem], spec: GraphSpec, whole: Expanded
) -> Iterator[Problem]:
    """Problems of the network where a person can mend them: at the layers that were drawn.

    What every repetition of a block repeats is told once; what only a later one has says which.

    Args:
        problems: at layers of the network.
        spec: the drawing.
        whole: the same, drawn out.
    """
    blocks = {node_id: block for block in spec.blocks for node_id in block.nodes}
    told: set[tuple[str, str]] = set()
    for problem in sorted(problems, key=lambda one: whole.turns.get(one.node_id or "", 1)):
        node_id = problem.node_id
        drawn = whole.origin.get(node_id or "")
        if node_id is None or drawn is None:
            told.add((node_id or "", problem.code))
            yield problem
        elif (drawn, problem.code) not in told:
            told.add((drawn, problem.code))
            turn = whole.turns[node_id]
            message = f"In repetition {turn} of {called(blocks[drawn])}: {problem.message}"
            yield replace(problem, node_id=drawn, message=message, turn=turn)


class _Drawing:
    """The layers and connections, while blocks are drawn out one by one."""

    def __init__(self, spec: GraphSpec) -> None:
        self._spec = spec
        self._nodes = {node.id: node for node in spec.nodes}
        self._held = {block.id: set(block.nodes) for block in spec.blocks}
        self._edges: list[Edge] = []
        self._into: defaultdict[str, list[int]] = defaultdict(list)
        self._out_of: defaultdict[str, list[int]] = defaultdict(list)
        self._origin: dict[str, str] = {}
        self._turns: dict[str, int] = {}
        for edge in spec.edges:
            if edge.source in self._nodes and edge.target in self._nodes:
                self._connect(edge)

    def out(self) -> Expanded:
        names = Names(self._spec)
        problems: list[Problem] = []
        for block in sorted(self._spec.blocks, key=lambda one: min(one.nodes)):
            if block.times == 1:
                continue
            way = self._way(block)
            told = tuple(_in_the_way(block, self._drawn(block), way, names))
            problems += told
            if not told:
                self._repeat(block, way)
        ways = {block.id: self._way(block) for block in self._spec.blocks}
        edges = tuple(self._edges)
        made = {"nodes": tuple(self._nodes.values()), "edges": edges, "blocks": ()}
        flat = self._spec.model_copy(update=made)
        return Expanded(flat, self._origin, self._turns, ways, tuple(problems))

    def _drawn(self, block: Block) -> list[Node]:
        """Its layers, by id."""
        return [self._nodes[node_id] for node_id in sorted(block.nodes)]

    def _way(self, block: Block) -> Way:
        """Through the block as it stands now, with the copies that were made of it."""
        held = self._held[block.id]
        into = {edge.source for edge in self._at(self._into, held)}
        out = {e.source for e in self._at(self._out_of, held) if e.target not in held}
        return Way(tuple(sorted(into - held)), tuple(sorted(out or held - into)))

    def _repeat(self, block: Block, way: Way) -> None:
        held, (before,), (leaving,) = self._held[block.id], way.before, way.exits
        into = self._at(self._into, held)
        entering = [edge for edge in into if edge.source == before]
        within = [edge for edge in into if edge.source in held]
        onward = [at for at in self._out_of[leaving] if self._edges[at].target not in held]
        exit_now = leaving
        for turn in range(2, block.times + 1):
            names = {node.id: self._copied(node, turn) for node in self._drawn(block)}
            inner = [_moved(edge, names[edge.source], names[edge.target]) for edge in within]
            joints = [_moved(edge, exit_now, names[edge.target]) for edge in entering]
            for edge in (*joints, *inner):
                self._connect(edge)
            exit_now = names[leaving]
            held.update(names.values())
        for at in onward:
            self._edges[at] = _moved(self._edges[at], exit_now, self._edges[at].target)
        self._out_of[exit_now] += onward
        self._out_of[leaving] = [at for at in self._out_of[leaving] if at not in onward]

    def _connect(self, edge: Edge) -> None:
        self._into[edge.target].append(len(self._edges))
        self._out_of[edge.source].append(len(self._edges))
        self._edges.append(edge)

    def _at(self, numbers: Mapping[str, list[int]], held: Iterable[str]) -> list[Edge]:
        """The connections of some layers, as they were made."""
        return [self._edges[at] for at in sorted(at for one in held for at in numbers.get(one, ()))]

    def _copied(self, node: Node, turn: int) -> str:
        copy = self._named(node.id, turn)
        self._nodes[copy] = node.model_copy(update={"id": copy})
        self._origin[copy], self._turns[copy] = node.id, turn
        return copy

    def _named(self, node_id: str, turn: int) -> str:
        """A free id for a copy: ``conv_2``, or ``conv_2_2`` where that is taken."""
        tail, again = f"_{turn}", 1
        while (name := node_id[: _LONGEST_ID - len(tail)] + tail) in self._nodes:
            again += 1
            tail = f"_{turn}_{again}"
        return name


def _moved(edge: Edge, source: str, target: str) -> Edge:
    return Edge(source=source, target=target, slot=edge.slot)


def _in_the_way(block: Block, drawn: list[Node], way: Way, names: Names) -> Iterator[Problem]:
    """Why a block cannot be repeated."""
    single = [node for node in drawn if _only_once(node)]
    repeated = f"{called(block)} cannot be repeated"
    if single:
        yield error(
            single[0],
            "block-once",
            f"{names.of(single[0].id)} stands once in a network, so {repeated}.",
            f"Take {names.of(single[0].id)} out of the block, or set its repetitions to 1.",
        )
    elif len(way.before) != 1:
        said = f"{len(way.before)} layers lead" if way.before else "nothing leads"
        yield error(
            drawn[0],
            "block-ways-in",
            f"{_capital(said)} into {called(block)}, so it cannot be repeated: each repetition "
            "takes the result of the one before it.",
            "Let exactly one layer lead into it, or set its repetitions to 1.",
        )
    elif len(way.exits) != 1:
        yield error(
            drawn[0],
            "block-ways-out",
            f"{len(way.exits) or 'No'} layers lead out of {called(block)}, so it cannot be "
            "repeated: each repetition hands on one result.",
            "Join them within the block, or set its repetitions to 1.",
        )


def _only_once(node: Node) -> bool:
    """Where photographs come in, or the answer comes out."""
    known = layer_type(node.type)
    return known is not None and (known.ends or known.slots.most == 0)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
