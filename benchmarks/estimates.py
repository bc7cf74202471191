"""How far the time that is told before a training is from the time that it takes.

Each design is trained twice in a workspace of its own: first where nothing was timed before, then
with another seed, where the first one was. Prints a line for each, with the load of the machine: on
a busy one the figures mean little.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.engine.photographs import HAM10000, MAP, NAME, PROGRAM, SPLIT, checked
from benchmarks.engine.timed import timed
from data.library import Library
from runs.store.store import RunStore
from runs.training import forecast
from runs.training.asked import asked

if TYPE_CHECKING:
    from collections.abc import Sequence

DESIGNS = (
    "EfficientNet-Lite0, frozen",
    "Two-convolution CNN (64, 64)",
    "EfficientNet-Lite0, last blocks learn",
)


def some(data: Path, into: Path, *, images: int) -> Path:
    """The binary task's table, or every so-manieth row of it."""
    with (data / SPLIT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    step = max(1, (len(rows) - 1) // images) if images else 1
    table = into / SPLIT
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([rows[0], *rows[1::step]])
    return table


def expected(workspace: Path, design: str, settings: Sequence[str], seed: int) -> float:
    """What is told before the start, in seconds."""
    spec, recipe = asked(
        workspace=workspace, design=design, settings=settings, epochs=None, seed=seed, effort=None
    )
    with RunStore(workspace) as store:
        found = Library(workspace).load(NAME)
        told = forecast.here(workspace, store, spec, found, recipe)
    return told or 0.0


def compared(workspace: Path, design: str, settings: Sequence[str], seed: int) -> str:
    """Train once; what was told, what it took, and the ratio."""
    told = expected(workspace, design, settings, seed)
    run = [str(PROGRAM), "train", design, "--dataset", NAME, "--seed", str(seed), "--wait"]
    chosen = [part for one in settings for part in ("--set", one)]
    took = timed([*run, *chosen, "--workspace", str(workspace), "--json"]).told
    parts = ", ".join(f"{one['name']} {one['seconds']:.0f} s" for one in took["phases"])
    load = os.getloadavg()[0]
    return (
        f"told {told:.0f} s, took {took['seconds']:.0f} s, ratio {told / took['seconds']:.2f} "
        f"(load {load:.1f}; {parts})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.estimates", description=__doc__)
    parser.add_argument("--data", type=Path, default=HAM10000, help="of HAM10000")
    parser.add_argument("--images", type=int, default=0, help="about so many; 0: all")
    parser.add_argument("--only", action="append", choices=DESIGNS, help="a design; repeatable")
    parser.add_argument("--set", action="append", default=[], dest="settings", help="as train's")
    given = parser.parse_args()
    data = checked(given.data)
    with tempfile.TemporaryDirectory() as folder:
        table, fresh = some(data, Path(folder), images=given.images), Path(folder) / "fresh"
        source = [str(data), "--name", NAME, "--map", MAP, "--split-csv", str(table)]
        timed([str(PROGRAM), "import", *source, "--workspace", str(fresh), "--json"])
        for number, design in enumerate(given.only or DESIGNS):
            workspace = Path(folder) / f"workspace-{number}"
            shutil.copytree(fresh, workspace)
            for seed, when in ((0, "nothing timed before"), (1, "after one run")):
                said = compared(workspace, design, given.settings, seed)
                print(f"{design}, {when}: {said}", flush=True)


if __name__ == "__main__":
    main()
