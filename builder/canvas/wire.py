"""Drawings as they travel between Python and the browser.

Reading is forgiving, so that no drawing is lost: what a layer's parameters should be is told by
``builder.inference``, at the layer.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from builder.blocks import block_faults
from builder.spec import MAX_EDGES, MAX_NODES, MAX_TIMES, Block, Edge, GraphSpec, Node
from builder.upgrade import DesignError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_TYPE = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
_CODE = re.compile(r"[a-z][a-z0-9-]{0,63}")
_MOST_CODES = 50
_FAR = 1e6
_LONGEST_TITLE = 80
_LONGEST_NOTE = 2000
_LAST_SLOT = 999
_TOLD = {"description", "source", "reported", "differs", "recipe"}
"""What a design says about itself, which the canvas does not send back."""


def to_wire(spec: GraphSpec) -> dict[str, Any]:
    """A design as the canvas reads it: ``{nodes, edges, blocks}``."""
    return spec.model_dump(mode="json", include={"nodes", "edges", "blocks"})


def from_wire(
    state: Mapping[str, Any], *, name: str = "Untitled", like: GraphSpec | None = None
) -> GraphSpec:
    """The design that is drawn on the canvas.

    Args:
        state: what the browser sent: ``{nodes: [...], edges: [...], blocks: [...]}`` and keys that
            do not matter here. Parameters are taken as they are, right or wrong; what is no layer,
            connection or block at all is left out.
        name: of the design.
        like: the design that was opened, whose description, sources and recipe are kept.

    Raises:
        DesignError: there are more layers or connections than a design can have, repetitions
            counted.
    """
    nodes = {node.id: node for node in _nodes(state)}
    edges = tuple(_edges(state, nodes))
    if len(nodes) > MAX_NODES or len(edges) > MAX_EDGES:
        raise DesignError(
            f"The drawing has {len(nodes):,} layers and {len(edges):,} connections; a design can "
            f"have {MAX_NODES:,} and {MAX_EDGES:,}.",
            "Undo the last step.",
        )
    kept = like.model_dump(include=_TOLD) if like else {}
    blocks = tuple(_blocks(state, nodes))
    spec = GraphSpec(name=name, nodes=tuple(nodes.values()), edges=edges, blocks=blocks, **kept)
    for fault in block_faults(spec):
        raise DesignError(*fault)
    return spec


def _entries(state: Mapping[str, Any], key: str) -> Iterator[Mapping[str, Any]]:
    entries = state.get(key)
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield entry


def _nodes(state: Mapping[str, Any]) -> Iterator[Node]:
    for entry in _entries(state, "nodes"):
        node_id, kind, params = entry.get("id"), entry.get("type"), entry.get("params")
        if not (_matches(_ID, node_id) and _matches(_TYPE, kind)):
            continue
        yield Node(
            id=str(node_id),
            type=str(kind),
            params=params if isinstance(params, dict) else {},
            title=_text(entry.get("title"))[:_LONGEST_TITLE],
            note=_text(entry.get("note"))[:_LONGEST_NOTE],
            x=_coordinate(entry.get("x")),
            y=_coordinate(entry.get("y")),
            quiet=tuple(_codes(entry.get("quiet"))),
        )


def _edges(state: Mapping[str, Any], nodes: Mapping[str, Node]) -> Iterator[Edge]:
    for entry in _entries(state, "edges"):
        source, target = _text(entry.get("source")), _text(entry.get("target"))
        slot = entry.get("slot", 0)
        known = source in nodes and target in nodes
        if known and isinstance(slot, int) and 0 <= slot <= _LAST_SLOT:
            yield Edge(source=source, target=target, slot=slot)


def _blocks(state: Mapping[str, Any], nodes: Mapping[str, Node]) -> Iterator[Block]:
    """Each layer stays in the first block that names it."""
    free, taken = set(nodes), set(nodes)
    for entry in _entries(state, "blocks"):
        block_id, named = entry.get("id"), entry.get("nodes")
        held = [one for one in map(_text, named) if one in free] if isinstance(named, list) else []
        if not held or not _matches(_ID, block_id) or block_id in taken:
            continue
        free.difference_update(held)
        taken.add(str(block_id))
        yield Block(
            id=str(block_id),
            name=_text(entry.get("name"))[:_LONGEST_TITLE],
            nodes=tuple(dict.fromkeys(held)),
            times=_times(entry.get("times")),
            folded=entry.get("folded") is True,
            note=_text(entry.get("note"))[:_LONGEST_NOTE],
        )


def _times(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        return 1
    return max(1, min(MAX_TIMES, value))


def _codes(value: object) -> list[str]:
    found = value if isinstance(value, list) else []
    return [str(one) for one in found if _matches(_CODE, one)][:_MOST_CODES]


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _coordinate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return 0.0
    return float(max(-_FAR, min(_FAR, value)))
