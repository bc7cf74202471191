"""What differs between the blocks of two drawings, in words: "block “Residual” × 1 → × 8"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builder.blocks import called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builder.spec import Block, GraphSpec


def block_changes(before: GraphSpec, after: GraphSpec) -> Iterator[str]:
    """What was done to blocks; those of one id are the same block."""
    then = {block.id: block for block in before.blocks}
    now = {block.id: block for block in after.blocks}
    there = {node.id for node in after.nodes}
    for block_id, block in now.items():
        if block_id in then:
            yield from _changed(then[block_id], block, there)
        else:
            times = f", × {block.times}" if block.times > 1 else ""
            yield f"wrapped {_layers(len(block.nodes))} as {called(block)}{times}"
    for block_id, block in then.items():
        if block_id not in now:
            verb = "ungrouped" if there.intersection(block.nodes) else "removed"
            yield f"{verb} {called(block)}"


def _changed(one: Block, other: Block, there: set[str]) -> Iterator[str]:
    if one.times != other.times:
        yield f"{called(other)} × {one.times} → × {other.times}"
    joined = len({*other.nodes} - {*one.nodes})
    left = len(({*one.nodes} - {*other.nodes}) & there)
    if joined:
        yield f"put {_layers(joined)} into {called(other)}"
    if left:
        yield f"took {_layers(left)} out of {called(other)}"
    if one.name != other.name:
        yield f"renamed {called(one)} to “{other.name or other.id}”"
    yield from noted(one.note, other.note, called(other))
    if one.folded != other.folded:
        yield f"{'folded' if other.folded else 'unfolded'} {called(other)}"


def noted(before: str, after: str, name: str) -> Iterator[str]:
    """What was done to the note of a layer or block of that name, if anything was."""
    if before != after:
        what = "changed" if before and after else "added" if after else "removed"
        yield f"{what} the note of {name}"


def _layers(count: int) -> str:
    return "1 layer" if count == 1 else f"{count} layers"
