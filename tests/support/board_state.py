"""A drawing as the board in Chromium holds it, as it shows it, and as Python keeps it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from layers_catalog import describe

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from builder.spec import GraphSpec

Drawing = dict[str, Any]
"""``{nodes, edges, blocks}``, as the wire has it."""

_SHOWN = {kind["type"]: kind["shown"][:2] for kind in describe()}
_NEXT_PIXEL = 1
_READ = """root => {
  dispatchEvent(new Event("pagehide"));  // the board writes its own copy now
  const kept = JSON.parse(sessionStorage.getItem("lesion-studio:canvas:canvas"));
  const {layers, links, blocks, present: [nodes, edges, wrapped]} = kept;
  const texts = (within, what) => [...within.querySelectorAll(what)].map(one => one.textContent);
  return {
    drawing: {
      nodes: nodes.map(at => layers[at]),
      edges: edges.map(at => links[at]),
      blocks: wrapped.map(at => blocks[at]),
    },
    past: kept.past.length,
    future: kept.future.length,
    chosen: kept.selection,
    seen: [...root.querySelectorAll("[data-layer]")].map(one => [
      one.dataset.layer, one.querySelector("header b").title,
      texts(one, ".ls-params b"), texts(one, ".ls-times"),
    ]),
    lines: [...root.querySelectorAll("[data-link]")].map(one => one.dataset.link),
    frames: [...root.querySelectorAll(".react-flow__node-frame")].map(one => [
      one.dataset.id, one.querySelector("b").textContent, texts(one, ".ls-times"),
    ]),
  };
}"""


@dataclass(frozen=True)
class BoardState:
    """The board at one moment.

    Args:
        drawing: what it holds.
        past: how many steps can be undone.
        future: how many can be done again.
        chosen: ids of what is chosen.
        picture: what is on screen: layers, lines and frames.
    """

    drawing: Drawing
    past: int
    future: int
    chosen: list[str]
    picture: dict[str, Any]

    @property
    def shows_itself(self) -> bool:
        """Whether what is on screen is what the board holds."""
        return self.picture_told() == ""

    def picture_told(self) -> str:
        """What on screen is not as the board holds it; empty where all is."""
        wanted = pictured(self.drawing)
        for what in ("lines", "frames"):
            there = sorted(map(str, self.picture[what]))
            if there != sorted(map(str, wanted[what])):
                return f"{what} on screen {there}, drawn {wanted[what]}"
        seen = {one[0]: one[1:] for one in self.picture["seen"]}
        if sorted(seen) != sorted(wanted["seen"]):
            return f"layers on screen {sorted(seen)}, drawn {sorted(wanted['seen'])}"
        for one, (title, values, times) in wanted["seen"].items():
            name, shown, repeated = seen[one]
            if (name, repeated) != (title, times) or not set(values) <= set(shown):
                return f"{one} on screen {seen[one]}, drawn {(title, values, times)}"
        return ""


def read(page: Page) -> BoardState:
    """The board as it is now."""
    told = page.locator(".ls").first.evaluate(_READ)
    picture = {what: told[what] for what in ("seen", "lines", "frames")}
    return BoardState(told["drawing"], told["past"], told["future"], told["chosen"], picture)


def kept_by_python(spec: GraphSpec) -> Drawing:
    return spec.model_dump(mode="json", include={"nodes", "edges", "blocks"})


def differs(drawing: Drawing, kept: Drawing) -> str:
    """What of a drawing Python does not keep as it is; empty where it keeps all.

    Places are whole pixels in Python.
    """
    for what in ("edges", "blocks"):
        if drawing[what] != kept[what]:
            return f"{what} on the board {drawing[what]}, in Python {kept[what]}"
    there, here = kept["nodes"], drawing["nodes"]
    if [node["id"] for node in there] != [node["id"] for node in here]:
        return f"layers on the board {_ids(here)}, in Python {_ids(there)}"
    for mine, theirs in zip(here, there, strict=True):
        moved = max(abs(mine[axis] - theirs[axis]) for axis in "xy")
        if _content(mine) != _content(theirs) or moved >= _NEXT_PIXEL:
            return f"a layer on the board {mine}, in Python {theirs}"
    return ""


def _ids(nodes: list[dict[str, Any]]) -> list[str]:
    return [node["id"] for node in nodes]


def _content(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key not in {"x", "y"}}


def pictured(drawing: Drawing) -> dict[str, Any]:
    """What should be on screen: folded blocks stand for their layers."""
    hidden = {
        node: block["id"]
        for block in drawing["blocks"]
        if block["folded"]
        for node in block["nodes"]
    }
    seen = {
        node["id"]: (_name(node), _values(node), [])
        for node in drawing["nodes"]
        if node["id"] not in hidden
    }
    for block in drawing["blocks"]:
        if block["folded"]:
            seen[block["id"]] = (_block_name(block), [], _times(block))
    frames = [
        [block["id"], _block_name(block), _times(block)]
        for block in drawing["blocks"]
        if not block["folded"]
    ]
    return {"seen": seen, "frames": frames, "lines": list(_lines(drawing, hidden))}


def _name(node: dict[str, Any]) -> str:
    return f"{node['title']} ({node['type']})" if node["title"] else str(node["type"])


def _block_name(block: dict[str, Any]) -> str:
    return block["name"].strip() or "Block"


def _times(block: dict[str, Any]) -> list[str]:
    return [] if block["times"] == 1 else [f"× {block['times']}"]


def _values(node: dict[str, Any]) -> list[str]:
    values = [node["params"].get(name) for name in _SHOWN.get(node["type"], ())]
    return [_written(value) for value in values if isinstance(value, int | float | list)]


def _written(value: Any) -> str:
    """A value as a layer on the board shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return " × ".join(map(_written, value))
    if isinstance(value, int | float) and math.isfinite(value):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    return str(value)


def _lines(drawing: Drawing, hidden: dict[str, str]) -> list[str]:
    """One line for all connections from one thing to one folded block, under the first one's id."""
    lines: dict[tuple[str, str, int], str] = {}
    for edge in drawing["edges"]:
        source, target, slot = edge["source"], edge["target"], edge["slot"]
        if source in hidden and hidden[source] == hidden.get(target):
            continue
        ends = (hidden.get(source, source), hidden.get(target, target))
        place = (*ends, 0 if target in hidden else slot)
        lines.setdefault(place, f"{source}->{target}:{slot}")
    return list(lines.values())
