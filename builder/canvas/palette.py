"""Blocks of the palette as they travel between Python and the browser: ready ones, and one's own.

Keeping one's own is left to the shelf in ``builder.shelf.designs``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builder.canvas.wire import from_wire, to_wire
from builder.upgrade import DesignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from builder.spec import GraphSpec

_LONGEST_SUMMARY = 120


def to_palette(spec: GraphSpec, *, own: bool) -> dict[str, Any]:
    """A design whose layers are one block, as an entry of the palette.

    Args:
        spec: the design; its name is the entry's, its description the help. The first sentence of
            that says what it is.
        own: whether the person kept it.

    Returns:
        ``{id, name, summary, help, own, note, times, nodes, edges}``.
    """
    drawn = to_wire(spec)
    note, times = next(((block.note, block.times) for block in spec.blocks), ("", 1))
    summary = spec.description.partition(". ")[0].rstrip(".")[:_LONGEST_SUMMARY]
    source = f"\n\n{spec.source}" if spec.source else ""
    return {
        "id": f"{'own' if own else 'ready'}:{spec.name}",
        "name": spec.name,
        "summary": summary or f"A block of {len(spec.nodes)} layers",
        "help": f"{spec.description}{source}",
        "own": own,
        "note": note,
        "times": times,
        "nodes": drawn["nodes"],
        "edges": drawn["edges"],
    }


def from_palette(entry: Mapping[str, Any]) -> GraphSpec:
    """The design to keep of a block that the browser sent.

    Args:
        entry: ``{name, note, times, nodes, edges}``; read as forgivingly as a drawing.

    Raises:
        DesignError: it holds no layer, or too many.
    """
    nodes = entry.get("nodes")
    entries = nodes if isinstance(nodes, list) else []
    ids = [one.get("id") for one in entries if isinstance(one, dict)]
    block = {**entry, "id": _free(ids), "nodes": ids}
    name = entry.get("name")
    plain = " ".join(name.split())[:80] if isinstance(name, str) else ""
    spec = from_wire({**entry, "blocks": [block]}, name=plain or "Block")
    if not spec.blocks:
        raise DesignError("The block holds no layer, so there is nothing to keep.")
    return spec


def _free(ids: list[Any]) -> str:
    number = 1
    while f"block_{number}" in ids:
        number += 1
    return f"block_{number}"
