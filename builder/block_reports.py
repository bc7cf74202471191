"""What is known about each block of a drawing: all its repetitions together.

The layers are told of by ``inference``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.expansion import Way

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.expansion import Expanded
    from builder.inference import NodeReport
    from builder.spec import Block, GraphSpec
    from layers_catalog.shapes import Shape


@dataclass(frozen=True)
class BlockReport:
    """What is known about one block, all its repetitions together.

    Args:
        before: shape of what flows into it; ``None`` when it cannot be told, or is not one thing.
        after: the same of what flows out of it, of the last repetition.
        trainable: number of weights that training changes.
        non_trainable: number of weights that it does not.
        macs: work for one image, in multiply-adds or their equal in time.
    """

    before: Shape | None
    after: Shape | None
    trainable: int
    non_trainable: int
    macs: int


def block_reports(
    spec: GraphSpec, whole: Expanded, reports: Mapping[str, NodeReport]
) -> dict[str, BlockReport]:
    """What is known about each block, by id.

    Args:
        spec: the drawing.
        whole: the same, drawn out.
        reports: of each layer of the network.
    """
    if not spec.blocks:
        return {}
    of_drawn: defaultdict[str, list[NodeReport]] = defaultdict(list)
    for node_id, report in reports.items():
        of_drawn[whole.origin.get(node_id, node_id)].append(report)
    return {block.id: _of(block, whole, reports, of_drawn) for block in spec.blocks}


def _of(
    block: Block,
    whole: Expanded,
    reports: Mapping[str, NodeReport],
    of_drawn: Mapping[str, Sequence[NodeReport]],
) -> BlockReport:
    told = [one for drawn in set(block.nodes) for one in of_drawn.get(drawn, ())]
    way = whole.ways.get(block.id, Way((), ()))
    return BlockReport(
        _shape(way.before, reports),
        _shape(way.exits, reports),
        sum(one.trainable for one in told),
        sum(one.non_trainable for one in told),
        sum(one.macs for one in told),
    )


def _shape(ids: tuple[str, ...], reports: Mapping[str, NodeReport]) -> Shape | None:
    return reports[ids[0]].shape if len(ids) == 1 else None
