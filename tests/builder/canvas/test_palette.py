"""Blocks of the palette go to the browser, and come back to be kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builder.canvas.palette import from_palette, to_palette
from builder.ready_blocks import ready_blocks
from builder.shelf.designs import DesignShelf
from builder.upgrade import DesignError

KEPT = {
    "name": "Mine",
    "note": "why",
    "times": 4,
    "nodes": [{"id": "block_1", "type": "ReLU"}, {"id": "b", "type": "ReLU", "x": 9}],
    "edges": [{"source": "block_1", "target": "b", "slot": 0}],
}


def test_a_ready_block_says_what_it_is() -> None:
    entry = to_palette(ready_blocks()[0], own=False)
    assert entry["id"] == "ready:Residual"
    assert entry["summary"] == "A way around two convolutions"
    assert "CVPR 2016" in entry["help"]
    assert (len(entry["nodes"]), entry["times"], entry["own"]) == (9, 1, False)
    json.dumps(entry)


def test_a_kept_block_comes_back_as_it_was(tmp_path: Path) -> None:
    shelf = DesignShelf(tmp_path)
    kept = shelf.save_copy(from_palette(KEPT))
    assert [path.name for path in (tmp_path / "designs").glob("*.json")] == ["mine.json"]
    assert kept.blocks[0].id == "block_2"  # the first is a layer's
    entry = to_palette(shelf.load("Mine"), own=True)
    assert {key: entry[key] for key in ("name", "note", "times", "own")} == {
        "name": "Mine", "note": "why", "times": 4, "own": True,
    }  # fmt: skip
    assert [node["id"] for node in entry["nodes"]] == ["block_1", "b"]
    assert entry["edges"] == KEPT["edges"]
    assert entry["summary"] == "A block of 2 layers"
    assert shelf.save_copy(from_palette(KEPT)).name == "Mine 2"
    shelf.delete("Mine")
    assert shelf.names() == ["Mine 2"]


@pytest.mark.parametrize(
    "entry", [{}, {"nodes": 5}, {"nodes": [{"id": "Not one"}]}, {"nodes": ["a"], "name": 3}]
)
def test_what_holds_no_layer_is_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(DesignError, match="holds no layer"):
        from_palette(entry)


@pytest.mark.parametrize("name", ["\n", "<b>x</b>\n'\"", "../../evil", "x" * 500])
def test_any_name_is_text_and_no_path(tmp_path: Path, name: str) -> None:
    shelf = DesignShelf(tmp_path)
    kept = shelf.save_copy(from_palette({**KEPT, "name": name}))
    assert kept.name == (" ".join(name.split())[:80] or "Block")
    (file,) = (tmp_path / "designs").glob("*.json")
    assert file.parent == tmp_path / "designs"
    assert shelf.load(kept.name) == kept
