"""A drawing as a small picture: a shape a layer, as high as its maps are, in its family's colour.

Positions come from the graph alone, folded into rows like lines of text; no words, no numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builder.topology import order, sources
from layers_catalog.base import Category
from layers_catalog.pretrained import Backbone
from ui.charts import pretrained
from ui.frame.theme import family_colour, palette

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from builder.inference import GraphReport
    from builder.spec import GraphSpec

WIDTH, HEIGHT = 320, 116
_PER_ROW = 12
"""Columns in a row; a pretrained network takes two."""
_WIDEST = 30.0
"""Of a column, in pixels."""
_ROW_GAP = 10.0
_LEAST = 0.22
"""The height of a list of numbers, as a share of the largest picture's."""


@dataclass(frozen=True)
class _Box:
    """A layer in the picture: its middle, its width, and its heights where it begins and ends."""

    x: float
    y: float
    width: float
    entry: float
    exit: float
    row: int

    @property
    def left(self) -> tuple[float, float]:
        return self.x - self.width / 2, self.y

    @property
    def right(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y

    @property
    def outline(self) -> str:
        half = self.width / 2
        corners = (
            (self.x - half, self.y - self.entry / 2),
            (self.x + half, self.y - self.exit / 2),
            (self.x + half, self.y + self.exit / 2),
            (self.x - half, self.y + self.entry / 2),
        )
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def thumbnail(spec: GraphSpec, report: GraphReport, *, dark: bool) -> str:
    """An SVG of 320 × 116; layers in a cycle are left out.

    Args:
        spec: the drawing.
        report: what was inferred of it: heights and families.
        dark: the ground it stands on.
    """
    boxes = _boxes(spec, report)
    line = palette(dark=dark).quiet
    links = "".join(
        f'<path d="{_link(boxes[edge.source], boxes[edge.target])}"/>'
        for edge in spec.edges
        if edge.source in boxes and edge.target in boxes
    )
    ground = palette(dark=dark).ground
    shapes = "".join(_shape(report, node_id, box, ground) for node_id, box in boxes.items())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><g fill="none" stroke="{line}" stroke-width="1.2" '
        f'opacity="0.7">{links}</g><g stroke-linejoin="round">{shapes}</g></svg>'
    )


def _shape(report: GraphReport, node_id: str, box: _Box, ground: str) -> str:
    """A layer in its family's colour; of a pretrained network also what is inside."""
    layer = report.layers.get(node_id)
    colour = family_colour(layer.category if layer else None)
    if not isinstance(layer, Backbone):
        return f'<polygon points="{box.outline}" fill="{colour}"/>'
    fill, gradient = pretrained.fill(layer, colour, name=f"learns-{node_id}")
    half = max(box.entry, box.exit) / 2
    lines = "".join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{box.y - half:.1f}" y2="{box.y + half:.1f}" '
        f'stroke="{ground}" stroke-width="0.6"/>'
        for x in pretrained.slits(layer, left=box.left[0], right=box.right[0])
    )
    return f'{gradient}<polygon points="{box.outline}" {fill}/>{lines}'


def _boxes(spec: GraphSpec, report: GraphReport) -> dict[str, _Box]:
    """Where each layer stands, row under row."""
    before = sources(spec)
    columns = _columns(spec, before)
    if not columns:
        return {}
    wide = [any(_pretrained(report, node_id) for node_id in column) + 1 for column in columns]
    rows = _rows(wide)
    unit = min(_WIDEST, (WIDTH - 12) / max(sum(wide[at] for at in row) for row in rows))
    high = (HEIGHT - _ROW_GAP * (len(rows) - 1) - 8) / len(rows)
    heights = _heights(report)
    boxes: dict[str, _Box] = {}
    for rank, row in enumerate(rows):
        x = (WIDTH - unit * sum(wide[at] for at in row)) / 2
        middle = 4 + rank * (high + _ROW_GAP) + high / 2
        for at in row:
            lane = high / len(columns[at])
            for place, node_id in enumerate(columns[at]):
                earlier = [heights[one] for one in before[node_id] if one in heights]
                boxes[node_id] = _Box(
                    x=x + unit * wide[at] / 2,
                    y=middle + (place - (len(columns[at]) - 1) / 2) * lane,
                    width=unit * wide[at] * 0.68,
                    entry=max(earlier, default=heights[node_id]) * lane * 0.92,
                    exit=heights[node_id] * lane * 0.92,
                    row=rank,
                )
            x += unit * wide[at]
    return boxes


def _columns(spec: GraphSpec, before: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The layers by how many come before them at most; those of one column are side by side."""
    depth: dict[str, int] = {}
    for node_id in order(spec).ids:
        depth[node_id] = 1 + max((depth[one] for one in before[node_id] if one in depth), default=0)
    columns: list[list[str]] = [[] for _ in range(max(depth.values(), default=0))]
    for node_id, level in depth.items():
        columns[level - 1].append(node_id)
    return columns


def _rows(wide: Sequence[int]) -> list[list[int]]:
    """Columns in rows of about the same width, none wider than ``_PER_ROW``."""
    count = math.ceil(sum(wide) / _PER_ROW)
    aim = sum(wide) / count
    rows: list[list[int]] = [[]]
    for at in range(len(wide)):
        full = sum(wide[one] for one in rows[-1]) + wide[at] / 2 > aim
        if rows[-1] and full and len(rows) < count:
            rows.append([])
        rows[-1].append(at)
    return rows


def _heights(report: GraphReport) -> dict[str, float]:
    """The height of each layer's result as a share of the highest, on a logarithmic scale."""
    sides = {node_id: _side(told.shape) for node_id, told in report.nodes.items()}
    most = math.log2(1 + max(sides.values(), default=1))
    return {
        node_id: max(_LEAST, math.log2(1 + side) / most) if side > 1 else _LEAST
        for node_id, side in sides.items()
    }


def _side(shape: Sequence[int | None] | None) -> int:
    """The height of the maps; 1 for a list of numbers and for what is unknown."""
    image = 3
    return (shape[0] or 1) if shape is not None and len(shape) == image else 1


def _pretrained(report: GraphReport, node_id: str) -> bool:
    layer = report.layers.get(node_id)
    return layer is not None and layer.category is Category.PRETRAINED


def _link(source: _Box, target: _Box) -> str:
    """Straight to the next layer, in a bow over those between, round the margin to a new row."""
    (x1, y1), (x2, y2) = source.right, target.left
    if source.row != target.row:
        turn = (y1 + y2) / 2 + (source.exit - target.entry) / 4
        return (
            f"M{x1:.1f} {y1:.1f}h5V{turn:.1f}H{x2 - 5:.1f}V{y2:.1f}h5"
            if source.row < target.row
            else f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"
        )
    near = x2 - x1 < 2 * max(source.width, target.width)
    if near or abs(y1 - y2) > 1:
        bend = (x2 - x1) / 2
        return (
            f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} "
            f"{x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        )
    top = y1 - max(source.exit, target.entry) / 2 - 6
    return (
        f"M{x1:.1f} {y1:.1f}C{x1 + 4:.1f} {top:.1f} {x1 + 4:.1f} {top:.1f} "
        f"{(x1 + x2) / 2:.1f} {top:.1f}S{x2 - 4:.1f} {top:.1f} {x2:.1f} {y2:.1f}"
    )
