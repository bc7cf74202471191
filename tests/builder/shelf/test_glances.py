"""A glance at a design's file finds all its words."""

from __future__ import annotations

from pathlib import Path

from builder.shelf.glances import glance
from builder.spec import Block, GraphSpec, Node


def test_names_and_notes_of_blocks_are_found(tmp_path: Path) -> None:
    block = Block(id="b", name="Residual", nodes=("a",), note="As He wrote")
    spec = GraphSpec(name="Mine", nodes=(Node(id="a", type="Dense"),), blocks=(block,))
    path = tmp_path / "mine.json"
    path.write_text(spec.to_json(), encoding="utf-8")
    found = glance(path)
    assert found is not None
    assert (found.name, found.layers) == ("Mine", 1)
    assert "residual" in found.says
    assert "as he wrote" in found.says
