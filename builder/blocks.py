"""What the blocks of a drawing may be: layers that are there, each in one block, none in itself.

How a repeated block becomes layers is told by ``expansion``.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from builder.problems import in_a_row
from builder.spec import MAX_NODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from builder.spec import Block, GraphSpec

Fault = tuple[str, str]
"""What is wrong, and what to do about it: a sentence each."""


def block_faults(spec: GraphSpec) -> Iterator[Fault]:
    """What no drawing of the canvas has, but a file made by hand may."""
    layers = {node.id for node in spec.nodes}
    owners: dict[str, Block] = {}
    ids = Counter(block.id for block in spec.blocks)
    for block in spec.blocks:
        if ids[block.id] > 1 or block.id in layers:
            yield (
                f"The id “{block.id}” of {called(block)} is used more than once.",
                "Give each layer and each block an id of its own.",
            )
        yield from _contents(block, layers, ids)
        for node_id in block.nodes:
            owner = owners.setdefault(node_id, block)
            if owner is not block:
                yield (
                    f"The layer “{node_id}” is in {called(owner)} and in {called(block)}.",
                    "Take it out of one of them: a layer is in one block at most.",
                )
    yield from _too_large(spec)


def called(block: Block) -> str:
    """A block's name in a sentence, on one line: "the block “Residual”"."""
    return f"the block “{' '.join(block.name.split()) or block.id}”"


def size(spec: GraphSpec) -> int:
    """How many layers the network of a drawing has, each repetition counted."""
    return len(spec.nodes) + sum(len(block.nodes) * (block.times - 1) for block in spec.blocks)


def without_layer(blocks: Iterable[Block], node_id: str) -> tuple[Block, ...]:
    """Blocks without a layer; one that held no other is gone."""
    kept = ((one, tuple(held for held in one.nodes if held != node_id)) for one in blocks)
    return tuple(one.model_copy(update={"nodes": nodes}) for one, nodes in kept if nodes)


def _contents(block: Block, layers: set[str], blocks: Counter[str]) -> Iterator[Fault]:
    """What is wrong with what a block says it holds."""
    twice = [node_id for node_id, count in Counter(block.nodes).items() if count > 1]
    if twice:
        yield (
            f"{_begun(block)} names the layer “{twice[0]}” more than once.",
            "Name each layer once.",
        )
    unknown = [node_id for node_id in dict.fromkeys(block.nodes) if node_id not in layers]
    if block.id in unknown:
        yield f"{_begun(block)} contains itself.", "A block holds layers only: take it out."
    elif held := [node_id for node_id in unknown if node_id in blocks]:
        yield (
            f"{_begun(block)} contains the block “{held[0]}”.",
            "A block holds layers only: take the inner one out, or name its layers instead.",
        )
    elif unknown:
        named = in_a_row([f"“{node_id}”" for node_id in unknown])
        yield (
            f"{_begun(block)} holds {named}, but there is no such layer.",
            "Take it out of the block, or add the layer.",
        )


def _too_large(spec: GraphSpec) -> Iterator[Fault]:
    if size(spec) > MAX_NODES and any(block.times > 1 for block in spec.blocks):
        said = f"With every repetition counted the network would have {size(spec):,} layers"
        yield f"{said}; it can have {MAX_NODES:,}.", "Repeat its blocks less often."


def _begun(block: Block) -> str:
    name = called(block)
    return name[0].upper() + name[1:]
