"""Whether memory grows with the number of photographs: import and training of few, then of many.

Draws large photographs, links them until there are enough (copies lie in one class, so none is set
aside), imports them, and trains a small network for one epoch. Prints a line for each count.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.engine.photographs import PROGRAM
from benchmarks.engine.timed import timed
from builder.spec import Edge, GraphSpec, Node

NAME = "many"
CLASSES = ("benign", "malignant")
_QUALITY = 90
_ROUGH, _GRAIN = 16, 6
"""How many patches a side a photograph has, and how many grey levels its noise."""


def draw(folder: Path, *, distinct: int, side: int) -> list[Path]:
    """So many photographs, as large JPEGs: patches of colour with noise over them."""
    chance, drawn = np.random.default_rng(0), []
    folder.mkdir()
    for number in range(distinct):
        patches = chance.integers(60, 220, (_ROUGH, _ROUGH, 3), dtype=np.uint8)
        large = Image.fromarray(patches).resize((side, side), Image.Resampling.BICUBIC)
        noise = chance.normal(0, _GRAIN, (side, side, 1))
        pixels = (np.asarray(large, dtype=np.float32) + noise).clip(0, 255).astype(np.uint8)
        drawn.append(folder / f"{number:05d}.jpg")
        Image.fromarray(pixels).save(drawn[-1], quality=_QUALITY)
    return drawn


def link(drawn: list[Path], folder: Path, *, images: int) -> None:
    """So many photographs in class folders, each linked as often as is needed."""
    for name in CLASSES:
        (folder / name).mkdir(parents=True)
    for number in range(images):
        source = drawn[number % len(drawn)]
        of = CLASSES[number % len(drawn) % len(CLASSES)]
        os.link(source, folder / of / f"{number:06d}.jpg")


def design() -> str:
    """A small network, as JSON: what is measured is the way of the photographs."""
    layers = ("Input", "Rescaling", "Conv2D", "GlobalAveragePooling2D", "Classifier")
    params = {
        "Input": {"height": 224, "width": 224},
        "Rescaling": {"scale": 1 / 255},
        "Conv2D": {"filters": 4, "kernel_size": (4, 4), "strides": (4, 4)},
    }
    nodes = tuple(Node(id=kind.lower(), type=kind, params=params.get(kind, {})) for kind in layers)
    edges = tuple(Edge(source=one.id, target=after.id) for one, after in pairwise(nodes))
    return GraphSpec(name="Small", nodes=nodes, edges=edges).to_json()


def measured(drawn: list[Path], *, images: int, within: Path) -> str:
    """Import so many and train on them; what that took, in words."""
    photographs, workspace = within / f"{images}", within / f"workspace-{images}"
    link(drawn, photographs, images=images)
    (within / "design.json").write_text(design(), encoding="utf-8")
    where = ["--workspace", str(workspace), "--json"]
    imported = timed([str(PROGRAM), "import", str(photographs), "--name", NAME, *where])
    once = ["--epochs", "1", "--wait"]
    train = [str(PROGRAM), "train", str(within / "design.json"), "--dataset", NAME, *once, *where]
    trained = timed(train)
    return (
        f"{images:,} photographs: import {imported.seconds:.0f} s "
        f"({imported.told['imported'] / imported.seconds:.0f}/s), {imported.own_mb:.0f} MB; "
        f"training {trained.seconds:.0f} s, {trained.own_mb:.0f} MB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.many_photographs", description=__doc__)
    parser.add_argument("--images", type=int, nargs="+", default=[2_000, 50_000])
    parser.add_argument("--distinct", type=int, default=2_000)
    parser.add_argument("--side", type=int, default=1_024, help="of a photograph, in pixels")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        drawn = draw(Path(folder) / "drawn", distinct=given.distinct, side=given.side)
        for images in given.images:
            print(measured(drawn, images=images, within=Path(folder)), flush=True)


if __name__ == "__main__":
    main()
