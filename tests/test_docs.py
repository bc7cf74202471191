"""The documents name what there is: each layer, each pretrained network with its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from builder.templates import templates
from layers_catalog import describe
from layers_catalog.architectures import ARCHITECTURES, ArchitectureName, blocks
from layers_catalog.facts import Facts
from layers_catalog.pretrained import Backbone

DOCS = Path(__file__).resolve().parents[1] / "docs"
LAYERS = (DOCS / "layers.md").read_text(encoding="utf-8")
TEMPLATES = (DOCS / "templates.md").read_text(encoding="utf-8")


def test_every_layer_is_in_the_table_of_its_family() -> None:
    families: dict[str, list[str]] = {}
    for one in describe():
        families.setdefault(one["category"], []).append(one["type"])
    for family, types in families.items():
        assert f"| {family} | {', '.join(types)} |" in LAYERS


@pytest.mark.parametrize("name", ArchitectureName)
def test_every_network_stands_there_with_its_numbers(name: ArchitectureName) -> None:
    known = Backbone(architecture=name, weights="none").infer((224, 224, 3), facts=Facts())
    numbered = [one.stage for one in blocks(name) if one.stage]
    cells = (
        str(name),
        f"{(known.trainable + known.non_trainable) / 1e6:.1f}",
        f"{known.macs / 1e9:.2f}",
        f"{known.shape[-1]:,}",
        str(max(numbered)),
        str(len(numbered)),
        str(ARCHITECTURES[name].least_side),
    )
    assert f"| {' | '.join(cells)} |" in LAYERS


def test_every_template_has_its_row() -> None:
    rows = [line.split(" | ")[0].removeprefix("| ") for line in TEMPLATES.splitlines()]
    assert [row for row in rows if row in templates()] == list(templates())
