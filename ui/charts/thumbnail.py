"""A drawing as a small picture: a shape a layer, as high as its maps are, in its family's colour.

Positions come from the graph alone, folded into rows like lines of text. No words, and no numbers
but how often a block is repeated.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from layers_catalog.base import Category
from layers_catalog.pretrained import Backbone
from ui.charts import pretrained
from ui.frame.theme import family_colour, palette

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from builder.inference import GraphReport
    from builder.spec import GraphSpec
    from builder.topology import Graph
    from ui.frame.theme import Palette

WIDTH, HEIGHT = 320, 116
_PER_ROW = 12
"""Columns in a row; a pretrained network takes two."""
_WIDEST = 30.0
"""Of a column, in pixels."""
_ROW_GAP = 10.0
_LEAST = 0.22
"""The height of a list of numbers, as a share of the largest picture's."""
_AROUND, _LETTER, _MARK = 2.5, 6.0, 12.0
"""A frame's distance from what it holds; the width of a letter and the height of a mark on it."""


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
    def half(self) -> float:
        """Of its height, where it is highest."""
        return max(self.entry, self.exit) / 2

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
    boxes = _boxes(report)
    line = palette(dark=dark).quiet
    links = "".join(
        f'<path d="{_link(boxes[edge.source], boxes[edge.target])}"/>'
        for edge in spec.edges
        if edge.source in boxes and edge.target in boxes
    )
    ground = palette(dark=dark).ground
    shapes = "".join(_shape(report, node_id, box, ground) for node_id, box in boxes.items())
    repeats = "".join(_repeats(spec, boxes, palette(dark=dark)))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}"><g fill="none" stroke="{line}" stroke-width="1.2" '
        f'opacity="0.7">{links}</g><g stroke-linejoin="round">{shapes}</g>{repeats}</svg>'
    )


def _shape(report: GraphReport, node_id: str, box: _Box, ground: str) -> str:
    """A layer in its family's colour; of a pretrained network also what is inside."""
    layer = report.layers.get(node_id)
    colour = family_colour(layer.category if layer else None)
    if not isinstance(layer, Backbone):
        return f'<polygon points="{box.outline}" fill="{colour}"/>'
    fill, gradient = pretrained.fill(layer, colour, name=f"learns-{node_id}")
    lines = "".join(
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{box.y - box.half:.1f}" y2="{box.y + box.half:.1f}" '
        f'stroke="{ground}" stroke-width="0.6"/>'
        for x in pretrained.slits(layer, left=box.left[0], right=box.right[0])
    )
    return f'{gradient}<polygon points="{box.outline}" {fill}/>{lines}'


def _repeats(spec: GraphSpec, boxes: Mapping[str, _Box], colours: Palette) -> Iterator[str]:
    """A frame around each repeated block, in each row, and at its end how often it stands there."""
    for block in spec.blocks:
        held = [boxes[one] for one in block.nodes if one in boxes]
        if block.times == 1 or not held:
            continue
        last = max(box.row for box in held)
        for row in sorted({box.row for box in held}):
            inside = [box for box in held if box.row == row]
            left = max(1.0, min(box.left[0] for box in inside) - _AROUND)
            right = min(WIDTH - 1.0, max(box.right[0] for box in inside) + _AROUND)
            top = max(1.0, min(box.y - box.half for box in inside) - _AROUND)
            bottom = min(HEIGHT - 1.0, max(box.y + box.half for box in inside) + _AROUND)
            yield (
                f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
                f'height="{bottom - top:.1f}" rx="3" fill="none" stroke="{colours.text}" '
                'stroke-width="1"/>'
            )
            if row == last:
                yield _times(f"× {block.times}", right, bottom, colours)


def _times(told: str, right: float, bottom: float, colours: Palette) -> str:
    """A mark at the corner of a frame, within the picture."""
    wide = _LETTER * len(told) + 4
    x = min(max(right - wide / 2, 1.0), WIDTH - 1.0 - wide)
    y = min(bottom - _MARK / 2, HEIGHT - 1.0 - _MARK)
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{_MARK}" rx="3" '
        f'fill="{colours.text}"/><text x="{x + wide / 2:.1f}" y="{y + _MARK - 2.5:.1f}" '
        f'text-anchor="middle" font-family="system-ui, sans-serif" font-size="10" '
        f'font-weight="600" fill="{colours.ground}">{told}</text>'
    )


def _boxes(report: GraphReport) -> dict[str, _Box]:
    """Where each layer stands, row under row."""
    before = report.drawn.before
    columns = _columns(report.drawn)
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


def _columns(graph: Graph) -> list[list[str]]:
    """The layers by how many come before them at most; those of one column are side by side."""
    depth: dict[str, int] = {}
    for node_id in graph.order.ids:
        depth[node_id] = 1 + max((depth[one] for one in graph.before[node_id]), default=0)
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
